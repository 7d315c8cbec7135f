// Beside the answers: verdicts, links to questions, export. What the server has to know goes to a
// hidden field; a file comes back in a hidden element, and is handed to the browser from there.
let signals = 0;
function signal(wished) {
  const field = document.querySelector("#signal textarea, #signal input");
  field.value = JSON.stringify({ ...wished, n: ++signals }); // each differs, so that each is noticed
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function judge(element) {
  const answers = [...document.querySelectorAll("#conversation .answer")];
  const answer = element.closest(".answer");
  signal({ turn: answers.indexOf(answer), verdict: element.dataset.verdict });
  const foot = element.closest(".foot");
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  said.textContent = foot.dataset.noted;
  foot.querySelectorAll("[data-verdict]").forEach((each) => each.remove());
  foot.prepend(said);
}

async function copyLink(element) {
  await navigator.clipboard.writeText(location.origin + element.dataset.link);
  const label = element.textContent;
  element.textContent = element.dataset.done;
  setTimeout(() => (element.textContent = label), 1500);
}

function save(pre) {
  const address = URL.createObjectURL(new Blob([pre.textContent], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = pre.dataset.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

document.addEventListener("click", (event) => {
  const element = event.target.closest("[data-verdict], [data-link], [data-export]");
  if (!element) return;
  if (element.dataset.verdict) judge(element);
  else if (element.dataset.link) copyLink(element);
  else {
    signal({ export: element.dataset.export });
    element.closest("details")?.removeAttribute("open");
  }
});

document.addEventListener("keydown", (event) => {
  const menu = document.querySelector("#export details[open]");
  if (event.key !== "Escape" || !menu) return;
  menu.removeAttribute("open");
  menu.querySelector("summary").focus();
});

let saved = null;
new MutationObserver(() => {
  const pre = document.querySelector("#file pre");
  if (pre && pre.dataset.n !== saved) save(pre);
  saved = pre?.dataset.n ?? null;
  if (new URLSearchParams(location.search).has("q") && document.querySelector("#conversation .answer"))
    history.replaceState(null, "", location.pathname); // it has been asked
}).observe(document.body, { childList: true, subtree: true, attributeFilter: ["data-n"] });
