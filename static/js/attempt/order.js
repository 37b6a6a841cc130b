/* Ordering: moving a row renumbers all places, so that the posted form is always a whole order. */
function rowsOf(list) {
  return [...list.querySelectorAll("[data-order-row]")];
}

function placeOf(row) {
  return Number(row.querySelector("select").value);
}

function renumber(list) {
  rowsOf(list).forEach((row, index) => {
    row.querySelector("select").value = String(index + 1);
  });
}

export function sortRows(list) {
  const rows = rowsOf(list).sort((one, other) => placeOf(one) - placeOf(other));
  rows.forEach((row) => list.append(row));
}

function placeRow(list, changed) {
  const place = placeOf(changed);
  if (!place) return;
  const rows = rowsOf(list).filter((row) => row !== changed);
  rows.splice(place - 1, 0, changed);
  rows.forEach((row) => list.append(row));
  renumber(list);
}

export function watchOrder(list, changed) {
  for (const moves of list.querySelectorAll("[data-order-moves]")) moves.hidden = false;
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    const row = button.closest("[data-order-row]");
    const other = button.dataset.move === "up" ? row.previousElementSibling : row.nextElementSibling;
    if (other && button.dataset.move === "up") other.before(row);
    else if (other) other.after(row);
    renumber(list);
    button.focus();
    changed(list);
  });
  /* The row is moved in the document, which takes the focus away; a keyboard goes on from where it was. */
  list.addEventListener(
    "change",
    (event) => {
      placeRow(list, event.target.closest("[data-order-row]"));
      event.target.focus();
    },
    true,
  );
}
