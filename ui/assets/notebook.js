// The notebook: quotes that were pinned, in groups or an order of one's own, each with a line.
import { quoteOf } from "./copying.js";
import { add } from "./elements.js";
import { say } from "./said.js";
import { desk } from "./state.js";
import { all, get, onChange, put, remove } from "./store.js";

const drawer = () => document.querySelector("#notebook");
const by = () => drawer().querySelector("[name=by]").value;

export function startNotebook() {
  drawer().addEventListener("toggle", (event) => event.newState === "open" && draw());
  drawer().addEventListener("change", changed);
  drawer().addEventListener("click", acted);
  onChange(count);
  count();
}

const idOf = ({ article, at }) => `${article}#${at}`;

export async function pin(button) {
  const card = button.closest(".quote");
  const quote = quoteOf(card);
  const question = card.closest(".turn")?.record.question ?? "";
  const id = idOf(quote);
  const known = await get("notes", id);
  await put("notes", { note: "", place: Date.now(), question, ...known, ...quote, id });
  button.textContent = button.dataset.done;
  count();
}

// Says on cards that they are pinned, also after they were shown anew.
export async function markPinned() {
  const ids = new Set((await all("notes").catch(() => [])).map((note) => note.id));
  for (const button of ids.size ? document.querySelectorAll("#turns .pin") : [])
    if (ids.has(idOf(quoteOf(button.closest(".quote"))))) button.textContent = button.dataset.done;
}

async function count() {
  const shown = document.querySelector('[popovertarget="notebook"] .count');
  if (!shown) return;
  const { length } = await all("notes").catch(() => []);
  shown.textContent = length || "";
}

const kept = async () => (await all("notes")).sort((a, b) => a.place - b.place);

async function grouped() {
  const notes = await kept();
  if (by() === "own") return [["", notes]];
  if (by() === "day") notes.sort((a, b) => a.day.localeCompare(b.day));
  const groups = new Map();
  for (const each of notes) {
    const name = each[by()] || (by() === "speaker" ? desk.said.no_speaker : "–");
    groups.set(name, [...(groups.get(name) ?? []), each]);
  }
  return [...groups];
}

// The notebook as it is to be written down.
export async function groups() {
  return (await grouped()).map(([name, notes]) => ({
    question: name || desk.said.notebook,
    quotes: notes.map(({ article, at, note }) => ({ article, at, note })),
  }));
}

async function draw() {
  const list = drawer().querySelector(".list");
  const found = await grouped();
  list.replaceChildren();
  for (const [name, notes] of found) {
    if (name) add(list, "h3", name);
    notes.forEach((note) => show(list, note));
  }
  if (!list.querySelector(".note")) list.replaceChildren(add(list, "p", desk.said.notebook_empty));
  count();
}

function show(list, note) {
  const figure = add(list, "figure", "", "note quote");
  figure.dataset.id = note.id;
  const words = add(figure, "blockquote", note.text);
  words.lang = note.language;
  words.dir = "auto";
  const caption = add(figure, "figcaption");
  const cited = add(caption, "p", "", "citation");
  const link = add(cited, "a", "", "cite");
  link.href = note.href;
  link.dataset.all = note.at;
  add(link, "bdi", [note.speaker, note.title].filter(Boolean).join(" · "), "title");
  const byline = add(cited, "span", "", "byline");
  note.byline.forEach((part) => add(byline, "bdi", part));
  const line = add(caption, "textarea", note.note, "own");
  line.rows = 1;
  line.maxLength = 2000;
  line.placeholder = desk.said.your_line;
  line.setAttribute("aria-label", desk.said.your_line);
  const doings = add(caption, "p", "", "doings");
  for (const name of by() === "own" ? ["move_up", "move_down", "unpin"] : ["unpin"]) {
    const words = { move_up: "↑", move_down: "↓" }[name] ?? desk.said[name];
    const button = add(doings, "button", words, name);
    button.type = "button";
    button.setAttribute("aria-label", desk.said[name]);
  }
}

async function changed(event) {
  if (event.target.matches("[name=by]")) return draw();
  const id = event.target.closest(".note")?.dataset.id;
  if (id) await put("notes", { ...(await get("notes", id)), note: event.target.value });
}

async function acted(event) {
  const button = event.target.closest(".unpin, .move_up, .move_down");
  if (!button) return;
  const notes = await kept();
  const at = notes.findIndex((each) => each.id === button.closest(".note").dataset.id);
  if (button.matches(".unpin")) {
    await remove("notes", notes[at].id);
    say(desk.said.unpinned, desk.said.undo, () => put("notes", notes[at]).then(draw));
  } else await swap(notes[at], notes[at + (button.matches(".move_up") ? -1 : 1)]);
  await draw();
  const again = drawer().querySelector(`[data-id="${CSS.escape(notes[at].id)}"] .${button.className}`);
  (again ?? drawer().querySelector("select")).focus();
}

async function swap(one, other) {
  if (!other) return;
  await put("notes", { ...one, place: other.place });
  await put("notes", { ...other, place: one.place });
}
