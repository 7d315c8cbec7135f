// The desk: starts the page, and puts its parts together.
import { ask, judge, renew, start as startAsking, stopAsking } from "./asking.js";
import { chooseOff, startFilters } from "./choosing.js";
import { widen } from "./context.js";
import { copyLink, copyQuote, exported } from "./copying.js";
import { begin, open as openConversation, startList } from "./conversations.js";
import { onClick } from "./elements.js";
import { follow, startFollowing } from "./following.js";
import { pin, startNotebook } from "./notebook.js";
import { open } from "./panel.js";
import { startKeys } from "./keys.js";
import "./selecting.js";
import { desk, root } from "./state.js";

// Calls a function of the server, as Gradio's script does, which is there a while later.
async function call(name, data = null) {
  const response = await fetch(`${root}/gradio_api/component_server/`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ fn_name: name, data }),
  });
  if (!response.ok) throw new Error(`no answer to ${name}`);
  return response.json();
}

const element = document.createElement("div");
element.id = "early";
element.style.visibility = "hidden"; // until what is typed would be heard

// Moves into Gradio's block, without losing what has the focus or stands open.
export async function settle(block) {
  while (!block.checkVisibility({ visibilityProperty: true })) await new Promise(requestAnimationFrame);
  const [focused, at] = [document.activeElement, scrollY];
  if (block.moveBefore && block.isConnected) block.moveBefore(element, null);
  else block.append(element);
  element.removeAttribute("id");
  if (element.contains(focused) && document.activeElement !== focused) focused.focus({ preventScroll: true });
  scrollTo(0, at);
}

async function start() {
  let greeted;
  try {
    greeted = await call("greet");
  } catch {
    return setTimeout(start, 2_000);
  }
  element.innerHTML = greeted.html;
  Object.assign(desk, { call, said: greeted.said, language: greeted.language });
  document.documentElement.lang = greeted.language;
  startFilters();
  startList();
  startNotebook();
  startKeys();
  offerStarters().catch(() => null); // the page works without them
  await begin();
  element.style.visibility = "";
  startAsking();
  startFollowing().catch(() => null); // so does it without what is new
}

async function offerStarters() {
  const { html } = await desk.call("start");
  const examples = document.querySelector(".examples");
  examples.innerHTML = html;
  delete examples.dataset.empty;
}

onClick([
  ["a.cite", open],
  ["button.copy", copyQuote],
  ["button.pin", pin],
  ["button.more, button.less", widen],
  ["button[data-ask]", (button) => ask(button.textContent.trim())],
  ["#chosen [data-wish]", chooseOff],
  ["button[data-wish]", renew],
  ["[data-verdict]", judge],
  ["[data-link]", copyLink],
  ["[data-follow]", follow],
  ["[data-form]", exported],
  ["[data-open]", (button) => openConversation(button.dataset.open)],
  ["#fresh", () => stopAsking().then(() => begin("new"))],
]);

while (!document.body) await new Promise(requestAnimationFrame);
document.body.prepend(element);
start();
