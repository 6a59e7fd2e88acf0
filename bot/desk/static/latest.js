// Says that something new stands where it cannot be seen, and leads there.
import { words } from "./words.js";

const EVENTS = ["scroll", "resize"];
let pointer = null;

export function pointTo(message) {
  stop();
  if (isSeen(message)) return;
  const conversation = document.getElementById("conversation");
  const isUrgent = conversation.hasAttribute("data-urgent");
  const button = document.createElement("button");
  button.type = "button";
  button.id = "new-message";
  button.className = isUrgent ? "danger" : "main";
  button.textContent = words(isUrgent ? "newUrgentBelow" : "newBelow");
  button.addEventListener("click", () => show(message));
  conversation.querySelector(".log").append(button);
  const look = () => (!button.isConnected || isSeen(message)) && stop();
  for (const event of EVENTS) addEventListener(event, look, { capture: true, passive: true });
  pointer = { button, look };
}

function show(message) {
  stop();
  const transcript = document.getElementById("transcript");
  transcript.scrollTop = transcript.scrollHeight;
  message.scrollIntoView({ block: "center" });
  (document.querySelector("#composer textarea") ?? transcript).focus({ preventScroll: true });
}

function stop() {
  if (!pointer) return;
  pointer.button.remove();
  for (const event of EVENTS) removeEventListener(event, pointer.look, { capture: true });
  pointer = null;
}

// Whether its end is in the part of the transcript that shows.
function isSeen(message) {
  const end = message.getBoundingClientRect().bottom;
  const frame = document.getElementById("transcript").getBoundingClientRect();
  return end > frame.top && end <= Math.min(frame.bottom, innerHeight) + 1;
}
