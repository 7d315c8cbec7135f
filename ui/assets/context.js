// Widens the words on a card by the sentences around them in their article.
import { codePoints, parseSpans } from "./source.js";

const articles = new Map();

async function read(path) {
  const response = await fetch(path + "?view=panel");
  if (!response.ok) throw new Error(`no article at ${path}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const text = page.querySelector(".source-text");
  let end = 0;
  const sentences = [...text.childNodes].map((node) => {
    const start = end;
    end += codePoints(node.textContent);
    return { start, end, quotable: node.className === "prose" || node.className === "item",
      between: node.nodeType === Node.TEXT_NODE };
  });
  return {
    characters: [...text.textContent],
    sentences: sentences.filter((sentence) => !sentence.between),
  };
}

function article(path) {
  if (!articles.has(path)) articles.set(path, read(path));
  return articles.get(path);
}

// The sentence beside a span on either side, unless what stands there is never quoted.
function wider(sentences, span) {
  const before = sentences.findLast((each) => each.end <= span.start);
  const after = sentences.find((each) => each.start >= span.end);
  return {
    start: before?.quotable ? before.start : span.start,
    end: after?.quotable ? after.end : span.end,
  };
}

function around(characters, start, end) {
  const element = document.createElement("span");
  element.className = "context";
  element.textContent = characters.slice(start, end).join("");
  return element;
}

function put(card, span, quoted, characters) {
  const words = card.querySelector("blockquote");
  const link = card.querySelector("a.cite");
  words.querySelectorAll(":scope > .context").forEach((element) => element.remove());
  if (span.start < quoted.start) words.prepend(around(characters, span.start, quoted.start));
  if (span.end > quoted.end) words.append(around(characters, quoted.end, span.end));
  const address = `${span.start}-${span.end}`;
  link.dataset.spans = link.dataset.spans
    .split(",")
    .map((each) => (each === link.dataset.span ? address : each))
    .join(",");
  link.dataset.span = address;
  link.hash = address;
  words.setAttribute("cite", link.getAttribute("href"));
}

export async function widen(button) {
  const card = button.closest(".quote");
  const link = card.querySelector("a.cite");
  const { characters, sentences } = await article(link.pathname);
  card.dataset.quoted ??= link.dataset.span;
  const [quoted] = parseSpans(card.dataset.quoted);
  const back = button.matches(".less");
  const span = back ? quoted : wider(sentences, parseSpans(link.dataset.span)[0]);
  put(card, span, quoted, characters);
  const next = wider(sentences, span);
  const [more, less] = ["more", "less"].map((name) => card.querySelector(`button.${name}`));
  more.hidden = next.start === span.start && next.end === span.end;
  less.hidden = span.start === quoted.start && span.end === quoted.end;
  if (button.hidden) (back ? more : less).focus({ preventScroll: true });
}
