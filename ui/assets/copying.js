// What leaves the page: a quote with its source, the link to a question, files.
import { add, fill } from "./elements.js";
import { groups as notebookGroups } from "./notebook.js";
import { say } from "./said.js";
import { desk } from "./state.js";

export async function toClipboard(text, html) {
  if (html && navigator.clipboard.write) {
    const both = { "text/plain": text, "text/html": html };
    const blobs = Object.entries(both).map(([type, words]) => [type, new Blob([words], { type })]);
    return navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
  }
  return navigator.clipboard.writeText(text);
}

function said(button, words) {
  const label = button.textContent;
  button.textContent = words;
  setTimeout(() => (button.textContent = label), 1500);
}

// A card as data: whose words, where they stand, and all that tells of their source.
export function quoteOf(card) {
  const link = card.querySelector("a.cite");
  const parts = [...card.querySelectorAll(".citation .byline > *")].map((each) => each.textContent);
  return {
    article: card.dataset.article,
    at: link.hash.slice(1),
    href: link.getAttribute("href"),
    text: card.querySelector("blockquote").textContent,
    language: card.querySelector("blockquote").lang,
    speaker: card.querySelector(".name")?.textContent ?? "",
    title: link.querySelector(".title").textContent,
    day: card.dataset.day,
    byline: parts,
  };
}

export function written(quote) {
  const source = [quote.speaker, quote.title, ...quote.byline].filter(Boolean).join(" · ");
  const address = new URL(quote.href, location.href).href;
  const html = document.createElement("div");
  add(html, "blockquote", quote.text);
  add(add(html, "p", "— "), "a", source).href = address;
  return [`“${quote.text}”\n${source}\n${address}`, html.innerHTML];
}

export async function copyQuote(button) {
  await toClipboard(...written(quoteOf(button.closest(".quote"))));
  said(button, button.dataset.done);
}

export async function copyLink(button) {
  await toClipboard(location.origin + button.dataset.link);
  said(button, button.dataset.done);
}

function conversationGroups() {
  return [...document.querySelectorAll("#turns .turn")].map((turn) => {
    const answer = turn.querySelector(".answer");
    const cards = [...turn.querySelectorAll(".answer > :is(.quotes, .sides) .quote")].map(quoteOf);
    return {
      question: turn.record.question,
      resolved: turn.record.kept?.resolved ?? null,
      reason: answer?.dataset.reason ?? null,
      quotes: cards.map(({ article, at }) => ({ article, at })),
    };
  });
}

export async function exported(button) {
  const menu = button.closest("details");
  menu.open = false;
  const isNotebook = menu.dataset.export === "notebook";
  const groups = isNotebook ? await notebookGroups() : conversationGroups();
  const file = await desk.call("export", { form: button.dataset.form, groups });
  const bytes = Uint8Array.from(atob(file.content), (each) => each.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  if (file.lost) say(fill(desk.said.lost, { n: file.lost }));
}

document.addEventListener("keydown", (event) => {
  const menu = document.querySelector(".menu[open]");
  if (event.key !== "Escape" || !menu) return;
  event.preventDefault();
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".menu[open]"))
    if (!menu.contains(event.target)) menu.open = false;
});
