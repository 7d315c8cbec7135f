// The source panel of the chat. It is a step in the browser's history, so that Back closes it.
import { add } from "./elements.js";
import { failed } from "./said.js";
import { Reader, panelOf } from "./source.js";

const narrow = matchMedia("(max-width: 900px)");
const panel = document.createElement("dialog");
panel.id = "source-panel";
panel.setAttribute("aria-labelledby", "source-title");
let opener = null;
let reader = null;
let request = 0;

function hide() {
  panel.close();
  document.body.classList.remove("source-open");
  opener?.focus({ preventScroll: true });
}

function close() {
  if (history.state?.source) history.back();
  else hide();
}

function place() {
  if (!history.state?.source) history.pushState({ source: true }, "");
  panel.close();
  if (narrow.matches) panel.showModal();
  else panel.show();
  document.body.classList.add("source-open");
}

export async function open(link) {
  const mine = ++request;
  const [path, references] = [link.pathname, link.dataset.all ?? link.hash.slice(1)];
  let response;
  try {
    response = await fetch(panelOf(path, references));
  } catch {
    return failed();
  }
  const isPage = response.headers.get("content-type")?.startsWith("text/html");
  if (mine !== request) return;
  if (!isPage) return failed();
  panel.innerHTML = await response.text();
  opener = link;
  panel.querySelector("button.close").onclick = close;
  place();
  panel.querySelector("#source-title").focus({ preventScroll: true });
  if (response.ok) read(link, references);
  else outdated(cardOf(link), panel.querySelector(".fate").textContent);
}

function read(link, references) {
  panel.querySelector("a.standalone").href = link.href;
  reader = new Reader(panel, link.dataset.numbers?.split(","));
  const at = Math.max(0, references.split(",").indexOf(link.hash.slice(1)));
  reader.show(at, false);
  const lost = panel.querySelector(`.fate[data-lost][data-quote="${at}"]`);
  if (lost) outdated(cardOf(link), lost.textContent);
}

function cardOf(link) {
  return link.matches(".copies a") ? null : link.closest(".quote");
}

// Says on a card that its words no longer stand in their article, and in the panel which they were.
export function outdated(card, said) {
  if (!card) return;
  if (!card.matches(".outdated")) {
    const caption = card.querySelector("figcaption");
    const remark = add(caption, "p", said, "remark");
    remark.setAttribute("role", "status");
    caption.prepend(remark);
    card.classList.add("outdated");
  }
  const shown = panel.open && panel.querySelector(".fate[data-lost]:not([hidden])");
  if (!shown) return;
  const words = document.createElement("blockquote");
  words.className = "were";
  words.setAttribute("aria-label", shown.dataset.lost);
  words.textContent = card.querySelector("blockquote").textContent;
  shown.after(words);
}

document.addEventListener("keydown", (event) => {
  if (!panel.open) return;
  if (event.key === "Escape") {
    event.preventDefault();
    close();
  } else reader?.pressed(event);
});
panel.addEventListener("cancel", (event) => {
  event.preventDefault();
  close();
});
addEventListener("popstate", (event) => {
  if (panel.open && !event.state?.source) hide();
  else if (!panel.open && event.state?.source && opener?.isConnected) open(opener);
});
narrow.addEventListener("change", () => panel.open && place());
document.body.append(panel);
