// What this browser keeps: conversations, their turns, the notebook, and questions that are followed. Each turn is a record of
// its own, so that two tabs only ever add to a conversation, and never write over each other.
import { root } from "./state.js";

let opened = null;

function open() {
  return (opened ??= new Promise((done, failed) => {
    const request = indexedDB.open(`onrecord${root}`, 2);
    request.onupgradeneeded = () => {
      const db = request.result;
      const make = (name) =>
        db.objectStoreNames.contains(name) ? null : db.createObjectStore(name, { keyPath: "id" });
      make("conversations");
      make("turns")?.createIndex("conversation", "conversation");
      make("notes");
      make("follows");
    };
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  }));
}

async function run(name, mode, act) {
  const transaction = (await open()).transaction(name, mode);
  const request = act(transaction.objectStore(name));
  return new Promise((done, failed) => {
    if (mode === "readonly") request.onsuccess = () => done(request.result);
    else transaction.oncomplete = () => done();
    transaction.onabort = transaction.onerror = () => failed(transaction.error);
  });
}

const others = new BroadcastChannel(`onrecord${root}`);
const tell = () => others.postMessage(null);

export const get = (name, id) => run(name, "readonly", (store) => store.get(id));
export const all = (name) => run(name, "readonly", (store) => store.getAll());
export const put = (name, record) => run(name, "readwrite", (store) => store.put(record)).then(tell);
export const remove = (name, id) => run(name, "readwrite", (store) => store.delete(id)).then(tell);

export async function turnsOf(conversation) {
  const find = (store) => store.index("conversation").getAll(conversation);
  return (await run("turns", "readonly", find)).sort((a, b) => a.at - b.at);
}

// Calls when another tab has changed something.
export function onChange(act) {
  others.addEventListener("message", act);
}

export function newId() {
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`;
}
