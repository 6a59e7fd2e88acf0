// News from the server. One tab holds the stream and tells the others: browsers allow six connections to one host, and
// an operator with five conversations open would use them up.
const POLL_MILLISECONDS = 5000;
const RECONNECT_MILLISECONDS = 2000;

// `first` says whether this is the tab that listens: only one of them makes a sound.
export function follow({ onNews, onState, onOut }) {
  const others = "BroadcastChannel" in window ? new BroadcastChannel("desk") : null;
  const handlers = { news: onNews, state: onState, out: onOut };
  const tell = (kind, value) => {
    handlers[kind](value, true);
    others?.postMessage({ kind, value });
  };
  if (others) others.onmessage = (event) => handlers[event.data.kind]?.(event.data.value, false);
  ask(handlers);
  if (others && navigator.locks) {
    navigator.locks.request("desk-live", () => new Promise(() => listen(tell)));
  } else {
    listen(tell);
  }
}

function listen(tell) {
  let stream = null;
  let polling = null;
  const poll = () => ask({ news: (value) => tell("news", value), out: () => tell("out"), state: () => {} });

  const open = () => {
    stream?.close();
    stream = new EventSource("/live");
    stream.addEventListener("open", () => {
      clearInterval(polling);
      polling = null;
      tell("state", true);
    });
    stream.addEventListener("news", (event) => tell("news", JSON.parse(event.data)));
    stream.addEventListener("out", () => {
      stream.close();
      tell("out");
    });
    stream.addEventListener("error", () => {
      tell("state", false);
      polling ??= setInterval(poll, POLL_MILLISECONDS);
      // the browser tries again by itself unless the answer was an error
      if (stream.readyState === EventSource.CLOSED) setTimeout(open, RECONNECT_MILLISECONDS * (1 + Math.random()));
    });
  };
  open();
  addEventListener("online", open);
}

async function ask(handlers) {
  try {
    const answer = await fetch("/news", { headers: { Accept: "application/json" } });
    if (answer.status === 401) handlers.out();
    else if (answer.ok) {
      handlers.news(await answer.json(), false);
      handlers.state(true);
    }
  } catch {
    handlers.state(false);
  }
}
