// What the page itself has to say, in the reader's language: it stands there for a while.
import { root } from "./state.js";

const SHOWN_MS = 8_000;
const line = document.createElement("div");
line.id = "said";
line.setAttribute("role", "status");
line.setAttribute("popover", "manual"); // above drawers and dialogs, too
document.body.append(line);
let leaves = 0;

// Says it, with something that can be done about it, such as to undo.
export function say(words, label, act) {
  clearTimeout(leaves);
  line.replaceChildren(document.createTextNode(words));
  if (label) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.onclick = () => {
      line.hidePopover();
      act();
    };
    line.append(" ", button);
  }
  line.hidePopover();
  line.showPopover();
  leaves = setTimeout(() => line.hidePopover(), SHOWN_MS);
}

// Says that something wasn't answered, and what to do: the server is away, or has too much to do.
// Whoever is no longer signed in is led to where one signs in.
export async function failed() {
  const { dataset } = document.querySelector(".masthead");
  const told = await fetch(`${root}/v1/index`).catch(() => null);
  if (told?.status === 401) return location.reload();
  say(told ? dataset.busy : dataset.unreachable);
}
