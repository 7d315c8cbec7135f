// An article in which the server has marked the words of citations: steps through them in the
// order of its text, and says what became of each.
export class Reader {
  constructor(root, numbers = []) {
    this.bar = root.querySelector(".source-bar");
    this.marks = [...root.querySelectorAll(".source-text mark")];
    this.fates = [...root.querySelectorAll(".fate[data-quote]")];
    this.places = [...new Set(this.marks.flatMap(quotesOf))];
    for (const place of this.places) {
      const first = this.marks.find((mark) => quotesOf(mark).includes(place));
      if (numbers[place] && !first.dataset.number) first.dataset.number = numbers[place];
    }
    this.bar.querySelectorAll(".previous, .next").forEach((element) => {
      element.hidden = this.places.length < 2;
      element.onclick = () => this.step(element.matches(".next") ? 1 : -1);
    });
    this.current = "0";
  }

  show(place, smooth) {
    this.current = String(place);
    const isCurrent = (mark) => quotesOf(mark).includes(this.current);
    this.marks.forEach((mark) => mark.classList.toggle("current", isCurrent(mark)));
    this.fates.forEach((each) => (each.hidden = each.dataset.quote !== this.current));
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const behavior = smooth && !still ? "smooth" : "instant";
    this.marks.find(isCurrent)?.scrollIntoView({ block: "center", behavior });
    const position = this.bar.querySelector(".position");
    const at = this.places.indexOf(this.current);
    position.hidden = at < 0;
    const said = position.dataset.said.replace("{n}", at + 1);
    position.textContent = said.replace("{all}", this.places.length);
  }

  step(by) {
    const n = this.places.length;
    if (n) this.show(this.places[(this.places.indexOf(this.current) + by + n) % n], true);
  }

  // n and p step; other keys are somebody else's.
  pressed(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable=true]")) return;
    const by = { n: 1, p: -1 }[event.key.toLowerCase()];
    if (by) this.step(by);
  }
}

function quotesOf(mark) {
  return mark.dataset.quotes.split(" ");
}

// Where the panel of an article is, with the words of some citations in it.
export function panelOf(path, references) {
  return `${path}?view=panel&at=${encodeURIComponent(references)}`;
}
