// The chat page, live.
import { connect } from "./connection.js";
import { keep, kept } from "./kept.js";
import { speak, watchPickers } from "./languages.js";
import { watchForLeaving } from "./leaving.js";
import { log } from "./page.js";
import { chatIsOver, onBot, onConversation, onOwn } from "./receiving.js";
import { flush, showPending, watchComposer } from "./sending.js";

if (window.io) { // else the plain form works by itself
  watchForLeaving();
  watchComposer();
  watchPickers();
  document.documentElement.classList.add("live");
  log.replaceChildren(); // the server sends it all again, with live buttons
  kept.queue.forEach(showPending);
  if (kept.language) speak(kept.language);
  keep();
  connect({
    onReady: flush,
    onOtherTalk: chatIsOver,
    events: { conversation: onConversation, bot_uttered: onBot, own_message: onOwn },
  });
}
