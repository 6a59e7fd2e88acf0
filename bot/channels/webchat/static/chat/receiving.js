// What comes: messages, and where the conversation stands.
import { kept } from "./kept.js";
import { follow } from "./languages.js";
import { bubble, choicesOf, disarm, formToKeep, pendingNode, place, show } from "./messages.js";
import { log } from "./page.js";
import { send, unqueue } from "./sending.js";
import { tellSite } from "./site.js";
import { tellStatus } from "./status.js";
import { talk } from "./talk.js";

export function onBot(message) {
  if (message.sequence && message.sequence <= talk.last) return;
  talk.last = message.sequence || talk.last;
  if (message.author === "bot") disarm();
  const node = bubble(message.author === "operator" ? "operator" : "bot", message.text, message);
  if (message.to_keep && window.self === window.top) node.append(formToKeep());
  if (message.quick_replies && message.quick_replies.length) {
    node.append(choicesOf(message, (choice) => send({ choice: choice.payload, text: choice.title })));
  }
  show(node, talk.awaiting > 0); // who waits for it sees it; who reads further up is left in peace
  talk.awaiting = 0;
  if (talk.caughtUp) tellSite("news"); // what comes before was there already
  tellStatus();
}

export function onOwn(message) {
  if (message.sequence <= talk.last) return;
  talk.last = message.sequence;
  const mine = message.client_message_id && pendingNode(message.client_message_id);
  if (mine) {
    unqueue(message.client_message_id); // it is stored, even if the word of it was lost
    mine.dataset.sequence = message.sequence;
    mine.querySelector(".text").textContent = message.text; // with its numbers in order in an Arabic text
    delete mine.dataset.pending;
    place(mine);
  } else {
    disarm();
    show(bubble("contact", message.text, message), true);
  }
}

export function onConversation(state) {
  if (state.epoch !== talk.epoch) {
    if (talk.epoch) forget();
    talk.last = 0;
    talk.epoch = state.epoch;
  }
  talk.holder = state.holder;
  follow(state.language, state.country);
  tellStatus();
}

function forget() {
  const waiting = new Set(kept.queue.map((item) => item.id));
  Array.from(log.children).forEach((node) => { if (!waiting.has(node.dataset.pending)) node.remove(); });
  talk.awaiting = 0;
  tellSite("nothing");
}

// Left in another tab, or too old: what it said must not stay on this one.
export function chatIsOver() {
  forget();
  talk.last = 0;
  talk.epoch = "";
  talk.holder = "bot";
}
