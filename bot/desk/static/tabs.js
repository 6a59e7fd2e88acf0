// Which part of the list shows: who waits, one's own, the team's, the bot's. Remembered in the tab.
const KEY = "desk-tab";

export function prepareTabs() {
  const lists = document.getElementById("lists");
  if (!lists) return;
  lists.addEventListener("click", (event) => {
    const button = event.target.closest(".tabs button");
    if (button) choose(button.dataset.tab);
  });
  markTab();
}

export function choose(tab) {
  sessionStorage.setItem(KEY, tab);
  markTab();
}

// Also after the list was loaded anew.
export function markTab() {
  const lists = document.getElementById("lists");
  const tab = sessionStorage.getItem(KEY) ?? lists.dataset.tab;
  lists.dataset.tab = tab;
  for (const button of lists.querySelectorAll(".tabs button")) {
    button.setAttribute("aria-pressed", String(button.dataset.tab === tab));
  }
}
