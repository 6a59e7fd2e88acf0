// Puts the chat on a hotline's own site: <script src="https://…/widget.js" defer></script>. It asks nobody else for anything.
"use strict";

(function () {
  const LABELS = __LABELS__;
  const SHIFTS = 3;
  const SHIFT_PAUSE_MS = 2000;
  const script = document.currentScript;
  const home = new URL(script.src).origin;
  const wanted = [document.documentElement.lang].concat(navigator.languages || []);
  const language = wanted.map((tag) => (tag || "").split("-")[0].toLowerCase()).find((code) => LABELS[code]) || "en";
  const labels = LABELS[language];

  const STYLES =
    ":host { all: initial }" +
    "button { font: 700 1rem/1.5 system-ui, sans-serif; min-height: 2.875rem; padding: .5rem 1.25rem; border: 2px solid #fff;" +
    " border-radius: .5rem; background: #1d4f86; color: #fff; cursor: pointer }" +
    "button:focus-visible { outline: 3px solid #1d4f86; outline-offset: 2px }" +
    ".open { position: fixed; inset-block-end: 1rem; inset-inline-end: 1rem; z-index: 2147483646 }" +
    ".panel { position: fixed; inset-block-end: 0; inset-inline-end: 0; z-index: 2147483647; display: flex; flex-direction: column;" +
    " width: min(26rem, 100vw); height: min(44rem, 100vh); height: min(44rem, 100dvh);" + // a phone's bar of addresses must not cover the ways out
    " background: #f4f5f7; border: 1px solid #7a8594; box-sizing: border-box }" +
    ".panel button { border-radius: 0; border: 0; background: #4a5462 }" +
    ".panel[hidden] { display: flex; visibility: hidden }" + // laid out, so that what comes finds its place in the chat
    ".dot { display: inline-block; margin-inline-start: .5rem; border: .3125rem solid; border-radius: 50% }" + // no words
    "iframe { flex: 1; width: 100%; border: 0 }" +
    "[hidden] { display: none }";

  function styled(root) {
    if ("adoptedStyleSheets" in root && "replaceSync" in CSSStyleSheet.prototype) {
      const sheet = new CSSStyleSheet(); // the site's policy may forbid style elements
      sheet.replaceSync(STYLES);
      root.adoptedStyleSheets = [sheet];
    } else {
      const style = document.createElement("style");
      style.textContent = STYLES;
      root.append(style);
    }
  }

  function button(label, className) {
    const node = document.createElement("button");
    node.type = "button";
    node.textContent = label;
    node.className = className;
    return node;
  }

  const host = document.createElement("div");
  host.lang = language;
  host.dir = labels.dir;
  const root = host.attachShadow({ mode: "closed" });
  styled(root);

  const label = script.dataset.label || labels.open;
  const opener = button(label, "open");
  opener.setAttribute("aria-expanded", "false");
  const dot = document.createElement("span");
  dot.className = "dot";
  dot.hidden = true;
  opener.append(dot);
  const panel = document.createElement("div");
  panel.className = "panel";
  panel.hidden = true;
  const closer = button(labels.close, "");
  panel.append(closer);
  root.append(opener, panel);
  let frame = null;

  function open() {
    if (!frame) {
      frame = document.createElement("iframe");
      frame.title = label;
      frame.referrerPolicy = "no-referrer";
      frame.src = home + "/chat";
      panel.append(frame);
    }
    tellNews(false);
    panel.hidden = false;
    opener.hidden = true;
    opener.setAttribute("aria-expanded", "true");
    frame.focus();
  }

  function close() {
    panel.hidden = true;
    opener.hidden = false;
    opener.setAttribute("aria-expanded", "false");
    opener.focus();
  }

  // Neither a sound nor the site's title: only who looks for it, or whose reader comes by, knows that something is there.
  function tellNews(isThere) {
    dot.hidden = !isThere;
    if (isThere) opener.setAttribute("aria-label", label + ". " + labels.news);
    else opener.removeAttribute("aria-label");
  }

  // The chat promises that three presses leave. They must do so too when the focus is on the site beside it.
  function watchShift() {
    let presses = 0, last = 0;
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Shift" || event.repeat) { presses = 0; return; }
      presses = event.timeStamp - last > SHIFT_PAUSE_MS ? 1 : presses + 1;
      last = event.timeStamp;
      if (presses >= SHIFTS && frame) frame.contentWindow.postMessage({ chat: "leave" }, home);
    }, true);
  }

  opener.addEventListener("click", open);
  closer.addEventListener("click", close);
  window.addEventListener("message", (event) => {
    if (!frame || event.origin !== home || event.source !== frame.contentWindow) return;
    const word = event.data && event.data.chat;
    if (word === "news") tellNews(panel.hidden);
    if (word === "nothing") tellNews(false);
    if (word !== "leave" || !/^https?:\/\//.test(event.data.exit)) return;
    document.title = "…";
    document.body.replaceChildren();
    window.location.replace(event.data.exit);
  });
  watchShift();
  document.body.append(host);
})();
