// The connection to the server, made again whenever it breaks.
import { keep, kept } from "./kept.js";
import { words } from "./page.js";
import { tellStatus } from "./status.js";
import { talk } from "./talk.js";

const ANSWER_TIMEOUT_MS = 10000; // for the server to say that it has stored a text
const REFUSED_RECONNECT_MS = [2000, 5000];
let socket = null;
let handlers = null;

export function emit(name, data, answered) {
  socket.timeout(ANSWER_TIMEOUT_MS).emit(name, data, answered);
}

export function disconnect() {
  socket.disconnect();
}

export function askForSession() {
  const known = { session_id: kept.session, last_sequence: talk.last, epoch: talk.epoch, language: words.language };
  emit("session_request", known, (problem, answer) => {
    if (talk.left) return;
    if (problem || !answer || !answer.ok) { if (socket.connected) setTimeout(askForSession, 1000); return; }
    if (kept.session && idOf(kept.session) !== idOf(answer.session_id)) handlers.onOtherTalk();
    kept.session = answer.session_id;
    keep();
    talk.ready = talk.caughtUp = true;
    talk.lost = false;
    handlers.onReady();
  });
}

function idOf(token) {
  return token.split(".")[0]; // what follows is renewed
}

function reconnectLater() {
  const [least, most] = REFUSED_RECONNECT_MS;
  setTimeout(() => { if (!talk.left) socket.connect(); }, least + Math.random() * (most - least));
}

// `onReady`: something can be sent now. `onOtherTalk`: what follows is another conversation. `events`: the server's.
export function connect({ onReady, onOtherTalk, events }) {
  handlers = { onReady, onOtherTalk };
  socket = window.io({ path: "/socket.io/", reconnectionDelay: 1000, reconnectionDelayMax: 8000, randomizationFactor: 0.5 });
  socket.on("connect", askForSession);
  Object.entries(events).forEach(([name, handle]) => socket.on(name, handle));
  socket.on("disconnect", (reason) => {
    talk.ready = talk.sending = false;
    talk.lost = !talk.left;
    tellStatus();
    if (reason === "io server disconnect" && !talk.left) reconnectLater();
  });
  socket.on("connect_error", () => {
    talk.lost = true;
    tellStatus();
    if (!socket.active) reconnectLater();
  });
  window.addEventListener("offline", tellStatus);
  window.addEventListener("online", () => { tellStatus(); if (!socket.connected) socket.connect(); });
}
