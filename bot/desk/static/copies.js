// Buttons that copy what stands beside them. Without a clipboard (no https) it is marked, so that Ctrl+C takes it.
import { words } from "./words.js";

const SAID_FOR_MILLISECONDS = 2000;

export function prepareCopies() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      say(button, words("copied"));
    } catch {
      getSelection().selectAllChildren(button.previousElementSibling);
      say(button, words("pressCopy"));
    }
  });
}

function say(button, said) {
  const usual = button.dataset.usual ?? button.textContent;
  button.dataset.usual = usual;
  button.textContent = said;
  setTimeout(() => (button.textContent = usual), SAID_FOR_MILLISECONDS);
}
