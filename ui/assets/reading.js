// Cards on a page of their own: the source, context, copying and pinning work as in the chat.
import { widen } from "./context.js";
import { copyQuote } from "./copying.js";
import { pin } from "./notebook.js";
import { open } from "./panel.js";
import { failed } from "./said.js";
import "./selecting.js";

const doings = [
  ["a.cite", open],
  ["button.copy", copyQuote],
  ["button.pin", pin],
  ["button.more, button.less", widen],
];

document.addEventListener("click", (event) => {
  for (const [selector, act] of doings) {
    const element = event.target.closest(selector);
    if (!element || event.metaKey || event.ctrlKey || event.shiftKey) continue;
    event.preventDefault();
    Promise.resolve(act(element)).catch(failed);
    return;
  }
});
