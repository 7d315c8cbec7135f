// An article with the words of quotes marked in it. Offsets are code points, as everywhere in
// On Record; the browser's own are UTF-16 code units, so they are translated here, once.

export function parseSpans(text) {
  return [...text.matchAll(/(\d{1,9})-(\d{1,9})/g)]
    .map(([, start, end], place) => ({ start: Number(start), end: Number(end), place }))
    .filter((span) => span.start < span.end);
}

export function codePoints(text) {
  return [...text].length;
}

function textNodes(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes = [];
  let start = 0;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const length = codePoints(node.data);
    nodes.push({ node, start, end: start + length });
    start += length;
  }
  return nodes;
}

function codeUnits(text, nCodePoints) {
  let units = 0;
  for (const character of text) {
    if (nCodePoints-- <= 0) break;
    units += character.length;
  }
  return units;
}

function wrap(node, from, to) {
  const range = document.createRange();
  range.setStart(node, codeUnits(node.data, from));
  range.setEnd(node, codeUnits(node.data, to));
  const mark = document.createElement("mark");
  range.surroundContents(mark);
  return mark;
}

// Wraps a span in <mark>s; the text content stays what it was.
function markSpan(root, span) {
  const marks = [];
  for (const { node, start, end } of textNodes(root)) {
    const from = Math.max(span.start, start);
    const to = Math.min(span.end, end);
    const blank = !node.data.trim() && node.data.includes("\n"); // between paragraphs
    if (from < to && !blank) marks.push(wrap(node, from - start, to - start));
  }
  return marks;
}

// Steps through the quotes of an article in the order of its text.
export class Reader {
  constructor(root, spans, numbers = []) {
    this.bar = root.querySelector(".source-bar");
    this.text = root.querySelector(".source-text");
    this.spans = [...spans].sort((a, b) => a.start - b.start || a.end - b.end);
    this.spans.forEach((span, index) => {
      const marks = markSpan(this.text, span);
      marks.forEach((mark) => (mark.dataset.quote = String(index)));
      if (marks.length && numbers[span.place]) marks[0].dataset.number = numbers[span.place];
    });
    this.bar.querySelectorAll(".previous, .next").forEach((element) => {
      element.hidden = this.spans.length < 2;
      element.onclick = () => this.step(element.matches(".next") ? 1 : -1);
    });
    this.bar.querySelector(".position").hidden = !this.spans.length;
    this.current = 0;
  }

  show(index, smooth) {
    this.current = index;
    const marks = [...this.text.querySelectorAll("mark")];
    marks.forEach((mark) => mark.classList.toggle("current", mark.dataset.quote === String(index)));
    const first = marks.find((mark) => mark.classList.contains("current"));
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    first?.scrollIntoView({ block: "center", behavior: smooth && !still ? "smooth" : "instant" });
    const position = this.bar.querySelector(".position");
    const said = position.dataset.said.replace("{n}", index + 1);
    position.textContent = said.replace("{all}", this.spans.length);
  }

  step(by) {
    const n = this.spans.length;
    if (n) this.show((this.current + by + n) % n, true);
  }

  // n and p; true if the key was one of them.
  pressed(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable=true]")) return;
    const by = { n: 1, p: -1 }[event.key.toLowerCase()];
    if (by) this.step(by);
  }
}
