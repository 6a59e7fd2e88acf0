// Messages on the page. Built of nodes, never of markup.
import { kept } from "./kept.js";
import { box, element, log, words } from "./page.js";

const NEAR_BOTTOM_PX = 120;

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

export function bubble(author, text, message) {
  const name = author === "contact" ? "you" : author;
  const node = element("div", "message " + author);
  const who = element("p", "who", words.texts[name]);
  who.dataset.text = name;
  const said = element("div", "text");
  if (message.lang) said.lang = message.lang;
  said.dir = message.dir || "auto";
  said.append(linked(text, message.links));
  node.append(who, said);
  if (message.sequence) node.dataset.sequence = message.sequence;
  return node;
}

export function place(node) {
  const sequence = Number(node.dataset.sequence || Infinity);
  const later = Array.from(log.children).find((each) => Number(each.dataset.sequence || Infinity) > sequence);
  log.insertBefore(node, later || null);
}

export function show(node, always) {
  const bottom = document.documentElement.scrollHeight - window.innerHeight - window.scrollY < NEAR_BOTTOM_PX;
  place(node);
  if (!always && !bottom) return;
  const room = window.innerHeight - document.querySelector("header").offsetHeight - document.querySelector("footer").offsetHeight;
  node.scrollIntoView({ block: node.offsetHeight > room ? "start" : "end" });
}

export function disarm() {
  log.querySelectorAll(".choices").forEach((choices) => {
    if (choices.contains(document.activeElement)) box.focus({ preventScroll: true });
    choices.remove();
  });
}

export function choicesOf(message, pick) {
  const group = element("div", "choices");
  message.quick_replies.forEach((choice) => {
    const button = element("button", "", choice.title);
    button.type = "button";
    if (message.lang) button.lang = message.lang;
    button.dir = message.dir || "auto";
    button.addEventListener("click", () => { disarm(); pick(choice); });
    group.append(button);
  });
  return group;
}

// A page to print, at the same address: the session goes in the body of the request, never in an address.
export function formToKeep() {
  const form = element("form", "keep");
  form.method = "post";
  form.action = "/chat";
  form.addEventListener("submit", () => { session.value = kept.session || ""; });
  const session = element("input");
  session.type = "hidden";
  session.name = "session";
  const button = element("button", "", words.texts.summary);
  button.name = "summary";
  button.value = "1";
  button.dataset.text = "summary";
  form.append(session, button);
  return form;
}

export function pendingNode(id) {
  return log.querySelector('[data-pending="' + CSS.escape(id) + '"]');
}
