// Questions that are followed: what their feeds hold now, beside what they held when last looked at.
import { add, fill } from "./elements.js";
import { desk, root } from "./state.js";
import { all, get, onChange, put, remove } from "./store.js";

const FRESH = "onrecord-fresh"; // what is new in the answer that this tab asks for
const WEEK_MS = 6 * 86_400_000;

export async function startFollowing() {
  onChange(mark);
  await mark();
  await check();
}

// The ids of the quotes that answer a question now; they stay the same where the words move.
async function quotesIn(feed) {
  const response = await fetch(feed);
  if (!response.ok) throw new Error(`no feed at ${feed}`);
  const read = new DOMParser().parseFromString(await response.text(), "application/xml");
  return [...read.querySelectorAll("entry > id")].map((each) => each.textContent);
}

export async function follow(button) {
  const feed = button.dataset.follow;
  if (await get("follows", feed)) await remove("follows", feed);
  else {
    const question = new URLSearchParams(feed.split("?")[1]).get("q");
    const now = await quotesIn(feed);
    await put("follows", { id: feed, question, at: Date.now(), seen: now, now });
  }
  button.closest("#conversations li")?.remove();
  await mark();
}

const fresh = (followed) => followed.now.filter((each) => !followed.seen.includes(each));

// Says on answers whether they are followed, and beside the list how much is new.
export async function mark() {
  const followed = await all("follows").catch(() => []);
  const ids = followed.map((each) => each.id);
  for (const button of document.querySelectorAll(".foot [data-follow]")) {
    const isOn = ids.includes(button.dataset.follow);
    button.textContent = isOn ? desk.said.following : desk.said.follow;
    button.setAttribute("aria-pressed", isOn);
  }
  const n = followed.reduce((sum, each) => sum + fresh(each).length, 0);
  document.querySelector('[popovertarget="conversations"] .count').textContent = n || "";
}

// Reads the feeds anew where the articles have changed since they were read.
async function check() {
  const followed = await all("follows").catch(() => []);
  if (!followed.length) return;
  const { generation } = await (await fetch(`${root}/v1/index`)).json();
  for (const each of followed.filter((known) => known.generation !== generation)) {
    const now = await quotesIn(each.id).catch(() => null);
    if (now) await put("follows", { ...each, now, generation });
  }
  await mark();
}

function since(at) {
  const ago = Date.now() - at;
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  const written = isToday ? { timeStyle: "short" } : ago < WEEK_MS ? { weekday: "long" } : { dateStyle: "long" };
  return new Intl.DateTimeFormat(desk.language, written).format(at);
}

export async function drawFollowed(list) {
  const followed = await all("follows").catch(() => []);
  if (!followed.length) return;
  add(list, "h3", desk.said.followed);
  const rows = add(list, "ul");
  for (const each of followed.sort((a, b) => fresh(b).length - fresh(a).length || b.at - a.at)) {
    const item = add(rows, "li");
    const question = add(item, "button", each.question);
    question.dataset.open = "";
    question.dir = "auto";
    question.onclick = (event) => {
      event.stopPropagation();
      look(each);
    };
    const feed = add(item, "a", "Atom", "quiet");
    feed.href = each.id;
    const stop = add(item, "button", desk.said.unfollow, "quiet");
    stop.setAttribute("aria-label", `${desk.said.unfollow}: ${each.question}`);
    stop.dataset.follow = each.id;
    const n = fresh(each).length;
    const said = fill(n ? desk.said.new_since : desk.said.none_since, { n, day: since(each.at) });
    add(item, "p", said, n ? "news fresh" : "news");
  }
}

// Asks it in a conversation of its own, where what is new is marked.
async function look(followed) {
  sessionStorage.setItem(FRESH, JSON.stringify(fresh(followed)));
  await put("follows", { ...followed, seen: followed.now, at: Date.now() });
  location.assign(followed.id.replace("/follow.atom?", "/?"));
}

export function markFresh(turn) {
  const wanted = JSON.parse(sessionStorage.getItem(FRESH) ?? "[]");
  sessionStorage.removeItem(FRESH);
  for (const card of wanted.length ? turn.querySelectorAll(".quote") : []) {
    const link = card.querySelector("a.cite");
    const id = `${location.origin}${link.pathname}#${link.hash.split(".")[1]}`;
    if (!wanted.includes(id)) continue;
    card.querySelector("figcaption").prepend(add(card, "p", desk.said.is_new, "remark"));
  }
}
