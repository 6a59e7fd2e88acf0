// Panels that open from a button close on Escape, on a click elsewhere, and when another opens. Where one is there to
// write something, it can be written at once.
export function prepareMenus() {
  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!event.composedPath().includes(menu)) menu.open = false;
  });
  const begin = ({ target }) => target.open && target.querySelector("[data-first]")?.focus();
  document.addEventListener("toggle", begin, true); // it does not bubble
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = openMenus().at(-1);
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

function openMenus() {
  return [...document.querySelectorAll("details.menu[open]")];
}
