// What every page does with its elements: add one, fill a sentence, act on clicks.
import { failed } from "./said.js";

export function add(parent, name, words = "", className = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.textContent = words;
  parent.append(element);
  return element;
}

export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// Acts on the first of the selectors that a click hits; a link in a new tab is the browser's.
export function onClick(doings) {
  document.addEventListener("click", (event) => {
    const isNewTab = event.metaKey || event.ctrlKey || event.shiftKey;
    for (const [selector, act] of doings) {
      const element = event.target.closest(selector);
      if (!element || (element.matches("a") && isNewTab)) continue;
      event.preventDefault();
      Promise.resolve(act(element)).catch(failed);
      return;
    }
  });
}
