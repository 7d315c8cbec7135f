// Shortcuts: to the field, to the last question, from card to card, and the list of them all.
const field = () => document.querySelector("#question textarea");
const shortcuts = () => document.querySelector("#shortcuts");

export function startKeys() {
  document.addEventListener("keydown", pressed);
}

function pressed(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
  if (event.target === field()) return recalled(event);
  if (event.target.closest("input, textarea, select")) return;
  const act = { "/": () => field().focus(), "?": () => shortcuts().showModal(), j: () => step(1), k: () => step(-1) };
  const meant = act[event.key.toLowerCase()];
  if (!meant) return;
  event.preventDefault();
  meant();
}

function recalled(event) {
  const last = document.querySelector("#turns")?.lastElementChild;
  if (event.key !== "ArrowUp" || field().value || !last) return;
  event.preventDefault();
  field().value = last.record.question;
}

function step(by) {
  const cards = [...document.querySelectorAll("#turns .quote")].filter((card) => card.checkVisibility());
  const at = cards.findIndex((card) => card.contains(document.activeElement));
  const next = at < 0 ? (by > 0 ? 0 : cards.length - 1) : at + by;
  const link = cards[next]?.querySelector("a.cite");
  link?.focus({ preventScroll: true });
  cards[next]?.scrollIntoView({ block: "center" });
}
