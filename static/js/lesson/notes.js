/* Passages that the reader selects can be marked or written about; those that are kept are painted in the text. */
import { find, lettersOf } from "./letters.js";
import { calm } from "./motion.js";

const AROUND = 32;
const PAUSE = 250;

export function watchNotes(body, section) {
  const form = section.querySelector("[data-note-form]");
  const bar = document.getElementById("marking");
  const status = section.querySelector("[role=status]");
  let chosen = null;

  const choose = () => {
    chosen = passageIn(body, Number(section.dataset.longest));
    bar.hidden = !chosen;
  };
  let waiting = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(choose, PAUSE);
  });
  bar.addEventListener("pointerdown", (event) => event.preventDefault()); /* or the selection would go */
  document.getElementById("mark").addEventListener("click", () => {
    window.htmx.ajax("POST", form.action, { target: "#notes", swap: "outerHTML", values: valuesOf(form, chosen) });
    letGo(bar);
  });
  document.getElementById("mark-note").addEventListener("click", () => {
    fill(form, chosen);
    letGo(bar);
    form.elements.body.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.altKey && event.shiftKey && event.code === "KeyM" && !bar.hidden) {
      event.preventDefault();
      document.getElementById("mark").focus();
    }
  });

  section.addEventListener("htmx:afterSettle", (event) => {
    const list = document.getElementById("notes");
    status.textContent = list.dataset.said ?? "";
    if (event.detail.requestConfig?.elt === form && !("refused" in list.dataset)) fill(form, null);
    if (document.activeElement === document.body) section.focus();
    paint(body, section);
  });
  for (const failure of ["htmx:sendError", "htmx:responseError"]) {
    document.addEventListener(failure, () => {
      status.textContent = section.dataset.failed;
    });
  }
  paint(body, section);
}

function passageIn(body, longest) {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const quote = selection.toString().trim();
  if (!body.contains(range.commonAncestorContainer) || !quote || quote.length > longest) return null;
  return { quote, before: around(body, range, true), after: around(body, range, false) };
}

function around(body, range, isBefore) {
  const rest = document.createRange();
  rest.selectNodeContents(body);
  if (isBefore) rest.setEnd(range.startContainer, range.startOffset);
  else rest.setStart(range.endContainer, range.endOffset);
  const text = rest.toString();
  return isBefore ? text.slice(-AROUND) : text.slice(0, AROUND);
}

function valuesOf(form, passage) {
  return { ...passage, body: "", csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value };
}

function fill(form, passage) {
  if (!passage) form.elements.body.value = "";
  for (const name of ["quote", "before", "after"]) form.elements[name].value = passage?.[name] ?? "";
  const shown = form.querySelector("[data-note-quote]");
  shown.textContent = passage?.quote ?? "";
  shown.hidden = !passage;
}

function letGo(bar) {
  document.getSelection().removeAllRanges();
  bar.hidden = true;
}

function paint(body, section) {
  const letters = lettersOf(body);
  const ranges = [];
  for (const note of section.querySelectorAll("[data-quote]")) {
    const range = find(letters, note.dataset);
    if (range) ranges.push(range);
    const button = note.querySelector("[data-note-show]");
    if (!button || !range) continue;
    button.hidden = false;
    button.onclick = () => show(range);
  }
  /* Browsers that can't paint still list the passages. */
  if (window.Highlight) CSS.highlights.set("note", new window.Highlight(...ranges));
}

function show(range) {
  const place = range.startContainer.parentElement;
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: "center", behavior: calm() });
}
