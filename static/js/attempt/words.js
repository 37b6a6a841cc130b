/* Sentences come from the page, in its language; {names} in them are filled in here. */
const language = document.documentElement.lang || undefined;
const plurals = new Intl.PluralRules(language);
/* The numbers for which the page has a sentence each (config/templatetags/ui.py). */
const SAMPLES = [1, 2, 3, 11, 100];

export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export function counted(text, name, count) {
  const form = plurals.select(count);
  const alike = SAMPLES.findIndex((sample) => plurals.select(sample) === form);
  return fill(text[name].split("|").at(alike === -1 ? SAMPLES.length - 1 : alike), { count });
}

/* Digits as everywhere else on the page, also where a language has others. */
export function clockTime(moment, options = {}) {
  return new Date(moment).toLocaleTimeString(language, { hour12: false, numberingSystem: "latn", ...options });
}
