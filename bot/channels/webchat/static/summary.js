// The page to print: its button, and the quick way out.
(() => {
  "use strict";
  const KEPT = "chat"; // as chat/kept.js keeps its session
  const SHIFTS = 3, SHIFT_WITHIN_MS = 2000;
  const leave = document.getElementById("leave");

  document.body.classList.add("live");
  document.getElementById("print").addEventListener("click", () => window.print());
  leave.addEventListener("submit", () => {
    document.body.className = "blank";
    leave.hidden = true;
    document.querySelector("main").hidden = true;
    document.title = "…";
    try { sessionStorage.removeItem(KEPT); } catch (problem) { /* storage is off */ }
  });

  let presses = 0, last = 0;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift" || event.repeat) { presses = 0; return; }
    presses = event.timeStamp - last > SHIFT_WITHIN_MS ? 1 : presses + 1;
    last = event.timeStamp;
    if (presses >= SHIFTS) leave.querySelector("button").click();
  }, true);
})();
