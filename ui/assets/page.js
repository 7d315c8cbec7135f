// An article as a page of its own: #start-end,start-end says what is marked.
import { markSpans, parseSpans, showQuote } from "./source.js";

const text = document.querySelector(".source-text");
const plain = text.cloneNode(true);
let spans = [];
let current = 0;

function show() {
  text.replaceChildren(...plain.cloneNode(true).childNodes);
  spans = parseSpans(decodeURIComponent(location.hash));
  current = 0;
  markSpans(text, spans);
  showQuote(text, current, false);
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || !spans.length) return;
  const step = { n: 1, p: -1 }[event.key.toLowerCase()];
  if (!step) return;
  current = (current + step + spans.length) % spans.length;
  showQuote(text, current, true);
});
addEventListener("hashchange", show);
show();
