// Says every 20 seconds that this browser runs, whether or not somebody moves: what its operator holds goes back into
// the queue two minutes after the last word.
const EVERY = 20_000;

export function keepPulse() {
  const say = () => fetch("/pulse").catch(() => {});
  say();
  setInterval(say, EVERY);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) say(); // a tab that slept
  });
}
