// Marks spans of an article's text. Offsets are code points, as everywhere in On Record;
// the browser's own are UTF-16 code units, so they are translated here, once.

export function parseSpans(text) {
  return [...text.matchAll(/(\d{1,9})-(\d{1,9})/g)]
    .map(([, start, end]) => ({ start: Number(start), end: Number(end) }))
    .filter((span) => span.start < span.end);
}

function textNodes(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes = [];
  let start = 0;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const length = [...node.data].length;
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

function wrap(node, from, to, index) {
  const range = document.createRange();
  range.setStart(node, codeUnits(node.data, from));
  range.setEnd(node, codeUnits(node.data, to));
  const mark = document.createElement("mark");
  mark.dataset.quote = String(index);
  range.surroundContents(mark);
}

// Wraps each span in <mark data-quote="i">; the text content stays what it was.
export function markSpans(root, spans) {
  spans.forEach((span, index) => {
    for (const { node, start, end } of textNodes(root)) {
      const from = Math.max(span.start, start);
      const to = Math.min(span.end, end);
      if (from < to && node.data.trim()) wrap(node, from - start, to - start, index);
    }
  });
}

export function showQuote(root, index, smooth) {
  const marks = [...root.querySelectorAll("mark")];
  marks.forEach((mark) => mark.classList.toggle("current", mark.dataset.quote === String(index)));
  const first = marks.find((mark) => mark.classList.contains("current"));
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  first?.scrollIntoView({ block: "center", behavior: smooth && !still ? "smooth" : "instant" });
}
