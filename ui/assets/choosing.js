// The filters of a conversation: what is ticked, and the chips that say so.
import { desk } from "./state.js";
const form = () => document.querySelector("#composer");

export function startFilters() {
  form().addEventListener("change", (event) => event.target.name && changed());
  document.querySelectorAll("#filters .sieve").forEach((sieve) =>
    sieve.addEventListener("input", () => {
      const wanted = sieve.value.toLowerCase();
      for (const label of sieve.parentElement.querySelectorAll("label"))
        label.hidden = !label.textContent.toLowerCase().includes(wanted);
    }),
  );
}

// What is set, as the server reads it; nothing is what lets all through.
export function filters() {
  const set = new FormData(form());
  const chosen = { outlets: set.getAll("outlets"), languages: set.getAll("languages") };
  for (const name of ["since", "until"]) if (set.get(name)) chosen[name] = set.get(name);
  return Object.fromEntries(Object.entries(chosen).filter(([, value]) => value.length));
}

export async function setFilters(wanted) {
  for (const box of form().querySelectorAll("[type=checkbox]"))
    box.checked = (wanted[box.name] ?? []).includes(box.value);
  for (const name of ["since", "until"]) form().elements[name].value = wanted[name] ?? "";
  await show();
}

async function show(off = {}) {
  const shown = document.querySelector("#chosen");
  const now = filters();
  if (!Object.keys(now).length) return shown.replaceChildren();
  const found = await desk.call("chosen", { filters: now, ...off });
  shown.innerHTML = found.html;
  return found.filters ?? {};
}

async function changed() {
  await show();
  form().dispatchEvent(new CustomEvent("narrowed"));
}

export async function chooseOff(button) {
  const { off, value } = JSON.parse(button.dataset.wish);
  await setFilters((await show({ off, value })) ?? {});
  form().dispatchEvent(new CustomEvent("narrowed"));
}
