// Says that something new stands where it cannot be seen, and leads there.
const EVENTS = ["scroll", "resize"];
const MARGIN = 12; // pixels
let pointer = null;

export function pointTo(message) {
  stop();
  if (isSeen(message)) return;
  const conversation = document.getElementById("conversation");
  const isUrgent = conversation.hasAttribute("data-urgent");
  const isBelow = document.getElementById("transcript").getBoundingClientRect().bottom > innerHeight / 4;
  const button = document.createElement("button");
  button.type = "button";
  button.id = "new-message";
  button.className = isUrgent ? "danger" : "main";
  button.textContent = `${isUrgent ? "Urgent: new" : "New"} message ${isBelow ? "below" : "above"}`;
  button.addEventListener("click", () => show(message));
  conversation.append(button);
  place(button);
  const look = () => (!button.isConnected || isSeen(message) ? stop() : place(button));
  for (const event of EVENTS) addEventListener(event, look, { capture: true, passive: true });
  pointer = { button, look };
}

// At the end of what shows of the transcript, so that it covers nothing that is written in.
function place(button) {
  const frame = document.getElementById("transcript").getBoundingClientRect();
  const isThere = frame.bottom > innerHeight / 4;
  button.style.bottom = isThere ? `${Math.max(0, innerHeight - frame.bottom) + MARGIN}px` : `${MARGIN}px`;
  button.style.left = `${frame.left}px`;
  button.style.right = `${document.documentElement.clientWidth - frame.right}px`;
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

// Whether its end is in the window, in the part of the transcript that shows, and under no alert.
function isSeen(message) {
  const end = message.getBoundingClientRect().bottom;
  const frame = document.getElementById("transcript").getBoundingClientRect();
  const alerts = document.getElementById("alerts").getBoundingClientRect();
  return end > Math.max(frame.top, alerts.bottom) && end <= Math.min(frame.bottom, innerHeight) + 1;
}
