// Panels that open from a button close on Escape, on a click elsewhere, and when another opens.
export function prepareMenus() {
  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!event.composedPath().includes(menu)) menu.open = false;
  });
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
