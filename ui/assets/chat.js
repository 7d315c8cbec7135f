// The source panel of the chat, the copy buttons, and where a new answer comes to stand.
import { markSpans, parseSpans, showQuote } from "./source.js";

const narrow = matchMedia("(max-width: 900px)");
const panel = document.createElement("dialog");
panel.id = "source-panel";
panel.setAttribute("aria-labelledby", "source-title");
let opener = null;
let current = 0;
let count = 0;
let request = 0;

function button(name, label, symbol, action) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = name;
  element.title = label;
  element.setAttribute("aria-label", label);
  element.textContent = symbol;
  element.addEventListener("click", action);
  return element;
}

function toolbar(source) {
  const bar = document.createElement("div");
  bar.className = "source-bar";
  const position = document.createElement("span");
  position.className = "position";
  position.setAttribute("aria-live", "polite");
  const steps = [
    button("previous", source.dataset.previous, "↑", () => step(-1)),
    button("next", source.dataset.next, "↓", () => step(1)),
  ];
  steps.forEach((element) => (element.hidden = count < 2));
  bar.append(position, ...steps, button("close", source.dataset.close, "×", close));
  return bar;
}

function show(index, smooth) {
  current = index;
  showQuote(panel.querySelector(".source-text"), index, smooth);
  panel.querySelector(".position").textContent = `${index + 1} / ${count}`;
}

function step(by) {
  if (count) show((current + by + count) % count, true);
}

function close() {
  panel.close();
  document.body.classList.remove("source-open");
  opener?.focus({ preventScroll: true });
}

function place() {
  panel.close();
  if (narrow.matches) panel.showModal();
  else panel.show();
  document.body.classList.add("source-open");
}

async function open(link) {
  const mine = ++request;
  const url = new URL(link.href);
  const response = await fetch(url.pathname + "?view=panel");
  const html = await response.text();
  if (mine !== request) return;
  if (!response.ok) {
    location.assign(link.href);
    return;
  }
  opener = link;
  const spans = parseSpans(link.dataset.spans);
  count = spans.length;
  panel.innerHTML = html;
  const source = panel.querySelector(".source");
  panel.prepend(toolbar(source));
  panel.querySelector("a.standalone").href = link.href;
  markSpans(panel.querySelector(".source-text"), spans);
  place();
  panel.querySelector("#source-title").focus({ preventScroll: true });
  show(Math.max(0, link.dataset.spans.split(",").indexOf(link.dataset.span)), false);
}

async function copy(element) {
  const card = element.closest(".quote");
  const link = card.querySelector("a.cite");
  const parts = [card.querySelector(".name"), link.querySelector(".title")];
  const byline = [...card.querySelectorAll(".byline > *")];
  const words = [...parts, ...byline].filter(Boolean).map((part) => part.textContent);
  const text = `“${card.querySelector("blockquote").textContent}”\n${words.join(" · ")}\n${link.href}`;
  await navigator.clipboard.writeText(text);
  const label = element.textContent;
  element.textContent = element.dataset.done;
  setTimeout(() => (element.textContent = label), 1500);
}

function typing(target) {
  return target.closest("input, textarea, select, [contenteditable=true]");
}

// What is wished of an answer (a filter off, a reading, as typed) goes to a hidden field.
let renewed = null;
let wishes = 0;
function wish(element) {
  const answers = [...document.querySelectorAll("#conversation .answer")];
  renewed = answers.indexOf(element.closest(".answer"));
  const field = document.querySelector("#wish textarea, #wish input");
  const wished = { turn: renewed, ...JSON.parse(element.dataset.wish) };
  field.value = JSON.stringify({ ...wished, n: ++wishes }); // each differs, so that each is noticed
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.cite");
  if (link && !(event.metaKey || event.ctrlKey || event.shiftKey)) {
    event.preventDefault();
    open(link);
  }
  const copier = event.target.closest("button.copy");
  if (copier) copy(copier);
  const wished = event.target.closest("#conversation button[data-wish]");
  if (wished) wish(wished);
});

document.addEventListener("keydown", (event) => {
  if (!panel.open || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Escape") {
    event.preventDefault();
    close();
  } else if (!typing(event.target)) {
    if (event.key.toLowerCase() === "n") step(1);
    if (event.key.toLowerCase() === "p") step(-1);
  }
});
panel.addEventListener("cancel", (event) => {
  event.preventDefault();
  close();
});
narrow.addEventListener("change", () => panel.open && place());

// A new answer is read from its beginning: bring its question to the top.
let seen = 0;
new MutationObserver(() => {
  const answers = document.querySelectorAll("#conversation .answer");
  if (answers.length > seen) {
    const question = [...document.querySelectorAll("#conversation .user-row")].at(-1);
    question?.scrollIntoView({ block: "start", behavior: "instant" });
  }
  seen = answers.length;
  if (renewed !== null && document.activeElement === document.body && answers[renewed]) {
    answers[renewed].tabIndex = -1; // the button that had the focus is gone
    answers[renewed].focus({ preventScroll: true });
    renewed = null;
  }
  const language = document.querySelector("#header .masthead")?.lang;
  if (language && document.documentElement.lang !== language) document.documentElement.lang = language;
}).observe(document.body, { childList: true, subtree: true });
document.body.append(panel);
