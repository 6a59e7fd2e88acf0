// The phrasebook beside the answer box: "/" opens it, typing searches it, a click shows what the contact would get.
// Without scripts it is a page of its own, with the same parts.
import { words } from "./words.js";

const WAIT_MILLISECONDS = 250;

export function preparePhrasebook() {
  document.addEventListener("toggle", opened, { capture: true }); // a toggle does not bubble
  document.addEventListener("keydown", pressed);
  document.addEventListener("click", clicked);
  document.addEventListener("input", typed);
  document.addEventListener("change", changed);
  if (book()?.open) opened({ target: book() }); // before this ran
}

const book = () => document.getElementById("ready");
const part = (name) => book()?.querySelector(`[data-part="${name}"]`);
const links = () => [...book().querySelectorAll("li:not([hidden]) > a[data-sentence]")];

let listing = Promise.resolve(); // the list on its way

async function opened(event) {
  if (event.target !== book()) return;
  if (!book().open) return part("preview").replaceChildren(); // or its blank would be sent with an answer
  if (!part("list").childElementCount) listing = load("list", {});
  await listing;
  search().focus();
  return undefined;
}

function pressed(event) {
  if (event.key === "/" && isFree(event) && book()) {
    event.preventDefault();
    book().open = true;
    search().focus();
  } else if (event.target === search()) {
    if (event.key === "ArrowDown") move(event, links()[0]);
    if (event.key === "Enter") pickFirst(event);
  } else if (event.target.matches?.("#ready a[data-sentence]")) {
    const place = links().indexOf(event.target);
    if (event.key === "ArrowDown") move(event, links()[place + 1]);
    if (event.key === "ArrowUp") move(event, links()[place - 1] ?? search());
  } else if (event.key === "Enter" && event.target.matches?.("#ready input")) {
    event.preventDefault(); // Enter in the answer's form would send the answer
    part("preview").querySelector("button")?.click();
  }
}

// "/" is a letter to whoever is writing; in an empty answer box it is none.
function isFree({ target, ctrlKey, metaKey, altKey, isComposing }) {
  if (ctrlKey || metaKey || altKey || isComposing) return false;
  if (target.id === "text") return target.value === "";
  return !target.matches?.("input, textarea, select, [contenteditable]");
}

// Whoever types fast is there before the list.
async function pickFirst(event) {
  event.preventDefault();
  await listing;
  const [first] = links();
  first?.focus();
  first?.click();
}

function move(event, to) {
  event.preventDefault();
  to?.focus();
}

async function clicked(event) {
  const link = event.target.closest?.("#ready a[data-sentence]");
  if (!link || event.button || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  await load("preview", { sentence: link.dataset.sentence });
  const button = part("preview").querySelector("button");
  if (!button) return;
  for (const control of part("preview").querySelectorAll("input, button")) control.setAttribute("form", "composer");
  button.setAttribute("formaction", book().dataset.send);
  button.formNoValidate = true; // the answer box may be empty
  const blank = part("preview").querySelector("input[name=filled]");
  if (blank) blank.required = false; // or a closed book would hold up an answer; the server refuses an empty one
  (blank ?? button).focus();
}

function typed(event) {
  if (event.target === search()) return filter();
  if (!event.target.matches?.('#ready input[name="filled"]')) return undefined;
  const shown = part("preview").querySelector(".goes-out");
  shown.textContent = shown.dataset.template.replace(/\{\w+\}/u, (blank) => event.target.value || blank);
  return undefined;
}

let waiting = null;
function changed(event) {
  if (!event.target.matches?.('#ready select[name="reads"]')) return;
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    part("preview").replaceChildren();
    await load("list", { reads: event.target.value });
    filter();
  }, WAIT_MILLISECONDS);
}

function filter() {
  const wanted = folded(search().value).split(/\s+/u).filter(Boolean);
  let found = 0;
  for (const item of book().querySelectorAll("li[data-words]")) {
    const there = folded(item.dataset.words);
    item.hidden = !wanted.every((word) => there.includes(word));
    if (!item.hidden) found += 1;
  }
  for (const section of book().querySelectorAll(".book section")) {
    section.hidden = !section.querySelector("li:not([hidden])");
  }
  part("found").textContent = wanted.length ? words("found", { count: found }) : "";
}

function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function search() {
  return book()?.querySelector('input[type="search"]');
}

async function load(name, asked) {
  const address = new URL(book().dataset.book, location.href);
  address.search = new URLSearchParams({ part: name, ...asked });
  const there = part(name);
  try {
    const answer = await fetch(address);
    if (!answer.ok || answer.redirected) return location.reload(); // logged out, or somebody else's by now
    there.innerHTML = await answer.text();
    if (name === "list") filter(); // what was typed before it came
  } catch {
    there.textContent = words("noConnection");
  }
  return undefined;
}
