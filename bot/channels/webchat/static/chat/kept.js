// What is kept for a reload: the session, the language, and what was not sent yet. Nowhere but in sessionStorage, and
// that only until the tab closes or somebody leaves.
import { page } from "./page.js";
import { talk } from "./talk.js";

const KEPT = "chat"; // summary.js has this name too
export const kept = restore();

function restore() {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEPT));
    if (found && Array.isArray(found.queue)) return found;
  } catch (problem) { /* nothing readable is nothing kept */ }
  return { session: page.session, language: null, queue: [] };
}

export function keep() {
  if (talk.left) return;
  try { sessionStorage.setItem(KEPT, JSON.stringify(kept)); } catch (problem) { /* storage is off: memory must do */ }
}
