// One pill in the head counts the urgent conversations; its list names each until it is opened or dismissed.
import { forget, say } from "./toasts.js";
import { words } from "./words.js";

const DISMISSED = "desk-dismissed-urgent";
const HEARD = "desk-heard-urgent";
let urgent = [];

export function prepareAlerts() {
  const pill = document.getElementById("urgent-pill");
  if (!pill) return;
  pill.addEventListener("click", () => open(pill.getAttribute("aria-expanded") !== "true"));
  document.addEventListener("click", (event) => {
    if (!event.composedPath().includes(document.querySelector(".urgent-now"))) open(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || document.getElementById("alerts").hidden) return;
    open(false);
    pill.focus();
  });
}

// Returns those that this tab has not heard of. Danger that is renewed has another mark.
export function showAlerts(now) {
  urgent = now;
  const shown = document.getElementById("conversation")?.dataset.id;
  dismiss(urgent.filter((one) => String(one.id) === shown));
  forget(urgent.map(addressOf).filter((address) => address !== `/conversations/${shown}`));
  render();
  const heard = remembered(HEARD);
  sessionStorage.setItem(HEARD, JSON.stringify(urgent.map(nameOf)));
  const fresh = urgent.filter((one) => !heard.includes(nameOf(one)) && String(one.id) !== shown);
  if (fresh.length === 1) say(fresh[0].says, { isBad: true, to: addressOf(fresh[0]) });
  if (fresh.length > 1) say(`${words("urgentConversations", { count: fresh.length })} ${fresh[0].says}`, { isBad: true, to: addressOf(fresh[0]) });
  return fresh;
}

function open(isOpen) {
  document.getElementById("alerts").hidden = !isOpen;
  document.getElementById("urgent-pill").setAttribute("aria-expanded", String(isOpen));
}

function render() {
  const left = undismissed();
  const pill = document.getElementById("urgent-pill");
  pill.hidden = urgent.length === 0;
  pill.textContent = words("urgent", { count: urgent.length });
  pill.classList.toggle("loud", left.length > 0);
  const alerts = document.getElementById("alerts");
  if (!urgent.length) open(false);
  const wanted = JSON.stringify([urgent.map((one) => [nameOf(one), one.says]), left.map(nameOf)]);
  if (alerts.dataset.shown === wanted) return;
  alerts.dataset.shown = wanted;
  const list = document.createElement("ul");
  list.append(...urgent.map((one) => alertOf(one, left.includes(one))));
  alerts.replaceChildren(list, ...(left.length ? [dismissing(left, { isAll: true })] : []));
}

function alertOf(one, isNew) {
  const alert = document.createElement("li");
  alert.className = isNew ? "alert is-new" : "alert";
  alert.dataset.urgent = nameOf(one);
  const says = document.createElement("span");
  says.textContent = one.says;
  const link = document.createElement("a");
  link.href = addressOf(one);
  link.textContent = words("open");
  alert.append(says, link, ...(isNew ? [dismissing([one])] : []));
  return alert;
}

function dismissing(which, { isAll = false } = {}) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words(isAll ? "dismissAll" : "dismiss");
  if (isAll) button.id = "dismiss-all";
  button.addEventListener("click", (event) => {
    event.stopPropagation(); // the button is gone when the document hears of it
    dismiss(which);
    render();
    const next = document.querySelector("#alerts button");
    if (next) return next.focus();
    open(false);
    return (document.querySelector("#composer textarea") ?? document.getElementById("main")).focus({ preventScroll: true });
  });
  return button;
}

function undismissed() {
  const dismissed = remembered(DISMISSED);
  return urgent.filter((one) => !dismissed.includes(nameOf(one)));
}

// What is no longer urgent is forgotten, so that it is announced when it is again.
function dismiss(which) {
  const names = urgent.map(nameOf);
  const kept = new Set([...remembered(DISMISSED), ...which.map(nameOf)].filter((name) => names.includes(name)));
  sessionStorage.setItem(DISMISSED, JSON.stringify([...kept]));
}

function addressOf(one) {
  return `/conversations/${one.id}`;
}

function nameOf(one) {
  return `${one.id}-${one.mark}`;
}

function remembered(key) {
  return JSON.parse(sessionStorage.getItem(key) ?? "[]");
}
