// An article as a page of its own: what its address cites is marked, wherever it stands by now.
import { copyQuote } from "./copying.js";
import { onClick } from "./elements.js";
import { pin } from "./notebook.js";
import "./selecting.js";
import { Reader, panelOf } from "./source.js";

const main = document.querySelector("main");
let reader = null;

async function show() {
  const cited = location.hash.slice(1);
  if (!/^\d+-\d+/.test(cited)) return;
  const response = await fetch(panelOf(location.pathname, cited));
  if (!response.ok) return;
  main.innerHTML = await response.text();
  reader = new Reader(main);
  reader.show(0, false); // what the address names first, wherever in the text it stands
}

onClick([
  ["button.copy", copyQuote],
  ["button.pin", pin],
]);
document.addEventListener("keydown", (event) => reader?.pressed(event));
addEventListener("hashchange", show);
show();
