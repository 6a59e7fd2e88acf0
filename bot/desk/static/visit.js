// Forms and rows without loading the page anew: the server answers as it does without scripts, and what differs is put
// into the open page. Drafts, scrolling and the sound stay.
import { forgetDraft, prepareComposer } from "./composer.js";
import { refreshLists, showConversation } from "./news.js";
import { say, unsay } from "./toasts.js";
import { refreshTimes } from "./times.js";
import { words } from "./words.js";

const DONE = ["sent", "sent-already", "handed-back", "put-back"];

export function prepareVisits() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.closest("#main, #lists") || !document.querySelector(".desk")) return;
    event.preventDefault();
    const address = new URL(event.submitter?.getAttribute("formaction") ?? form.getAttribute("action"), location.href);
    const body = new URLSearchParams(new FormData(form, event.submitter));
    if (form.method === "post") return go(address, { method: "POST", body }, { form });
    address.search = body;
    return go(address, {});
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.row, #alerts a, .toast a, a.back");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!document.querySelector(".desk")) return;
    event.preventDefault();
    go(link.href, {});
  });
  addEventListener("popstate", () => go(location.href, {}, { isBack: true }));
}

async function go(address, options, { isBack = false, form = null } = {}) {
  let answer = null;
  let html = "";
  try {
    answer = await fetch(address, options);
    html = await answer.text();
  } catch {
    say(words("notSent"), { isBad: true });
    for (const button of document.querySelectorAll("#main button:disabled")) button.disabled = false;
    return;
  }
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const there = new URL(answer.url);
  if (!fresh.querySelector(".desk")) return elsewhere(there, answer, fresh);
  const note = there.searchParams.get("note");
  there.searchParams.delete("note");
  // a form that was refused answers at its own address, where nothing can be read
  if (!isBack && (!options.method || answer.redirected) && there.href !== location.href) history.pushState(null, "", there);
  document.title = fresh.title;
  unsay();
  show(fresh, note);
  if (note && form?.isConnected) close(form);
  const said = fresh.querySelector("#said .toast");
  if (said) say(said.textContent);
}

function show(fresh, note) {
  const before = document.getElementById("conversation");
  const next = fresh.getElementById("conversation");
  document.querySelector(".desk").className = fresh.querySelector(".desk").className;
  if (before && next && before.dataset.id === next.dataset.id) {
    showConversation(before, next, { isAction: true });
  } else {
    document.getElementById("main").replaceChildren(...fresh.getElementById("main").childNodes);
    toEnd();
    if (!next) document.getElementById("main").focus({ preventScroll: true });
  }
  if (note === "erased") forgetDraft();
  prepareComposer({ isDone: DONE.includes(note), isTaken: note === "taken" });
  if (note) toEnd();
  refreshTimes();
  refreshLists();
}

// What was done in a panel that is still there: left open with its words, it would be done twice.
function close(form) {
  form.reset();
  const menu = form.closest("details.menu");
  if (menu) menu.open = false;
}

export function toEnd() {
  const transcript = document.getElementById("transcript");
  if (transcript) transcript.scrollTop = transcript.scrollHeight;
}

function elsewhere(there, answer, fresh) {
  if (answer.ok) return location.assign(there); // the login, or a page of another kind
  return say(fresh.querySelector(".problem")?.textContent ?? words("failed"), { isBad: true });
}
