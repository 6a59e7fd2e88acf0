// Announces urgent conversations at the top of the window until they are opened or dismissed.
const DISMISSED = "desk-dismissed-urgent";
const HEARD = "desk-heard-urgent";
const MANY_FIT = matchMedia("(min-width: 56rem) and (min-height: 30rem)");
let urgent = [];

// Says whether there is one that this tab has not heard of. Danger that is renewed has another mark.
export function showAlerts(now) {
  urgent = now;
  const open = document.getElementById("conversation")?.dataset.id;
  dismiss(urgent.filter((one) => String(one.id) === open));
  render();
  const heard = remembered(HEARD);
  sessionStorage.setItem(HEARD, JSON.stringify(urgent.map(nameOf)));
  return urgent.some((one) => !heard.includes(nameOf(one)));
}

// Lists and columns that stay in sight make room for the alerts, and nothing that is jumped to hides under them.
export function makeRoomForAlerts() {
  const alerts = document.getElementById("alerts");
  const root = document.documentElement.style;
  new ResizeObserver(() => root.setProperty("--alerts", `${alerts.offsetHeight}px`)).observe(alerts);
}

function render() {
  const alerts = document.getElementById("alerts");
  const dismissed = remembered(DISMISSED);
  const left = urgent.filter((one) => !dismissed.includes(nameOf(one)));
  const shown = left.slice(0, MANY_FIT.matches ? 3 : 1);
  const wanted = shown.map(nameOf);
  for (const alert of alerts.querySelectorAll("[data-urgent]")) {
    if (!wanted.includes(alert.dataset.urgent)) alert.remove();
  }
  document.getElementById("more-urgent")?.remove();
  for (const one of shown) {
    if (!alerts.querySelector(`[data-urgent="${nameOf(one)}"]`)) alerts.append(alertOf(one));
  }
  if (left.length > shown.length) alerts.append(moreOf(left, left.length - shown.length));
}

function alertOf(one) {
  const link = document.createElement("a");
  link.href = `/conversations/${one.id}`;
  link.textContent = "Open";
  const alert = box(`${one.says} `, link, closing("Dismiss", [one]));
  alert.dataset.urgent = nameOf(one);
  return alert;
}

function moreOf(left, number) {
  const more = box(`and ${number} more urgent`, closing("Dismiss all", left));
  more.id = "more-urgent";
  return more;
}

function box(...content) {
  const alert = document.createElement("p");
  alert.className = "alert";
  alert.append(...content);
  return alert;
}

function closing(words, which) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words;
  button.addEventListener("click", () => {
    dismiss(which);
    render();
    const next = document.querySelector("#alerts button, #composer textarea") ?? document.getElementById("main");
    next.focus({ preventScroll: true });
  });
  return button;
}

// What is no longer urgent is forgotten, so that it is announced when it is again.
function dismiss(which) {
  const names = urgent.map(nameOf);
  const kept = new Set([...remembered(DISMISSED), ...which.map(nameOf)].filter((name) => names.includes(name)));
  sessionStorage.setItem(DISMISSED, JSON.stringify([...kept]));
}

function nameOf(one) {
  return `${one.id}-${one.mark}`;
}

function remembered(key) {
  return JSON.parse(sessionStorage.getItem(key) ?? "[]");
}
