/* The fields of one question: as form data, as the server keeps them, and back on the screen. */
import { sortRows } from "./order.js";

export function read(form, question) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (name.startsWith(question.prefix)) body.append(name, value);
  }
  return body;
}

export function isAnswered(question, body) {
  const rest = [...body].filter(([name]) => !/-(sequence|flag|confidence)$/.test(name));
  if (question.element.dataset.kind === "order") return rest.length > 0 && rest.every(([, value]) => value !== "");
  return rest.some(([, value]) => value.trim() !== "");
}

/* The answer alone, to compare two of them: blank fields and the order of fields say nothing. */
export function contentOf(body) {
  return [...new URLSearchParams(body)]
    .filter(([name, value]) => !name.endsWith("-sequence") && value.trim() !== "")
    .map((pair) => pair.join("="))
    .sort()
    .join("&");
}

export function sequenceOf(question, body) {
  return Number(new URLSearchParams(body).get(`${question.prefix}sequence`));
}

export function show(question, body) {
  const fields = new URLSearchParams(body);
  for (const input of question.element.elements) {
    if (!input.name || input.type === "hidden") continue;
    const values = fields.getAll(input.name);
    if (input.type === "radio" || input.type === "checkbox") input.checked = values.includes(input.value);
    else input.value = values[0] ?? "";
  }
  for (const list of question.element.querySelectorAll("[data-order]")) sortRows(list);
}

/* A kept value is a text, a list of ids (chosen, or in order) or a text by id; the fields on the page tell which. */
export function bodyOf(question, kept) {
  const body = new URLSearchParams();
  if (kept.flagged) body.append(`${question.prefix}flag`, "1");
  body.append(`${question.prefix}confidence`, kept.confidence ?? "");
  const names = new Set([...question.element.elements].map((input) => input.name.slice(question.prefix.length)));
  for (const name of names) {
    for (const value of valuesOf(name, kept.value)) body.append(question.prefix + name, value);
  }
  return body;
}

function valuesOf(name, value) {
  if (value === null || name === "" || ["sequence", "flag", "confidence"].includes(name)) return [];
  if (typeof value === "string") return [value];
  const id = name.slice(name.indexOf("-") + 1);
  if (!Array.isArray(value)) return id in value ? [value[id]] : [];
  if (!name.startsWith("position-")) return value;
  return value.includes(id) ? [String(value.indexOf(id) + 1)] : [];
}
