// The copy buttons, what is wished of an answer, and where a new answer comes to stand.
import { widen } from "./context.js";
import { open } from "./panel.js";

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

// What is wished of an answer (a filter off, a reading, as typed) goes to a hidden field.
let renewed = null;
let wishes = 0;
function wish(element) {
  const answers = [...document.querySelectorAll("#conversation .answer")];
  const answer = element.closest(".answer");
  renewed = answer && answers.indexOf(answer);
  const field = document.querySelector("#wish textarea, #wish input");
  const wished = { turn: renewed, ...JSON.parse(element.dataset.wish) };
  field.value = JSON.stringify({ ...wished, n: ++wishes }); // each differs, so that each is noticed
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function ask(question) {
  const field = document.querySelector("#question textarea, #question input");
  field.value = question;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  setTimeout(() => document.querySelector("#question .submit-button").click());
  field.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.cite");
  if (link && !(event.metaKey || event.ctrlKey || event.shiftKey)) {
    event.preventDefault();
    open(link);
  }
  const copier = event.target.closest("button.copy");
  if (copier) copy(copier);
  const widened = event.target.closest("button.more, button.less");
  if (widened) widen(widened);
  const asked = event.target.closest("button[data-ask]");
  if (asked) ask(asked.textContent);
  const wished = event.target.closest("button[data-wish]");
  if (wished) wish(wished);
});

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
  // Gradio calls them a list, but they are no list items: screen readers would count none.
  document.querySelector(".examples[role=list]")?.setAttribute("role", "group");
  document.querySelectorAll(".day input[type=text]").forEach((field) => (field.type = "date"));
  const language = document.querySelector("#header .masthead")?.lang;
  if (language && document.documentElement.lang !== language) document.documentElement.lang = language;
}).observe(document.body, { childList: true, subtree: true });
