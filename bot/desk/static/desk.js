// Everything here is a convenience: lists, answering and handing over work by plain forms without it.
import { prepareAlerts } from "./alerts.js";
import { follow } from "./live.js";
import { showNews, showState } from "./news.js";
import { prepareComposer } from "./composer.js";
import { prepareCopies } from "./copies.js";
import { preparePhrasebook } from "./phrasebook.js";
import { prepareSound } from "./sound.js";
import { prepareFiles } from "./files.js";
import { prepareMenus } from "./menus.js";
import { prepareTabs } from "./tabs.js";
import { prepareTemplates } from "./templates.js";
import { prepareToasts } from "./toasts.js";
import { prepareVisits, toEnd } from "./visit.js";
import { keepAlive } from "./presence.js";
import { keepPulse } from "./pulse.js";
import { keepTimes } from "./times.js";

document.documentElement.classList.add("scripts");

const address = new URL(location.href);
const note = address.searchParams.get("note");
const isDone = ["sent", "sent-already", "handed-back", "put-back"].includes(note);
if (address.searchParams.has("note") || address.searchParams.has("auto")) {
  address.searchParams.delete("note"); // a reload must not say it again
  address.searchParams.delete("auto");
  history.replaceState(null, "", address);
}

keepTimes();
prepareAlerts();
prepareFiles();
prepareMenus();
prepareTabs();
prepareTemplates();
prepareToasts();
prepareVisits();
prepareSound();
preparePhrasebook();
prepareCopies();
prepareComposer({ isDone, isTaken: note === "taken" });
toEnd();
keepAlive();
keepPulse();
follow({ onNews: showNews, onState: showState, onOut: logInAgain });

function logInAgain() {
  location.assign(`/login?note=idle&next=${encodeURIComponent(location.pathname)}`);
}
