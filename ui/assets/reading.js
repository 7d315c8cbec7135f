// Cards on a page of their own: the source, context, copying and pinning work as in the chat.
import { widen } from "./context.js";
import { copyQuote } from "./copying.js";
import { onClick } from "./elements.js";
import { pin } from "./notebook.js";
import { open } from "./panel.js";
import "./selecting.js";

onClick([
  ["a.cite", open],
  ["button.copy", copyQuote],
  ["button.pin", pin],
  ["button.more, button.less", widen],
]);
