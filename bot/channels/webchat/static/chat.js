// The chat page, live. Nothing is kept but in sessionStorage, and that only until the tab closes or somebody leaves.
"use strict";

(function () {
  if (!window.io) return; // the plain form works by itself

  const KEPT = "chat";
  const ANSWER_TIMEOUT_MS = 10000; // for the server to say that it has stored a text
  const SLOW_MS = 20000;
  const SHIFTS = 3;
  const SHIFT_PAUSE_MS = 2000;
  const FRAME_LEFT_MS = 1000;
  const REFUSED_RECONNECT_MS = [2000, 5000];
  const NEAR_BOTTOM_PX = 120;

  const page = JSON.parse(document.body.dataset.page);
  const byId = (id) => document.getElementById(id);
  const log = byId("log"), box = byId("text"), status = byId("status"), note = byId("note"), composer = byId("composer");

  let texts = page.texts;
  let language = page.language;
  let pickedLanguage = null; // until the conversation follows
  let seenLanguage = null; // the conversation's
  let holder = "bot", epoch = "", last = 0, ready = false, sending = false, left = false, awaiting = 0;
  let slowTimer = 0, caughtUp = false;
  const kept = restore();

  // What is kept for a reload: the session, the language, and what was not sent yet.

  function restore() {
    try {
      const found = JSON.parse(sessionStorage.getItem(KEPT));
      if (found && Array.isArray(found.queue)) return found;
    } catch (problem) { /* nothing readable is nothing kept */ }
    return { session: page.session, language: null, queue: [] };
  }

  function keep() {
    if (left) return;
    try { sessionStorage.setItem(KEPT, JSON.stringify(kept)); } catch (problem) { /* storage is off: memory must do */ }
  }

  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // Leaving. First of all the page is gone, then the rest.

  function leave() {
    if (left) return;
    left = true;
    document.title = "…";
    document.body.className = "blank";
    document.body.replaceChildren();
    try { sessionStorage.clear(); } catch (problem) { /* it is off */ }
    tellServer();
    try { socket.disconnect(); } catch (problem) { /* leaving goes on */ }
    if (window.parent === window) return window.location.replace(page.exit);
    window.parent.postMessage({ chat: "leave", exit: page.exit }, "*"); // the widget blanks the site around it
    try { window.top.location.replace(page.exit); } catch (problem) { /* the widget does it */ }
    setTimeout(() => window.location.replace(page.exit), FRAME_LEFT_MS); // where the site lets nobody else do it
  }

  // The site around the widget hears one word, never a text.
  function tellSite(word) {
    if (window.parent !== window) window.parent.postMessage({ chat: word }, "*");
  }

  function tellServer() {
    const body = new URLSearchParams({ leave: "1", session: kept.session || "" });
    try {
      if (navigator.sendBeacon && navigator.sendBeacon("/chat", body)) return;
      fetch("/chat", { method: "POST", body: body, keepalive: true }).catch(() => {});
    } catch (problem) { /* leaving goes on */ }
  }

  function watchShift() {
    let presses = 0, alone = false, lastPress = 0;
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Shift") { alone = false; presses = 0; return; }
      if (!event.repeat) alone = true;
    }, true);
    document.addEventListener("keyup", (event) => {
      if (event.key !== "Shift" || !alone) return;
      alone = false;
      const now = Date.now();
      presses = now - lastPress > SHIFT_PAUSE_MS ? 1 : presses + 1;
      lastPress = now;
      if (presses >= SHIFTS) leave();
    }, true);
  }

  byId("leave").addEventListener("submit", (event) => { event.preventDefault(); leave(); });
  window.addEventListener("message", (event) => { // the presses were made on the site around the widget
    if (event.source === window.parent && event.source !== window && event.data && event.data.chat === "leave") leave();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && left) window.location.replace(page.exit);
  });

  // Messages on the page. Built of nodes, never of markup.

  function element(name, className, text) {
    const node = document.createElement(name);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  function linked(text, links) {
    const nodes = document.createDocumentFragment();
    let position = 0;
    (links || []).forEach((link) => {
      const start = text.indexOf(link.text, position);
      if (start < 0 || !/^(tel:\+?[0-9]+|https?:\/\/)/.test(link.href)) return;
      nodes.append(text.slice(position, start));
      const anchor = element("a", "", link.text);
      anchor.href = link.href;
      anchor.dir = "ltr"; // in an Arabic text too: +49 30 must never read 30 49+
      if (!link.href.startsWith("tel:")) { anchor.rel = "noreferrer noopener"; anchor.target = "_blank"; }
      nodes.append(anchor);
      position = start + link.text.length;
    });
    nodes.append(text.slice(position));
    return nodes;
  }

  function bubble(author, text, message) {
    const node = element("div", "message " + author);
    const who = element("p", "who", texts[author === "contact" ? "you" : author]);
    who.dataset.text = author === "contact" ? "you" : author;
    const words = element("div", "text");
    if (message.lang) words.lang = message.lang;
    words.dir = message.dir || "auto";
    words.append(linked(text, message.links));
    node.append(who, words);
    if (message.sequence) node.dataset.sequence = message.sequence;
    return node;
  }

  function place(node) {
    const sequence = Number(node.dataset.sequence || Infinity);
    const later = Array.from(log.children).find((each) => Number(each.dataset.sequence || Infinity) > sequence);
    log.insertBefore(node, later || null);
  }

  function show(node, always) {
    const bottom = document.documentElement.scrollHeight - window.innerHeight - window.scrollY < NEAR_BOTTOM_PX;
    place(node);
    if (!always && !bottom) return;
    const room = window.innerHeight - document.querySelector("header").offsetHeight - document.querySelector("footer").offsetHeight;
    node.scrollIntoView({ block: node.offsetHeight > room ? "start" : "end" });
  }

  function disarm() {
    log.querySelectorAll(".choices").forEach((choices) => {
      if (choices.contains(document.activeElement)) box.focus({ preventScroll: true });
      choices.remove();
    });
  }

  function choicesOf(message) {
    const group = element("div", "choices");
    message.quick_replies.forEach((choice) => {
      const button = element("button", "", choice.title);
      button.type = "button";
      if (message.lang) button.lang = message.lang;
      button.dir = message.dir || "auto";
      button.addEventListener("click", () => { disarm(); send({ choice: choice.payload, text: choice.title }); });
      group.append(button);
    });
    return group;
  }

  // A page to print, at the same address: the session goes in the body of the request, never in an address.
  function keepOf() {
    const form = element("form", "keep");
    form.method = "post";
    form.action = "/chat";
    form.addEventListener("submit", () => { session.value = kept.session || ""; });
    const session = element("input");
    session.type = "hidden";
    session.name = "session";
    const button = element("button", "", texts.summary);
    button.name = "summary";
    button.value = "1";
    button.dataset.text = "summary";
    form.append(session, button);
    return form;
  }

  function onBot(message) {
    if (message.sequence && message.sequence <= last) return;
    last = message.sequence || last;
    if (message.author === "bot") disarm();
    const node = bubble(message.author === "operator" ? "operator" : "bot", message.text, message);
    if (message.to_keep && window.self === window.top) node.append(keepOf());
    if (message.quick_replies && message.quick_replies.length) node.append(choicesOf(message));
    show(node, awaiting > 0); // who waits for it sees it; who reads further up is left in peace
    awaiting = 0;
    if (caughtUp) tellSite("news"); // what comes before was there already
    tellStatus();
  }

  function onOwn(message) {
    if (message.sequence <= last) return;
    last = message.sequence;
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

  function pendingNode(id) {
    return log.querySelector('[data-pending="' + CSS.escape(id) + '"]');
  }

  // Sending: what somebody writes goes into the queue, and out of it only when the server has stored it.

  function send(item) {
    item.id = newId();
    kept.queue.push(item);
    keep();
    showPending(item);
    flush();
  }

  function showPending(item) {
    const node = bubble("contact", item.text, {});
    node.dataset.pending = node.dataset.id = item.id;
    const waiting = element("p", "waiting", texts.not_sent_yet);
    waiting.dataset.text = "not_sent_yet";
    node.append(waiting);
    show(node, true);
  }

  function eventOf(item) {
    const common = { session_id: kept.session, client_message_id: item.id };
    if (item.language) return ["choose", Object.assign(common, { language: item.language })];
    if (item.country) return ["choose", Object.assign(common, { country: item.country })];
    const said = { message: item.choice ? "" : item.text, language: language };
    if (item.choice) said.choice = item.choice;
    return ["user_uttered", Object.assign(common, said)];
  }

  function flush() {
    if (!ready || sending || !kept.queue.length) return tellStatus();
    sending = true;
    const item = kept.queue[0];
    const [name, data] = eventOf(item);
    socket.timeout(ANSWER_TIMEOUT_MS).emit(name, data, (problem, answer) => {
      sending = false;
      if (left) return;
      if (problem || !answer) return again(ANSWER_TIMEOUT_MS / 10); // the same id again: stored once
      if (answer.ok) return stored(item);
      if (answer.error === "session") return startOver();
      if (answer.error === "too_fast" || answer.error === "later") return again(answer.after * 1000);
      giveBack(item, answer);
    });
  }

  function again(delay) {
    setTimeout(flush, delay);
    tellStatus();
  }

  function unqueue(id) {
    kept.queue = kept.queue.filter((each) => each.id !== id);
    keep();
    const node = pendingNode(id);
    if (node) node.querySelectorAll(".waiting").forEach((each) => each.remove());
  }

  function stored(item) {
    unqueue(item.id);
    const node = log.querySelector('[data-id="' + CSS.escape(item.id) + '"]');
    if (node && !node.nextElementSibling) { // else the answer was quicker than the word that the text had arrived
      awaiting = Date.now();
      clearTimeout(slowTimer);
      slowTimer = setTimeout(tellStatus, SLOW_MS);
    }
    tellNote("");
    flush();
    tellStatus();
  }

  function giveBack(item, answer) {
    unqueue(item.id);
    const node = pendingNode(item.id);
    if (node) node.remove();
    if (!item.choice && !item.language && !item.country && !box.value) box.value = item.text;
    tellNote(answer.error === "too_long" ? "too_long" : "send_again");
    flush();
  }

  function startOver() {
    ready = false;
    askForSession();
  }

  function submit() {
    const text = box.value;
    if (!text.trim()) return box.focus();
    if (Array.from(text).length > page.limit) return tellNote("too_long");
    box.value = "";
    tellNote("");
    send({ text: text });
    box.focus();
  }

  composer.addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });

  // What is going on, in words.

  function tellStatus() {
    let name = "";
    if (!navigator.onLine || (!ready && kept.queue.length) || lost) name = "offline";
    else if (holder === "operator") name = "with_person";
    else if (holder === "queue") name = "waiting_for_person";
    else if (awaiting) name = Date.now() - awaiting >= SLOW_MS ? "answer_is_slow" : "answer_is_coming";
    if (status.dataset.text !== name) {
      status.dataset.text = name;
      status.textContent = name ? texts[name] : "";
    }
  }

  function tellNote(name) {
    note.dataset.text = name;
    note.textContent = name ? texts[name].replace("{limit}", page.limit) : "";
  }

  // Languages and countries.

  async function speak(code) {
    if (code === language) return;
    language = code;
    let pack;
    try {
      const response = await fetch("/chat/texts/" + code);
      if (!response.ok) return;
      pack = await response.json();
    } catch (problem) { return; } // offline: the page stays as it is
    if (left || language !== code) return;
    texts = pack.texts;
    document.documentElement.lang = code;
    document.documentElement.dir = pack.dir;
    document.title = texts.title;
    document.querySelectorAll("[data-text]").forEach((node) => {
      const text = texts[node.dataset.text];
      if (text) node.textContent = text.replace("{limit}", page.limit);
    });
    log.setAttribute("aria-label", texts.messages);
    box.placeholder = texts.your_message;
    byId("language").value = code;
    nameCountries(pack.countries);
  }

  function nameCountries(countries) {
    const select = byId("country"), chosen = select.value;
    const first = select.options[0];
    select.replaceChildren(first, ...countries.map(([code, name]) => {
      const option = element("option", "", name);
      option.value = code;
      return option;
    }));
    select.value = chosen;
  }

  byId("language").addEventListener("change", (event) => {
    const select = event.target;
    pickedLanguage = kept.language = select.value;
    speak(select.value);
    send({ language: select.value, text: select.selectedOptions[0].textContent });
  });
  byId("country").addEventListener("change", (event) => {
    const select = event.target;
    if (select.value) send({ country: select.value, text: select.selectedOptions[0].textContent });
  });
  document.querySelectorAll(".pickers form").forEach((form) => {
    form.addEventListener("submit", (event) => event.preventDefault());
  });

  function onConversation(state) {
    if (state.epoch !== epoch) {
      if (epoch) forget();
      last = 0;
      epoch = state.epoch;
    }
    holder = state.holder;
    if (state.country && !kept.queue.some((item) => item.country)) byId("country").value = state.country;
    if (state.language === pickedLanguage) pickedLanguage = null;
    if (state.language && state.language !== seenLanguage) {
      seenLanguage = state.language;
      const known = Array.from(byId("language").options).some((option) => option.value === state.language);
      if (!pickedLanguage && known) speak(state.language);
    }
    tellStatus();
  }

  function forget() {
    const waiting = new Set(kept.queue.map((item) => item.id));
    Array.from(log.children).forEach((node) => { if (!waiting.has(node.dataset.pending)) node.remove(); });
    awaiting = 0;
    tellSite("nothing");
  }

  // Left in another tab, or too old: what it said must not stay on this one.
  function chatIsOver() {
    forget();
    last = 0;
    epoch = "";
    holder = "bot";
  }

  function idOf(token) {
    return token.split(".")[0]; // what follows is renewed
  }

  // The connection.

  let lost = false;
  const socket = window.io({ path: "/socket.io/", reconnectionDelay: 1000, reconnectionDelayMax: 8000, randomizationFactor: 0.5 });

  function askForSession() {
    socket.timeout(ANSWER_TIMEOUT_MS).emit(
      "session_request",
      { session_id: kept.session, last_sequence: last, epoch: epoch, language: language },
      (problem, answer) => {
        if (left) return;
        if (problem || !answer || !answer.ok) { if (socket.connected) setTimeout(askForSession, 1000); return; }
        if (kept.session && idOf(kept.session) !== idOf(answer.session_id)) chatIsOver();
        kept.session = answer.session_id;
        keep();
        ready = caughtUp = true;
        lost = false;
        flush();
      }
    );
  }

  socket.on("connect", askForSession);
  socket.on("conversation", onConversation);
  socket.on("bot_uttered", onBot);
  socket.on("own_message", onOwn);
  socket.on("disconnect", (reason) => {
    ready = sending = false;
    lost = !left;
    tellStatus();
    if (reason === "io server disconnect" && !left) reconnectLater();
  });
  socket.on("connect_error", () => {
    lost = true;
    tellStatus();
    if (!socket.active) reconnectLater();
  });
  window.addEventListener("offline", tellStatus);
  window.addEventListener("online", () => { tellStatus(); if (!socket.connected) socket.connect(); });

  function reconnectLater() {
    const [least, most] = REFUSED_RECONNECT_MS;
    setTimeout(() => { if (!left) socket.connect(); }, least + Math.random() * (most - least));
  }

  document.documentElement.classList.add("live");
  log.replaceChildren(); // the server sends it all again, with live buttons
  watchShift();
  kept.queue.forEach(showPending);
  if (kept.language) speak(kept.language);
  keep();
})();
