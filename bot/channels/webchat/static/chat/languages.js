// Languages and countries: the page speaks the conversation's language, or the one that was picked.
import { kept } from "./kept.js";
import { box, byId, element, log, page, words } from "./page.js";
import { send } from "./sending.js";
import { talk } from "./talk.js";

export async function speak(code) {
  if (code === words.language) return;
  words.language = code;
  let pack;
  try {
    const response = await fetch("/chat/texts/" + code);
    if (!response.ok) return;
    pack = await response.json();
  } catch (problem) { return; } // offline: the page stays as it is
  if (talk.left || words.language !== code) return;
  words.texts = pack.texts;
  document.documentElement.lang = code;
  document.documentElement.dir = pack.dir;
  document.title = pack.texts.title;
  document.querySelectorAll("[data-text]").forEach((node) => {
    const text = pack.texts[node.dataset.text];
    if (text) node.textContent = text.replace("{limit}", page.limit);
  });
  log.setAttribute("aria-label", pack.texts.messages);
  box.placeholder = pack.texts.your_message;
  byId("language").value = code;
  nameCountries(pack.countries);
}

function nameCountries(countries) {
  const select = byId("country"), chosen = select.value;
  const first = select.options[0];
  select.replaceChildren(first, ...countries.map(([code, name]) => {
    const option = element("option", "", name);
    option.value = code;
    return option;
  }));
  select.value = chosen;
}

export function watchPickers() {
  byId("language").addEventListener("change", (event) => {
    const select = event.target;
    talk.picked = kept.language = select.value;
    speak(select.value);
    send({ language: select.value, text: select.selectedOptions[0].textContent });
  });
  byId("country").addEventListener("change", (event) => {
    const select = event.target;
    if (select.value) send({ country: select.value, text: select.selectedOptions[0].textContent });
  });
  document.querySelectorAll(".pickers form").forEach((form) => {
    form.addEventListener("submit", (event) => event.preventDefault());
  });
}

// The conversation is in this language and country now.
export function follow(language, country) {
  if (country && !kept.queue.some((item) => item.country)) byId("country").value = country;
  if (language === talk.picked) talk.picked = null;
  if (language && language !== talk.seen) {
    talk.seen = language;
    const known = Array.from(byId("language").options).some((option) => option.value === language);
    if (!talk.picked && known) speak(language);
  }
}
