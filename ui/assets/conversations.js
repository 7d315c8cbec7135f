// Conversations: one to a tab, all of them in a list, none lost by another tab or a reload.
import { ask, show, suggest } from "./asking.js";
import { filters, setFilters } from "./choosing.js";
import { add, fill } from "./elements.js";
import { drawFollowed, mark } from "./following.js";
import { markPinned } from "./notebook.js";
import { say } from "./said.js";
import { all, get, newId, onChange, put, remove, turnsOf } from "./store.js";
import { desk } from "./state.js";

const KEY = "onrecord-conversation"; // of this tab
let here = null;
const list = () => document.querySelector("#conversations .list");
const sieve = () => document.querySelector("#conversations .sieve");

export const current = () => here;

export function startList() {
  const drawer = document.querySelector("#conversations");
  drawer.addEventListener("toggle", (event) => event.newState === "open" && draw());
  drawer.addEventListener("click", acted);
  sieve().addEventListener("input", draw);
  onChange(() => drawer.matches(":popover-open") && draw());
  document.querySelector("#composer").addEventListener("narrowed", () => touch());
}

// The conversation of this tab; what its address asks begins one of its own.
export async function begin(wanted) {
  const asked = new URLSearchParams(location.search);
  const before = here;
  const kept = wanted ? null : sessionStorage.getItem(KEY);
  await (kept && !asked.has("q") ? open(kept) : open(newId(), [null, []]));
  if (asked.has("q")) {
    history.replaceState(history.state, "", location.pathname);
    await setFilters(narrowing(asked));
    ask(asked.get("q").trim(), { ...narrowing(asked), ...authors(asked) });
  }
  if (wanted && before && (await get("conversations", before)))
    say(desk.said.new_started, desk.said.undo, () => open(before));
}

function narrowing(asked) {
  const chosen = { outlets: asked.getAll("outlet"), languages: asked.getAll("language") };
  for (const name of ["since", "until"]) {
    const day = asked.get(name);
    if (/^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day))) chosen[name] = day;
  }
  return Object.fromEntries(Object.entries(chosen).filter(([, value]) => value.length));
}

function authors(asked) {
  return asked.has("author") ? { authors: asked.getAll("author") } : {};
}

export async function open(id, known = stored(id)) {
  document.querySelector("#conversations").hidePopover();
  here = id;
  sessionStorage.setItem(KEY, id);
  document.querySelector("#turns").replaceChildren();
  document.querySelector("#next").replaceChildren();
  document.body.classList.remove("talking");
  const [conversation, turns] = await known;
  if (here !== id) return;
  turns.forEach(show);
  mark();
  markPinned();
  await setFilters(conversation?.filters ?? {});
  if (turns.length) {
    suggest();
    document.querySelector("#turns").lastElementChild.scrollIntoView({ block: "start" });
  } else scrollTo(0, 0);
  document.querySelector("#question textarea").focus({ preventScroll: true });
}

async function stored(id) {
  try {
    return [await get("conversations", id), await turnsOf(id)];
  } catch {
    say(desk.said.not_kept);
    return [null, []];
  }
}

async function touch() {
  const [id, narrowed] = [here, filters()];
  const known = await get("conversations", id);
  if (known) await put("conversations", { ...known, filters: narrowed });
}

// Keeps a turn of a conversation, which is called by its first question until it is renamed.
export async function keep(record, conversation = here) {
  try {
    const narrowed = filters();
    Object.assign(record, { id: record.id ?? newId(), at: record.at ?? Date.now(), conversation });
    await put("turns", { ...record });
    const known = await get("conversations", conversation);
    const called = known ?? { id: conversation, title: record.question };
    await put("conversations", { ...called, at: Date.now(), filters: narrowed });
  } catch {
    say(desk.said.not_kept);
  }
}

function day(at) {
  const midnight = new Date().setHours(0, 0, 0, 0);
  const ago = Math.ceil((midnight - at) / 86_400_000);
  if (ago < 2) {
    const relative = new Intl.RelativeTimeFormat(desk.language, { numeric: "auto" });
    return relative.format(-Math.max(ago, 0), "day");
  }
  return new Intl.DateTimeFormat(desk.language, { dateStyle: "long" }).format(at);
}

async function matching() {
  const wanted = sieve().value.trim().toLowerCase();
  const found = (await all("conversations")).sort((a, b) => b.at - a.at);
  if (!wanted) return found;
  const words = new Map();
  for (const turn of await all("turns")) {
    const parsed = new DOMParser().parseFromString(turn.html, "text/html");
    const said = words.get(turn.conversation) ?? "";
    words.set(turn.conversation, `${said} ${turn.question} ${parsed.body.textContent}`);
  }
  const told = (each) => `${each.title} ${words.get(each.id)}`.toLowerCase();
  return found.filter((each) => told(each).includes(wanted));
}

async function draw() {
  const found = await matching();
  list().replaceChildren();
  if (!sieve().value) await drawFollowed(list());
  if (!found.length) add(list(), "p", sieve().value ? desk.said.none_matches : desk.said.none_kept);
  let last = null;
  let rows = null;
  for (const each of found) {
    if (day(each.at) !== last) {
      last = day(each.at);
      add(list(), "h3", last);
      rows = add(list(), "ul");
    }
    row(rows, each);
  }
}

function row(rows, conversation) {
  const item = add(rows, "li");
  item.dataset.id = conversation.id;
  const link = add(item, "button", conversation.title);
  link.type = "button";
  link.dataset.open = conversation.id;
  link.dir = "auto";
  if (conversation.id === here) link.setAttribute("aria-current", "true");
  for (const name of ["rename", "delete"]) {
    const button = add(item, "button", desk.said[name], `quiet ${name}`);
    button.type = "button";
    button.setAttribute("aria-label", `${desk.said[name]}: ${conversation.title}`);
  }
}

async function acted(event) {
  const button = event.target.closest(".rename, .delete");
  if (!button) return;
  const conversation = await get("conversations", button.closest("li").dataset.id);
  if (button.matches(".delete")) await take(conversation);
  else rename(button.closest("li"), conversation);
}

function rename(item, conversation) {
  const input = document.createElement("input");
  input.value = conversation.title;
  input.maxLength = 200;
  input.setAttribute("aria-label", desk.said.rename_to);
  item.replaceChildren(input);
  input.select();
  const done = async () => {
    const title = input.value.trim() || conversation.title;
    await put("conversations", { ...(await get("conversations", conversation.id)), title });
    draw();
  };
  input.addEventListener("blur", done, { once: true });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") input.blur();
    if (event.key !== "Escape") return;
    event.stopPropagation();
    event.preventDefault();
    input.value = conversation.title;
    input.blur();
  });
}

async function take(conversation) {
  const turns = await turnsOf(conversation.id);
  await remove("conversations", conversation.id);
  await Promise.all(turns.map((turn) => remove("turns", turn.id)));
  if (conversation.id === here) await open(newId());
  else draw();
  say(fill(desk.said.deleted, conversation), desk.said.undo, async () => {
    await put("conversations", conversation);
    await Promise.all(turns.map((turn) => put("turns", turn)));
    await open(conversation.id);
  });
}
