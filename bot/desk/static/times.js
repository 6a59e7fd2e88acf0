// Ages grow and times are shown in the operator's own zone.
const EVERY = 15_000;
const AGES = JSON.parse(document.body.dataset.ages); // in the language of the page, as the server says them
const LANGUAGE = document.documentElement.lang;
const LOCALE = LANGUAGE === "en" ? "en-GB" : LANGUAGE;

export function keepTimes() {
  refreshTimes();
  setInterval(refreshTimes, EVERY);
}

export function refreshTimes() {
  for (const time of document.querySelectorAll("time.age")) setText(time, age(new Date(time.dateTime)));
  for (const time of document.querySelectorAll("time.clock")) setText(time, clock(new Date(time.dateTime)));
}

function age(moment) {
  const minutes = Math.max(0, Math.floor((Date.now() - moment) / 60_000));
  if (minutes < 1) return AGES.now;
  if (minutes < 60) return filled(AGES.minutes, { minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return filled(AGES.hours, { hours, minutes: minutes % 60 });
  return filled(AGES.days, { days: Math.floor(hours / 24), hours: hours % 24 });
}

function filled(words, values) {
  return words.replace(/{(\w+)}/g, (_, key) => values[key]);
}

function clock(moment) {
  const sameDay = moment.toDateString() === new Date().toDateString();
  const day = sameDay ? {} : { day: "numeric", month: "short" };
  return moment.toLocaleString(LOCALE, { ...day, hour: "2-digit", minute: "2-digit" });
}

function setText(element, words) {
  if (element.textContent !== words) element.textContent = words;
}
