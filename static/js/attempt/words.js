/* Sentences come from the page, in its language; {names} in them are filled in here. */
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export function counted(text, name, count) {
  return count === 1 ? text[`${name}One`] : fill(text[name], { count });
}

export function clockTime(moment, options = {}) {
  return new Date(moment).toLocaleTimeString(document.documentElement.lang || undefined, { hour12: false, ...options });
}
