// The page as the server made it, and its parts.
export const page = JSON.parse(document.body.dataset.page);
export const byId = (id) => document.getElementById(id);
export const log = byId("log"), box = byId("text"), composer = byId("composer");

// In the language that is spoken: languages.js changes both.
export const words = { texts: page.texts, language: page.language };

export function element(name, className, text) {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}
