// Tells the server that somebody is there, so that reading and typing keep the session; warns before it ends.
import { say } from "./toasts.js";
import { words } from "./words.js";

const TELL_EVERY = 60_000;
const WARN_BEFORE = 120_000;

export function keepAlive() {
  const idle = Number(document.body.dataset.idleSeconds) * 1000;
  const others = "BroadcastChannel" in window ? new BroadcastChannel("desk-presence") : null;
  let last = Date.now();
  let toldAt = Date.now();
  const moved = () => {
    last = Date.now();
    document.getElementById("idle-warning")?.remove();
    if (last - toldAt < TELL_EVERY) return;
    toldAt = last;
    others?.postMessage(last);
    const body = new URLSearchParams({ form_token: document.body.dataset.formToken });
    fetch("/here", { method: "POST", body }).catch(() => {});
  };
  for (const kind of ["keydown", "pointerdown", "pointermove", "wheel"]) {
    addEventListener(kind, moved, { passive: true });
  }
  if (others) {
    others.onmessage = (event) => {
      last = event.data;
      toldAt = event.data;
    };
  }
  setInterval(() => {
    if (Date.now() - last > idle - WARN_BEFORE) warn();
  }, 10_000);
}

function warn() {
  if (document.getElementById("idle-warning")) return;
  const warning = say(words("idle"), { isBad: true });
  warning.id = "idle-warning";
}
