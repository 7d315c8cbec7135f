// Language and appearance, as chosen: before the page is painted, so that nothing flashes.
const root = new URL("..", document.currentScript.src).pathname.slice(0, -1);
const theme = localStorage.getItem("onrecord-theme");
if (theme) document.documentElement.dataset.theme = theme;

document.addEventListener("change", ({ target }) => {
  if (!target.closest?.(".manners")) return;
  if (target.name === "theme") {
    localStorage.setItem("onrecord-theme", target.value);
    document.documentElement.dataset.theme = target.value;
  } else {
    const forever = target.value ? "max-age=31536000" : "max-age=0";
    document.cookie = `onrecord-language=${target.value};path=${root || "/"};${forever};SameSite=Lax`;
    location.reload();
  }
});
document.addEventListener("toggle", ({ target }) => {
  if (!target.matches?.(".manners") || !target.open) return;
  target.querySelector("[name=theme]").value = localStorage.getItem("onrecord-theme") ?? "";
  target.querySelector("[name=language]").value = /onrecord-language=(\w\w)/.exec(document.cookie)?.[1] ?? "";
}, true);
