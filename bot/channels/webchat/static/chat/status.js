// What is going on, in words.
import { kept } from "./kept.js";
import { byId, page, words } from "./page.js";
import { talk } from "./talk.js";

const SLOW_MS = 20000;
const status = byId("status"), note = byId("note");
let slowTimer = 0;

export function tellStatus() {
  let name = "";
  if (!navigator.onLine || (!talk.ready && kept.queue.length) || talk.lost) name = "offline";
  else if (talk.holder === "operator") name = "with_person";
  else if (talk.holder === "queue") name = "waiting_for_person";
  else if (talk.awaiting) name = Date.now() - talk.awaiting >= SLOW_MS ? "answer_is_slow" : "answer_is_coming";
  if (status.dataset.text !== name) {
    status.dataset.text = name;
    status.textContent = name ? words.texts[name] : "";
  }
}

export function awaitAnswer() {
  talk.awaiting = Date.now();
  clearTimeout(slowTimer);
  slowTimer = setTimeout(tellStatus, SLOW_MS);
}

export function tellNote(name) {
  note.dataset.text = name;
  note.textContent = name ? words.texts[name].replace("{limit}", page.limit) : "";
}
