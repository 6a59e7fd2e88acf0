// Sending: what somebody writes goes into the queue, and out of it only when the server has stored it.
import { askForSession, emit } from "./connection.js";
import { keep, kept } from "./kept.js";
import { bubble, pendingNode, show } from "./messages.js";
import { box, composer, element, log, page, words } from "./page.js";
import { awaitAnswer, tellNote, tellStatus } from "./status.js";
import { talk } from "./talk.js";

const AGAIN_MS = 1000;

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function send(item) {
  item.id = newId();
  kept.queue.push(item);
  keep();
  showPending(item);
  flush();
}

export function showPending(item) {
  const node = bubble("contact", item.text, {});
  node.dataset.pending = node.dataset.id = item.id;
  const waiting = element("p", "waiting", words.texts.not_sent_yet);
  waiting.dataset.text = "not_sent_yet";
  node.append(waiting);
  show(node, true);
}

function eventOf(item) {
  const common = { session_id: kept.session, client_message_id: item.id };
  if (item.language) return ["choose", Object.assign(common, { language: item.language })];
  if (item.country) return ["choose", Object.assign(common, { country: item.country })];
  const said = { message: item.choice ? "" : item.text, language: words.language };
  if (item.choice) said.choice = item.choice;
  return ["user_uttered", Object.assign(common, said)];
}

export function flush() {
  if (!talk.ready || talk.sending || !kept.queue.length) return tellStatus();
  talk.sending = true;
  const item = kept.queue[0];
  const [name, data] = eventOf(item);
  emit(name, data, (problem, answer) => {
    talk.sending = false;
    if (talk.left) return;
    if (problem || !answer) return again(AGAIN_MS); // the same id again: stored once
    if (answer.ok) return stored(item);
    if (answer.error === "session") return startOver();
    if (answer.error === "too_fast" || answer.error === "later") return again(answer.after * 1000);
    giveBack(item, answer);
  });
}

function again(delay) {
  setTimeout(flush, delay);
  tellStatus();
}

export function unqueue(id) {
  kept.queue = kept.queue.filter((each) => each.id !== id);
  keep();
  const node = pendingNode(id);
  if (node) node.querySelectorAll(".waiting").forEach((each) => each.remove());
}

function stored(item) {
  unqueue(item.id);
  const node = log.querySelector('[data-id="' + CSS.escape(item.id) + '"]');
  // else the answer was quicker than the word that the text had arrived
  if (node && !node.nextElementSibling) awaitAnswer();
  tellNote("");
  flush();
  tellStatus();
}

function giveBack(item, answer) {
  unqueue(item.id);
  const node = pendingNode(item.id);
  if (node) node.remove();
  if (!item.choice && !item.language && !item.country && !box.value) box.value = item.text;
  tellNote(answer.error === "too_long" ? "too_long" : "send_again");
  flush();
}

function startOver() {
  talk.ready = false;
  askForSession();
}

function submit() {
  const text = box.value;
  if (!text.trim()) return box.focus();
  if (Array.from(text).length > page.limit) return tellNote("too_long");
  box.value = "";
  tellNote("");
  send({ text: text });
  box.focus();
}

export function watchComposer() {
  composer.addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
}
