// An article as a page of its own: #start-end,start-end says what is marked.
import { Reader, parseSpans } from "./source.js";

const main = document.querySelector("main");
const plain = main.querySelector(".source-text").cloneNode(true);
let reader = null;

function show() {
  const text = main.querySelector(".source-text");
  text.replaceChildren(...plain.cloneNode(true).childNodes);
  reader = new Reader(main, parseSpans(location.hash));
  // The span that the address names first is shown first, wherever in the text it stands.
  const first = reader.spans.findIndex((span) => span.place === 0);
  if (reader.spans.length) reader.show(Math.max(0, first), false);
}

document.addEventListener("keydown", (event) => reader.pressed(event));
addEventListener("hashchange", show);
show();
