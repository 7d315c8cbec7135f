// What the parts of the page share: the functions of the server, and what is said in which language.
// On paper an address says whose it is.
document.documentElement.style.setProperty("--origin", JSON.stringify(location.origin));
export const root = new URL("..", import.meta.url).pathname.slice(0, -1); // where a proxy shows this server
export const desk = { call: null, said: {}, language: document.documentElement.lang || "en" };
