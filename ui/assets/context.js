// Widens the words on a card by the sentences around them, as they stand in the article now.
import { add } from "./elements.js";
import { outdated } from "./panel.js";
import { failed } from "./said.js";

async function around(path, quoted, by) {
  try {
    const response = await fetch(`${path.replace("/article/", "/context/")}?at=${quoted}&by=${by}`);
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

function put(card, link, found) {
  const words = card.querySelector("blockquote");
  words.querySelectorAll(":scope > .context").forEach((element) => element.remove());
  if (found.before) words.prepend(add(words, "span", found.before, "context"));
  if (found.after) add(words, "span", found.after, "context");
  const before = link.hash.slice(1);
  const all = link.dataset.all.split(",").map((each) => (each === before ? found.at : each));
  link.dataset.all = all.join(",");
  link.hash = found.at;
  words.setAttribute("cite", link.getAttribute("href"));
}

export async function widen(button) {
  const card = button.closest(".quote");
  const link = card.querySelector("a.cite");
  const [more, less] = ["more", "less"].map((name) => card.querySelector(`button.${name}`));
  const by = button === less ? 0 : Number(card.dataset.by ?? 0) + 1;
  card.dataset.quoted ??= link.hash.slice(1);
  const found = await around(link.pathname, card.dataset.quoted, by);
  if (!found) return failed();
  if (found.said) return outdated(card, found.said);
  put(card, link, found);
  Object.assign(card.dataset, { by, quoted: found.quoted });
  more.hidden = !found.more;
  less.hidden = !by;
  if (button.hidden) (button === less ? more : less).focus({ preventScroll: true });
}
