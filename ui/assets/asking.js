// Questions and answers: a turn sends what it leans on, and what comes back is shown and kept.
import { filters, setFilters } from "./choosing.js";
import { current, keep } from "./conversations.js";
import { add } from "./elements.js";
import { mark, markFresh } from "./following.js";
import { markPinned } from "./notebook.js";
import { failed, say } from "./said.js";
import { desk } from "./state.js";

const N_LEANT_ON = 8;
let busy = null;
const turns = () => document.querySelector("#turns");
const field = () => document.querySelector("#question textarea");

export function start() {
  const form = document.querySelector("#composer");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  field().addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  field().addEventListener("input", fit);
  field().focus({ preventScroll: true });
}

function fit() {
  field().style.height = "auto";
  field().style.height = `${Math.min(field().scrollHeight, 160)}px`;
}

function submit() {
  const question = field().value.trim();
  if (!question) return say(desk.said.empty);
  ask(question);
}

// The turn as it stands on the page; `record` is what is kept of it.
export function show(record) {
  const element = add(turns(), "section", "", "turn");
  add(add(element, "div", "", "user-row"), "p", record.question, "question").dir = "auto";
  add(element, "div", "", "bot").innerHTML = record.html;
  element.record = record;
  document.body.classList.add("talking");
  return element;
}

// The last questions before a turn that were understood.
function leantOn(turn) {
  const before = [...turns().children];
  const until = turn ? before.slice(0, before.indexOf(turn)) : before;
  return until.map((each) => each.record.kept).filter(Boolean).slice(-N_LEANT_ON);
}

const answered = (sent) => desk.call("turn", sent).catch(() => void failed());

export async function ask(question, given) {
  if (busy) return;
  const sent = { question, filters: given ?? filters(), history: leantOn() };
  const conversation = current();
  if (field().value.trim() === question) field().value = "";
  fit();
  const turn = show({ question, html: "" });
  add(turn.querySelector(".bot"), "p", desk.said.searching, "searching");
  document.querySelector("#next").replaceChildren();
  turn.scrollIntoView({ block: "start", behavior: "instant" });
  busy = answered(sent);
  const reply = await busy;
  busy = null;
  if (!reply) {
    turn.remove();
    if (!turns().children.length) document.body.classList.remove("talking");
    field().value ||= question;
    return fit();
  }
  turn.querySelector(".bot").innerHTML = reply.html;
  turn.scrollIntoView({ block: "start", behavior: "instant" }); // there is room for it now
  Object.assign(turn.record, { html: reply.html, kept: reply.kept, filters: sent.filters });
  markFresh(turn);
  mark();
  markPinned();
  if (reply.kept) await keep(turn.record, conversation);
  if (turn.isConnected) suggest();
}

// To wait for what is under way before another conversation is opened.
export async function stopAsking() {
  await busy;
}

export async function suggest() {
  const history = leantOn();
  const last = turns().lastElementChild;
  if (!last?.record.kept) return;
  const found = await desk.call("go_on", { history, filters: filters() }).catch(() => null);
  if (found && last === turns().lastElementChild) document.querySelector("#next").innerHTML = found.html;
}

// A wish about an answer: without a filter, read in another way, as typed.
export async function renew(button) {
  const turn = button.closest(".turn");
  if (busy || !turn.record.kept) return;
  const wish = { of: turn.record.kept, ...JSON.parse(button.dataset.wish) };
  const sent = { question: turn.record.question, filters: filters(), history: leantOn(turn), wish };
  busy = answered(sent);
  const reply = await busy;
  busy = null;
  if (!reply?.kept) return;
  turn.querySelector(".bot").innerHTML = reply.html;
  Object.assign(turn.record, { html: reply.html, kept: reply.kept });
  const answer = turn.querySelector(".answer");
  answer.tabIndex = -1; // the button that had the focus is gone
  answer.focus({ preventScroll: true });
  mark();
  await setFilters(reply.filters ?? {});
  await keep(turn.record);
  suggest();
}

export async function judge(button) {
  const turn = button.closest(".turn");
  const history = [...leantOn(turn).slice(1 - N_LEANT_ON), turn.record.kept];
  const { html } = await desk.call("judge", { history, verdict: button.dataset.verdict });
  const foot = button.closest(".foot");
  foot.querySelectorAll("[data-verdict]").forEach((each) => each.remove());
  const said = add(foot, "span", html);
  said.setAttribute("role", "status");
  foot.prepend(said);
}
