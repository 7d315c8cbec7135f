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
  return read(response);
}

function read(response) {
  if (!response.ok) throw new Error(`no answer from ${response.url}`);
  return response.json();
}

const gradio = () => document.querySelector("gradio-app");
const early = document.createElement("main");
early.id = "early";
early.style.visibility = "hidden"; // until what is typed would be heard
const { promise: begun, resolve: hasBegun } = Promise.withResolvers();

// Moves into Gradio's block, which lies in a main part of its own, without losing what has the
// focus or stands open.
export async function settle(block) {
  await begun;
  while (!block.checkVisibility({ visibilityProperty: true })) await new Promise(requestAnimationFrame);
  gradio().inert = false;
  const [focused, at] = [document.activeElement, scrollY];
  for (const each of [...early.childNodes])
    block.moveBefore && block.isConnected ? block.moveBefore(each, null) : block.append(each);
  early.remove();
  document.documentElement.lang = desk.language; // Gradio has the browser's there
  if (block.contains(focused) && document.activeElement !== focused) focused.focus({ preventScroll: true });
  scrollTo(0, at);
}

async function start(asked) {
  let greeted;
  try {
    greeted = await (asked ? read(await asked) : call("greet"));
  } catch {
    return setTimeout(start, 2_000);
  }
  early.innerHTML = greeted.html;
  Object.assign(desk, { call, said: greeted.said, language: greeted.language });
  document.documentElement.lang = greeted.language;
  startFilters();
  startList();
  startNotebook();
  startKeys();
  offerStarters().catch(() => null); // the page works without them
  await begin();
  early.style.visibility = "";
  startAsking();
  hasBegun();
  startFollowing().catch(() => null); // so does it without what is new
  setTimeout(loadGradio);
}

// Its script waits for ours: see `head.py`.
function loadGradio() {
  const waiting = document.querySelector("#gradio");
  if (waiting) import(new URL(waiting.getAttribute("src"), document.baseURI));
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

while (!gradio()) await new Promise(requestAnimationFrame);
document.body.prepend(early);
gradio().inert = true; // it only says that it is loading
start(window.greeted);
