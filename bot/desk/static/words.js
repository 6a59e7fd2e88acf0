// What scripts say, in the language of the page: the page carries it, from the desk's catalogues (bot/desk/texts.py).
const WORDS = JSON.parse(document.body.dataset.words);
const RULES = new Intl.PluralRules(document.documentElement.lang);

// `values` fill what stands in braces; `count` also chooses the form.
export function words(key, values = {}) {
  const found = WORDS[key];
  const text = typeof found === "string" ? found : (found[RULES.select(values.count)] ?? found.other);
  return text.replace(/{(\w+)}/g, (_, name) => values[name]);
}
