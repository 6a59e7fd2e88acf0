// A file of a contact is loaded into the page once somebody clicks, never before: it may be hard to look at.
import { words } from "./words.js";

const ELEMENTS = { picture: "img", sound: "audio", video: "video" };

export function prepareFiles() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-show]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const name = ELEMENTS[link.dataset.show];
    if (!name) return;
    event.preventDefault();
    const shown = document.createElement(name);
    if (name === "img") shown.alt = link.closest("li").querySelector("span").textContent;
    else shown.controls = true;
    shown.addEventListener("error", () => shown.replaceWith(words("notShown")));
    shown.src = link.href;
    link.replaceWith(shown);
  });
}
