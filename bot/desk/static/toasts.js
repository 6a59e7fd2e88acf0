// Says what was done, and goes by itself; what went wrong stays until it is closed. Nothing moves for it.
import { words } from "./words.js";

const GOES_AFTER_MILLISECONDS = 6000;
const MOST = 3;

export function prepareToasts() {
  for (const toast of document.querySelectorAll("#said .toast")) leave(toast);
}

// `to`: where the words lead. `isBad`: said at once, and left until somebody closes it or goes there.
export function say(said, { isBad = false, to = null } = {}) {
  const toast = document.createElement("p");
  toast.className = isBad ? "toast bad" : "toast";
  toast.append(said);
  if (to) {
    const link = document.createElement("a");
    link.href = to;
    link.textContent = words("open");
    link.addEventListener("click", () => toast.remove());
    toast.append(link);
  }
  if (isBad) toast.append(closing(toast));
  const place = document.getElementById(isBad ? "warned" : "said");
  place.append(toast);
  while (place.children.length > MOST) place.firstElementChild.remove();
  if (!isBad || to) leave(toast);
  return toast;
}

// What was said of a moment that is over.
export function unsay() {
  document.getElementById("said").replaceChildren();
}

// Warnings that lead somewhere are taken back once they hold no more: `still` are the addresses that they may lead to.
export function forget(still) {
  for (const link of document.querySelectorAll("#warned a")) {
    if (!still.includes(link.getAttribute("href"))) link.closest(".toast").remove();
  }
}

function closing(toast) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "✕";
  button.setAttribute("aria-label", words("close"));
  button.addEventListener("click", () => toast.remove());
  return button;
}

function leave(toast) {
  setTimeout(() => (toast.matches(":hover, :focus-within") ? leave(toast) : toast.remove()), GOES_AFTER_MILLISECONDS);
}
