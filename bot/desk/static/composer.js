// The answer box: draft kept in this tab, length and hints before sending, Ctrl+Enter, numbers inserted from the card.
const ASK_AFTER_MILLISECONDS = 300;
const DRAFT = "desk-draft-";
const LANGUAGE = "-language";
const GIVEN_AWAY = "-given-away";

// `isDone`: what was in the box was sent, or its operator gave the conversation away. `isTaken`: they just took it.
export function prepareComposer({ isDone, isTaken }) {
  forgetOthersDrafts();
  // who takes it again at once may have left the page between before this ran there
  if (isDone || (isTaken && sessionStorage.getItem(draftKey() + GIVEN_AWAY))) forgetDraft();
  document.querySelector(".erase form")?.addEventListener("submit", forgetDraft);
  for (const giving of document.querySelectorAll('form[action$="/put-back"], form[action$="/hand-back"]')) {
    giving.addEventListener("submit", () => sessionStorage.setItem(draftKey() + GIVEN_AWAY, "yes"));
  }
  document.addEventListener("click", insert); // the same function: added once however often this runs
  const form = document.getElementById("composer");
  if (!form) return;
  const box = form.elements.text;
  const language = form.elements.language;
  const key = draftKey();
  sessionStorage.removeItem(key + GIVEN_AWAY); // they hold it (again), whatever became of that form
  if (box.value) sessionStorage.setItem(key, box.value); // typed before this ran, or refused by the server
  else box.value = sessionStorage.getItem(key) ?? "";
  const chosen = box.value ? sessionStorage.getItem(key + LANGUAGE) : null;
  if ([...language.options].some((option) => option.value === chosen)) choose(form, chosen);
  let asked = null;
  const ask = () => {
    clearTimeout(asked);
    asked = setTimeout(() => judge(form), ASK_AFTER_MILLISECONDS);
  };
  box.addEventListener("input", () => {
    sessionStorage.setItem(key, box.value);
    ask();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.elements.plain?.addEventListener("change", ask);
  language.addEventListener("change", () => {
    sessionStorage.setItem(key + LANGUAGE, language.value);
    choose(form, language.value);
    ask();
  });
  form.addEventListener("formdata", ({ formData }) => {
    if (!formData.has("sentence")) return;
    formData.delete("text"); // a ready sentence goes alone: the tab keeps the draft
    sessionStorage.setItem(key + LANGUAGE, language.value); // also one that was chosen before this ran
  });
  form.addEventListener("submit", () => {
    setTimeout(() => disableSending(form, true)); // a button that is disabled at once would not be named in the form
  });
  addEventListener("pageshow", allowSending); // the same function: added once
  if (box.value) ask();
  if (["", "#latest", "#text"].includes(location.hash)) box.focus({ preventScroll: true });
}

function choose(form, code) {
  const { text: box, language } = form.elements;
  language.value = code;
  box.lang = code;
  box.dir = language.selectedOptions[0].dataset.dir;
}

function allowSending() {
  const form = document.getElementById("composer");
  if (form) disableSending(form, false);
}

function disableSending(form, isOff) {
  for (const button of form.elements) if (button.type === "submit") button.disabled = isOff;
}

async function judge(form) {
  const body = new URLSearchParams({
    form_token: document.body.dataset.formToken,
    text: form.elements.text.value,
    language: form.elements.language.value,
    plain: form.elements.plain?.checked ? "yes" : "",
  });
  try {
    const answer = await fetch(form.dataset.length, { method: "POST", body });
    if (!answer.ok) return;
    const said = await answer.json();
    if (!form.isConnected) return;
    document.getElementById("length").textContent = said.length;
    const hint = document.getElementById("hint");
    if (hint.textContent !== said.hint) hint.textContent = said.hint;
  } catch {
    // no connection: the state line says so
  }
}

function insert(event) {
  const button = event.target.closest("[data-insert], [data-again]");
  const form = document.getElementById("composer");
  if (!button || !form) return;
  const box = form.elements.text;
  if (button.dataset.again) insertAgain(form, Number(button.dataset.again));
  else insertNumber(box, button.dataset.insert);
  box.dispatchEvent(new Event("input"));
  box.focus();
}

function insertNumber(box, number) {
  // isolated (FSI, PDI) as the server does it when the answer is sent, so that the box shows it in order too
  const inserted = box.dir === "rtl" ? `\u2068${number}\u2069` : number;
  box.setRangeText(inserted, box.selectionStart, box.selectionEnd, "end");
}

// What is already in the box stays: the lost text goes before it.
function insertAgain(form, sequence) {
  const lost = document.querySelector(`#m${sequence} .text`);
  const { text: box, language } = form.elements;
  if (!box.value && [...language.options].some((option) => option.value === lost.lang)) {
    language.value = lost.lang;
    language.dispatchEvent(new Event("change"));
  }
  // or the same words would be taken for the same form once more, in a tab that was open before they were lost
  form.elements.again.value = sequence;
  form.elements.after.value = Math.max(Number(form.elements.after.value), sequence);
  box.value = box.value ? `${lost.textContent}\n${box.value}` : lost.textContent;
}

export function forgetDraft() {
  if (!document.getElementById("conversation")) return;
  sessionStorage.removeItem(draftKey());
  sessionStorage.removeItem(draftKey() + LANGUAGE);
  sessionStorage.removeItem(draftKey() + GIVEN_AWAY);
}

// By pseudonym: the number of an erased conversation may be given to another.
function draftKey() {
  const { operator } = document.body.dataset;
  return `${DRAFT}${operator}-${document.getElementById("conversation").dataset.contact}`;
}

function forgetOthersDrafts() {
  const mine = `${DRAFT}${document.body.dataset.operator}-`;
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(DRAFT) && !key.startsWith(mine)) sessionStorage.removeItem(key);
  }
}
