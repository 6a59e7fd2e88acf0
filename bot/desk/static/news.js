// Puts news into the page: the title's count, the lists, the open conversation, and the alert for an urgent one.
import { beep } from "./sound.js";
import { refreshTimes } from "./times.js";
import { prepareComposer } from "./composer.js";

const SEEN_URGENT = "desk-seen-urgent";
const SEEN_UNANSWERED = "desk-seen-unanswered";
const SEEN_QUEUE = "desk-seen-queue";
const plainTitle = document.title.replace(/^\(\d+\) /, "");
let listShown = null;
let told = null;

export function showNews(news, first) {
  document.title = news.waiting ? `(${news.waiting}) ${plainTitle}` : plainTitle;
  announce(news, first);
  if (news.list !== listShown) {
    listShown = news.list;
    refreshLists();
  }
  const conversation = document.getElementById("conversation");
  if (!conversation) return;
  const digest = news.conversations[conversation.dataset.id];
  const known = told?.[conversation.dataset.id] ?? conversation.dataset.digest;
  told = news.conversations;
  if (digest !== known) refreshConversation(conversation);
}

export function showState(isLive) {
  const state = document.getElementById("state");
  if (!state) return;
  const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const words = isLive ? "Live" : `Not live since ${time}, trying again`;
  if (state.classList.contains("broken") === !isLive && state.textContent) return;
  state.textContent = words;
  state.classList.toggle("broken", !isLive);
}

function announce(news, first) {
  const me = Number(document.body.dataset.operator);
  const ours = news.urgent.filter((one) => one.operator === null || one.operator === me);
  const urgent = new Map(ours.map((one) => [String(one.id), one.says]));
  const seenUrgent = remembered(SEEN_URGENT);
  const fresh = [...urgent.keys()].filter((id) => !seenUrgent.includes(id));
  const shown = document.getElementById("conversation")?.dataset.id;
  for (const id of fresh) if (id !== shown) warn(id, urgent.get(id));
  for (const alert of document.querySelectorAll(".alert[data-id]")) if (!urgent.has(alert.dataset.id)) alert.remove();
  const queue = news.queue.map(String);
  const seenQueue = remembered(SEEN_QUEUE);
  const more = queue.some((id) => !seenQueue.includes(id));
  const unanswered = news.unanswered[me] ?? 0;
  const written = unanswered > Number(sessionStorage.getItem(SEEN_UNANSWERED) ?? 0);
  if (first && fresh.length) beep(2);
  else if (first && (more || written)) beep(1);
  sessionStorage.setItem(SEEN_UNANSWERED, String(unanswered));
  sessionStorage.setItem(SEEN_URGENT, JSON.stringify([...urgent.keys()]));
  sessionStorage.setItem(SEEN_QUEUE, JSON.stringify(queue));
}

function warn(id, says) {
  const alert = document.createElement("p");
  alert.className = "alert";
  alert.dataset.id = id;
  const link = document.createElement("a");
  link.href = `/conversations/${id}`;
  link.textContent = "Open";
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "Dismiss";
  close.addEventListener("click", () => alert.remove());
  alert.append(says, " ", link, close);
  document.getElementById("alerts").append(alert);
}

async function refreshLists() {
  const lists = document.getElementById("lists");
  if (!lists) return;
  const open = document.getElementById("conversation")?.dataset.id ?? "";
  const fresh = await fetched(`/lists?open=${open}`);
  if (!fresh) return;
  const focused = lists.contains(document.activeElement) ? document.activeElement.id : null;
  const scrolled = lists.scrollTop;
  lists.replaceChildren(...fresh.body.childNodes);
  lists.scrollTop = scrolled;
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  refreshTimes();
}

async function refreshConversation(conversation) {
  const answer = await fetch(`/conversations/${conversation.dataset.id}/fragment`);
  if (answer.status === 404) return gone(conversation);
  if (!answer.ok) return undefined;
  const fresh = parsed(await answer.text()).getElementById("conversation");
  conversation.dataset.digest = fresh.dataset.digest;
  swap("head", fresh);
  if (differs("card", fresh)) swap("card", fresh);
  if (differs("actions", fresh)) {
    swap("actions", fresh);
    document.getElementById("problem")?.remove();
    prepareComposer({ sent: false });
  }
  mergeMessages(fresh.querySelector("#transcript"));
  refreshTimes();
  return undefined;
}

// Only what is new or changed is touched, so that a screen reader says new messages and nothing else.
function mergeMessages(fresh) {
  const shown = document.getElementById("transcript");
  const atEnd = shown.scrollHeight - shown.scrollTop - shown.clientHeight < 40;
  for (const message of fresh.querySelectorAll(".message")) {
    const old = document.getElementById(message.id);
    if (!old) {
      if (!shown.querySelector(".message")) shown.replaceChildren();
      shown.append(message);
    } else if (old.dataset.state !== message.dataset.state) {
      old.dataset.state = message.dataset.state;
      old.querySelector(".meta").replaceWith(message.querySelector(".meta"));
    }
  }
  if (atEnd) shown.scrollTop = shown.scrollHeight;
}

function gone(conversation) {
  const words = document.createElement("p");
  words.className = "problem";
  words.textContent = "This contact was erased.";
  conversation.replaceChildren(words);
  conversation.removeAttribute("id");
}

function differs(id, fresh) {
  return document.getElementById(id)?.dataset.state !== fresh.querySelector(`#${id}`)?.dataset.state;
}

function swap(id, fresh) {
  const there = document.getElementById(id);
  const next = fresh.querySelector(`#${id}`);
  if (there && next) there.replaceWith(next);
}

async function fetched(path) {
  const answer = await fetch(path);
  return answer.ok ? parsed(await answer.text()) : null;
}

function parsed(html) {
  return new DOMParser().parseFromString(html, "text/html");
}

function remembered(key) {
  return JSON.parse(sessionStorage.getItem(key) ?? "[]");
}
