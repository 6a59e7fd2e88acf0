// Which channels take no texts, above everything; said anew only when the words change.
export function showTroubles(troubles) {
  const place = document.getElementById("trouble");
  if (!place) return;
  const shown = [...place.children].map((each) => each.textContent);
  if (JSON.stringify(shown) === JSON.stringify(troubles)) return;
  place.replaceChildren(
    ...troubles.map((words) => {
      const line = document.createElement("p");
      line.className = "problem";
      line.textContent = words;
      return line;
    }),
  );
}
