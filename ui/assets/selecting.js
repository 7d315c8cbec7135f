// Quotes what one has selected in an article: the server makes a quote of it like any other.
import { root } from "./state.js";

const bar = document.createElement("div");
bar.id = "selected";
bar.hidden = true;
let wanted = 0;

// Where a selection begins and ends in a text, in code points; null if it isn't all in there.
function span(text, range) {
  if (range.collapsed || !text?.contains(range.startContainer) || !text.contains(range.endContainer))
    return null;
  const before = document.createRange();
  before.setStart(text, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const start = [...before.toString()].length;
  return { start, end: start + [...range.toString()].length };
}

async function offer() {
  const mine = ++wanted;
  const selection = getSelection();
  const range = selection.rangeCount ? selection.getRangeAt(0) : null;
  const source = range?.startContainer.parentElement?.closest(".source");
  const text = source?.querySelector(".source-text");
  const place = text && span(text, range);
  if (!place) return (bar.hidden = true);
  const query = new URLSearchParams({ ...place, text: source.dataset.text });
  const response = await fetch(`${root}/card/${source.dataset.article}?${query}`).catch(() => null);
  if (!response?.ok || mine !== wanted) return;
  bar.innerHTML = await response.text();
  (source.closest("dialog") ?? document.body).append(bar);
  const { left, bottom } = range.getBoundingClientRect();
  bar.hidden = false;
  const room = innerWidth - bar.offsetWidth - 8;
  bar.style.left = `${Math.max(8, Math.min(left, room))}px`;
  bar.style.top = `${Math.min(bottom + 8, innerHeight - bar.offsetHeight - 8)}px`;
}

let waits;
document.addEventListener("selectionchange", () => {
  clearTimeout(waits);
  waits = setTimeout(offer, 250);
});
addEventListener("scroll", () => (bar.hidden = true), { capture: true, passive: true });
