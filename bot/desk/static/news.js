// Puts news into the page: how many wait, the lists, the open conversation; and sounds for what is new.
import { showAlerts } from "./alerts.js";
import { pointTo } from "./latest.js";
import { beep } from "./sound.js";
import { showTroubles } from "./trouble.js";
import { refreshTimes } from "./times.js";
import { forgetDraft, prepareComposer } from "./composer.js";
import { markTab } from "./tabs.js";
import { unsay } from "./toasts.js";
import { words } from "./words.js";

const SEEN_UNANSWERED = "desk-seen-unanswered";
const SEEN_QUEUE = "desk-seen-queue";
let listShown = null;
let told = null;

export function showNews(news, first) {
  const plainTitle = document.title.replace(/^\(\d+\) /, "");
  document.title = news.waiting ? `(${news.waiting}) ${plainTitle}` : plainTitle;
  document.getElementById("waiting").textContent = news.waiting ? words("waiting", { count: news.waiting }) : "";
  showTroubles(news.troubles);
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
  const says = words(isLive ? "live" : "notLive", { time });
  if (state.classList.contains("broken") === !isLive && state.textContent) return;
  state.textContent = says;
  state.classList.toggle("broken", !isLive);
}

function announce(news, first) {
  const me = Number(document.body.dataset.operator);
  const isMoreUrgent = showAlerts(news.urgent.filter((one) => one.operator === null || one.operator === me)).length > 0;
  const rings = (id) => !news.rings[id] || news.rings[id].includes(me);
  const queue = document.body.dataset.duty === "on" ? news.queue.map(String).filter(rings) : [];
  const seenQueue = remembered(SEEN_QUEUE);
  const more = queue.some((id) => !seenQueue.includes(id));
  const unanswered = news.unanswered[me] ?? 0;
  const written = unanswered > Number(sessionStorage.getItem(SEEN_UNANSWERED) ?? 0);
  if (first && isMoreUrgent) beep(2);
  else if (first && (more || written)) beep(1);
  sessionStorage.setItem(SEEN_UNANSWERED, String(unanswered));
  sessionStorage.setItem(SEEN_QUEUE, JSON.stringify(queue));
}

export async function refreshLists() {
  const lists = document.getElementById("lists");
  if (!lists) return;
  const open = document.getElementById("conversation")?.dataset.id ?? "";
  const fresh = await fetched(`/lists?open=${open}`);
  if (!fresh) return;
  const focused = lists.contains(document.activeElement) ? document.activeElement : null;
  const place = reachable(lists).indexOf(focused);
  const scrolled = lists.querySelector(".panels")?.scrollTop ?? 0;
  lists.replaceChildren(...fresh.body.childNodes);
  markTab();
  lists.querySelector(".panels").scrollTop = scrolled;
  if (focused) stay(lists, focused.id, place);
  refreshTimes();
}

// The same row or button; where it is gone, the one that stands in its place.
function stay(lists, id, place) {
  const there = reachable(lists);
  const next = there.find((each) => id && each.id === id) ?? there[Math.min(place, there.length - 1)] ?? lists.querySelector("a, button:enabled");
  next?.focus({ preventScroll: true });
}

function reachable(lists) {
  return [...lists.querySelectorAll("a, button:enabled")].filter((each) => each.checkVisibility());
}

async function refreshConversation(conversation) {
  const answer = await fetch(`/conversations/${conversation.dataset.id}/fragment`);
  if (answer.status === 404) return gone(conversation);
  if (!answer.ok) return undefined;
  const fresh = parsed(await answer.text()).getElementById("conversation");
  if (!fresh) return location.reload(); // it is another's or closed by now, so the page asks for a reason
  showConversation(conversation, fresh, { isAction: false });
  refreshTimes();
  return undefined;
}

// Only what differs is touched. `isAction`: the operator did something, so the answer box is that of the new state.
export function showConversation(conversation, fresh, { isAction }) {
  conversation.dataset.digest = fresh.dataset.digest;
  conversation.toggleAttribute("data-urgent", fresh.hasAttribute("data-urgent"));
  conversation.className = fresh.className;
  swap("head", fresh);
  if (isAction) for (const part of ["problems", "toolbar", "actions"]) swap(part, fresh);
  for (const part of ["card", "told", "call-back", "together"]) if (differs(part, fresh)) swap(part, fresh);
  if (differs("toolbar", fresh)) swap("toolbar", fresh);
  if (differs("actions", fresh)) swapActions(fresh);
  if (differs("ready", fresh)) swap("ready", fresh);
  if (differs("urgency", fresh)) swapUrgency(fresh);
  for (const part of fresh.querySelectorAll(".sure")) if (differs(part.id, fresh)) swap(part.id, fresh);
  mergeMessages(fresh.querySelector("#transcript"));
}

// What was said of the conversation when the page was made is stale now. Whoever was writing is told where it went.
function swapActions(fresh) {
  const wasMine = document.querySelector("#composer, #moved") !== null;
  swap("actions", fresh);
  document.getElementById("problem")?.remove();
  unsay();
  prepareComposer({ isDone: false, isTaken: false });
  const actions = document.getElementById("actions");
  if (!wasMine || !actions.dataset.moved) return;
  const moved = document.createElement("p");
  moved.id = "moved";
  moved.className = "problem";
  moved.setAttribute("role", "alert");
  moved.textContent = actions.dataset.moved;
  actions.prepend(moved);
}

// It closes, so that nobody calls danger no danger which came in that moment. What was said of it may be the contrary now.
function swapUrgency(fresh) {
  const isFocused = document.getElementById("urgency")?.contains(document.activeElement);
  swap("urgency", fresh);
  unsay();
  if (isFocused) document.querySelector("#urgency summary")?.focus({ preventScroll: true });
}

// Only what is new or changed is touched, so that a screen reader says new messages and nothing else.
function mergeMessages(fresh) {
  const shown = document.getElementById("transcript");
  const atEnd = shown.scrollHeight - shown.scrollTop - shown.clientHeight < 40;
  let added = null;
  for (const message of fresh.querySelectorAll(".message")) {
    const old = document.getElementById(message.id);
    if (!old) {
      if (!shown.querySelector(".message")) shown.replaceChildren();
      shown.append(message);
      added = message;
    } else if (old.dataset.state !== message.dataset.state) {
      old.dataset.state = message.dataset.state;
      old.querySelector(".meta").replaceWith(message.querySelector(".meta"));
      old.querySelector(".seen")?.replaceWith(message.querySelector(".seen"));
      const files = message.querySelector(".files"); // one that somebody looks at stays where nothing of them changed
      if (files && old.querySelector(".files")?.dataset.state !== files.dataset.state) {
        old.querySelector(".files")?.replaceWith(files);
      }
    }
  }
  if (atEnd) shown.scrollTop = shown.scrollHeight;
  if (added) pointTo(added);
}

function gone(conversation) {
  forgetDraft();
  const problem = document.createElement("p");
  problem.className = "problem";
  problem.textContent = words("erased");
  conversation.replaceChildren(problem);
  conversation.removeAttribute("id");
}

// What was swapped already stands in the page, and no longer in `fresh`.
function differs(id, fresh) {
  const next = fresh.querySelector(`#${id}`);
  return next !== null && document.getElementById(id)?.dataset.state !== next.dataset.state;
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
