// What the parts of the page share: the functions of the server, and what is said in which language.
export const desk = { call: null, said: {}, language: document.documentElement.lang || "en" };
