// Leaving. First of all the page is gone, then the rest.
import { disconnect } from "./connection.js";
import { kept } from "./kept.js";
import { byId, page } from "./page.js";
import { talk } from "./talk.js";

const SHIFTS = 3;
const SHIFT_PAUSE_MS = 2000;
const FRAME_LEFT_MS = 1000;

function leave() {
  if (talk.left) return;
  talk.left = true;
  document.title = "…";
  document.body.className = "blank";
  document.body.replaceChildren();
  try { sessionStorage.clear(); } catch (problem) { /* it is off */ }
  tellServer();
  try { disconnect(); } catch (problem) { /* leaving goes on */ }
  if (window.parent === window) return window.location.replace(page.exit);
  window.parent.postMessage({ chat: "leave", exit: page.exit }, "*"); // the widget blanks the site around it
  try { window.top.location.replace(page.exit); } catch (problem) { /* the widget does it */ }
  setTimeout(() => window.location.replace(page.exit), FRAME_LEFT_MS); // where the site lets nobody else do it
}

function tellServer() {
  const body = new URLSearchParams({ leave: "1", session: kept.session || "" });
  try {
    if (navigator.sendBeacon && navigator.sendBeacon("/chat", body)) return;
    fetch("/chat", { method: "POST", body: body, keepalive: true }).catch(() => {});
  } catch (problem) { /* leaving goes on */ }
}

function watchShift() {
  let presses = 0, alone = false, lastPress = 0;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") { alone = false; presses = 0; return; }
    if (!event.repeat) alone = true;
  }, true);
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone) return;
    alone = false;
    const now = Date.now();
    presses = now - lastPress > SHIFT_PAUSE_MS ? 1 : presses + 1;
    lastPress = now;
    if (presses >= SHIFTS) leave();
  }, true);
}

export function watchForLeaving() {
  byId("leave").addEventListener("submit", (event) => { event.preventDefault(); leave(); });
  window.addEventListener("message", (event) => { // the presses were made on the site around the widget
    if (event.source === window.parent && event.source !== window && event.data && event.data.chat === "leave") leave();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && talk.left) window.location.replace(page.exit);
  });
  watchShift();
}
