// What the page itself has to say, in the reader's language: it stands there for a while.
const SHOWN_MS = 8_000;
const line = document.createElement("p");
line.id = "said";
line.setAttribute("role", "alert");
line.hidden = true;
document.body.append(line);
let leaves = 0;

export function say(words) {
  clearTimeout(leaves);
  line.textContent = words;
  line.hidden = false;
  leaves = setTimeout(() => (line.hidden = true), SHOWN_MS);
}

// Says that the server can't be reached, and what to do.
export function failed() {
  say(document.querySelector(".masthead").dataset.unreachable);
}
