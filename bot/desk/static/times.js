// Ages grow and times are shown in the operator's own zone.
const EVERY = 15_000;

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
  if (minutes < 1) return "under 1 min";
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.floor(minutes / 1440)} d ${Math.floor((minutes % 1440) / 60)} h`;
}

function clock(moment) {
  const sameDay = moment.toDateString() === new Date().toDateString();
  const day = sameDay ? {} : { day: "numeric", month: "short" };
  return moment.toLocaleString("en-GB", { ...day, hour: "2-digit", minute: "2-digit" });
}

function setText(element, words) {
  if (element.textContent !== words) element.textContent = words;
}
