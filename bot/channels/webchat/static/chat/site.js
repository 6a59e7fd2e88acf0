// The site around the widget hears one word, never a text.
export function tellSite(word) {
  if (window.parent !== window) window.parent.postMessage({ chat: word }, "*");
}
