// The page of the articles: search as one types, add with progress and report, remove with an undo.
import { add, fill } from "./elements.js";
import { failed } from "./said.js";
import { root } from "./state.js";

const administration = document.querySelector("#administration");
const report = document.querySelector("#report");
const found = () => document.querySelector("#found");
const said = administration ? JSON.parse(administration.dataset.said) : {};
const POLL_MS = 300;

// Searching: the same page, of which only what was found is taken.
async function show(address, keep) {
  const response = await fetch(address).catch(failed);
  if (!response) return;
  if (!response.ok) return location.assign(address);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  found().replaceWith(page.querySelector("#found"));
  document.querySelector(".holding").textContent = page.querySelector(".holding").textContent;
  const look = document.querySelector("#look");
  look.hidden = page.querySelector("#look").hidden;
  for (const name of ["sort", "order"]) {
    look.querySelector(`[name=${name}]`)?.remove();
    const hidden = page.querySelector(`#look [name=${name}]`);
    if (hidden) look.append(hidden);
  }
  if (!keep) history.replaceState(null, "", address);
}

function looked() {
  const asked = new URLSearchParams(new FormData(document.querySelector("#look")));
  [...asked].forEach(([name, value]) => value || asked.delete(name));
  return root + "/articles" + (asked.size ? `?${asked}` : "");
}

let typed;
document.querySelector("#look").addEventListener("input", () => {
  clearTimeout(typed);
  typed = setTimeout(() => show(looked()), 200);
});
document.querySelector("#look").addEventListener("submit", (event) => {
  event.preventDefault();
  show(looked());
});

// Administration: whoever has a token keeps it for as long as the tab is open.
const token = () => sessionStorage.getItem("onrecord-token");

async function send(path, options = {}) {
  const headers = { ...options.headers };
  if (token()) headers.Authorization = `Bearer ${token()}`;
  const response = await fetch(root + path, { ...options, headers }).catch(() => {
    throw new Error(document.querySelector(".masthead").dataset.unreachable);
  });
  const body = await response.json();
  if (!response.ok) throw new Error(body.detail);
  return body;
}

const post = (path, body) =>
  send(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

async function ended(job, tell) {
  while (isUnderWay(job)) {
    tell?.(job);
    await new Promise((done) => setTimeout(done, POLL_MS));
    job = await send(`/v1/jobs/${job.id}`);
  }
  if (job.state !== "done") throw new Error(job.error ?? said[job.state] ?? job.state);
  return job.report;
}

const isUnderWay = (job) => ["queued", "running"].includes(job.state);

const named = (place, id) => add(place, "bdi", id);

function linked(place, id) {
  const link = add(place, "a");
  link.href = `${root}/article/${encodeURIComponent(id)}`;
  named(link, id);
}

function listed(name, ids, write = named) {
  if (!ids.length) return;
  add(report, "h3", `${name} (${ids.length})`);
  const list = add(report, "ul");
  ids.slice(0, 20).forEach((id) => write(add(list, "li"), id));
  if (ids.length > 20) add(list, "li", "…");
}

function tell(reports, failures) {
  const all = (name) => reports.flatMap((each) => each[name] ?? []);
  report.replaceChildren();
  listed(said.added, all("added"), linked);
  listed(said.changed, all("changed"), linked);
  listed(said.gone, all("removed"));
  const unchanged = reports.reduce((n, each) => n + each.n_unchanged, 0);
  if (unchanged) add(report, "h3", `${said.unchanged} (${unchanged})`);
  listed(said.skipped, all("skipped").map((each) => `${each.path}: ${each.reason}`));
  listed(said.alike, all("near_duplicates").map((each) => [each.head, ...each.others].join(" · ")));
  listed(said.failed, failures);
}

// Does one thing after another; what fails is told, and the rest goes on.
async function work(steps) {
  report.hidden = false;
  report.replaceChildren();
  add(report, "p", said.working, "working");
  const progress = add(report, "progress");
  const where = add(report, "p", "", "where");
  const cancel = add(report, "button", said.cancel, "plain secondary");
  const reports = [];
  const failures = [];
  for (const [number, [name, step]] of steps.entries()) {
    const counted = steps.length > 1 ? [fill(said.done_of, { n: number + 1, all: steps.length })] : [];
    where.textContent = [...counted, name].join(" · ");
    const tell = (job) => {
      cancel.onclick = () => send(`/v1/jobs/${job.id}`, { method: "DELETE" });
      if (!job.progress) return;
      const { n_files_in_all, n_files, n_encoded, n_waiting } = job.progress;
      progress.max = Math.max(1, n_files_in_all + n_encoded + n_waiting);
      progress.value = n_files + n_encoded;
      const files = fill(said.files_of, { n: n_files, all: n_files_in_all });
      const passages = fill(said.passages_of, { n: n_encoded, all: n_encoded + n_waiting });
      where.textContent = [...counted, name, files, passages].join(" · ");
    };
    try {
      reports.push(await ended(await step(), tell));
    } catch (error) {
      failures.push(`${name}: ${error.message}`);
    }
  }
  tell(reports, failures);
  await show(location.pathname + location.search, true);
  return !failures.length;
}

function upload(file) {
  const most = Number(administration.dataset.maxBytes);
  if (file.size > most) throw new Error(fill(said.too_large, { mb: most / 2 ** 20 }));
  const known = document.querySelector("#drop input").accept.split(",");
  if (!known.some((suffix) => file.name.toLowerCase().endsWith(suffix)))
    throw new Error(said.unknown_format);
  return send(`/articles/file?name=${encodeURIComponent(file.name)}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body: file,
  });
}

const uploads = (files) => work([...files].map((file) => [file.name, async () => upload(file)]));

async function remove(rows) {
  const titles = rows.map((row) => row.querySelector("bdi").textContent).join(", ");
  const ids = rows.map((row) => row.dataset.id);
  rows.forEach((row) => row.classList.add("going"));
  try {
    await ended(await post("/articles/remove", { ids }));
  } catch (error) {
    rows.forEach((row) => row.classList.remove("going"));
    return tellOf(`${said.failed}: ${error.message}`);
  }
  await show(location.pathname + location.search, true);
  const line = tellOf(`${said.removed} `);
  add(line, "bdi", titles);
  const undo = add(line, "button", said.undo, "plain");
  undo.type = "button";
  undo.addEventListener("click", () => restore(ids, titles));
  add(report, "p", said.comes_back, "note");
  undo.focus();
}

async function restore(ids, titles) {
  try {
    await ended(await post("/articles/restore", { ids }));
  } catch {
    return tellOf(said.too_late);
  }
  await show(location.pathname + location.search, true);
  add(tellOf(`${said.restored} `), "bdi", titles);
}

function edit(row) {
  const { dataset } = row;
  const dialog = document.querySelector("#describing");
  const form = dialog.querySelector("form");
  const names = ["title", "outlet", "author", "published"];
  for (const name of names) form.elements[name].value = dataset[name];
  dialog.querySelector(".cancel").onclick = () => dialog.close();
  form.onsubmit = async () => {
    const told = names.map((name) => [name, form.elements[name].value.trim() || null]);
    row.classList.add("going");
    try {
      await ended(await post("/articles/describe", { id: dataset.id, ...Object.fromEntries(told) }));
    } catch (error) {
      row.classList.remove("going");
      return tellOf(`${said.failed}: ${error.message}`);
    }
    await show(location.pathname + location.search, true);
    add(tellOf(`${said.saved} `), "bdi", form.elements.title.value);
    add(report, "p", said.as_told, "note");
  };
  dialog.showModal();
}

// What was begun before this page was opened, here or by another.
async function watch() {
  const { jobs } = await send("/v1/jobs");
  const going = jobs.filter(isUnderWay);
  const names = { ...said, build: said.rebuild };
  if (going.length) work(going.map((job) => [names[job.kind] ?? job.kind, async () => job]));
}

const picked = () => [...document.querySelectorAll("tbody tr:has(.pick :checked)")];

function choose({ target }) {
  if (!target.closest(".pick")) return;
  if (target.id === "pick-all")
    document.querySelectorAll("tbody .pick input").forEach((box) => (box.checked = target.checked));
  const chosen = document.querySelector(".chosen");
  const button = chosen.querySelector("button");
  chosen.hidden = !picked().length;
  button.textContent = fill(button.dataset.said, { n: picked().length });
}

function tellOf(text) {
  report.hidden = false;
  report.replaceChildren();
  report.scrollIntoView({ block: "nearest" });
  return add(report, "p", text);
}

function administer() {
  document.body.classList.add("administrator");
  const drop = document.querySelector("#drop");
  drop.querySelector("input").addEventListener("change", async (event) => {
    await uploads(event.target.files);
    event.target.value = "";
  });
  for (const name of ["dragover", "dragleave", "drop"])
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", name === "dragover");
      if (name === "drop" && event.dataTransfer.files.length) uploads(event.dataTransfer.files);
    });
  const forms = {
    fetch: (form) => [form.url.value, () => post("/v1/articles", { urls: [form.url.value] })],
    paste: (form) => {
      const given = Object.fromEntries(new FormData(form));
      return [given.title, () => post("/articles/paste", given)];
    },
  };
  for (const [name, step] of Object.entries(forms))
    document.getElementById(name).addEventListener("submit", async (event) => {
      event.preventDefault();
      if (await work([step(event.target)])) event.target.reset();
    });
  document.querySelector("#rebuild").onclick = () =>
    work([[said.rebuild, () => post("/v1/index/build", {})]]);
  watch().catch(() => null); // the page works without it
  document.addEventListener("change", choose);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.remove");
    if (button) remove([button.closest("tr")]);
    if (event.target.closest("button.edit")) edit(event.target.closest("tr"));
    if (event.target.closest(".chosen button")) remove(picked());
  });
}

async function signIn(form) {
  try {
    await send("/v1/jobs");
  } catch {
    sessionStorage.removeItem("onrecord-token");
    const alert = form.querySelector("[role=alert]");
    if (form.token.value) alert.textContent = alert.dataset.wrong;
    return;
  }
  form.remove();
  administer();
}

if (document.body.dataset.door === "open") administer();
if (document.body.dataset.door === "token") {
  const form = document.querySelector("#sign-in");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sessionStorage.setItem("onrecord-token", form.token.value.trim());
    signIn(form);
  });
  if (token()) signIn(form);
}
