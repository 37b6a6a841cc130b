// The plan of a course: choices follow the names of modules while they are typed, and each module says what is in it.
// Without scripts the same form works; names then reach the choices when the plan is saved.
const form = document.querySelector("[data-plan]");

const plural = (count, one, many) => (count === 1 ? one : many).replace("%s", String(count));
const words = (name) => form.dataset[name];

function selects() {
  return [...form.querySelectorAll('select[name^="section-"]')];
}

function lessonOf(select) {
  const field = form.elements[select.name.replace("section-", "lesson-")];
  return field.value.trim().toLowerCase();
}

function renameChoices(module) {
  const place = module.dataset.module;
  const name = module.querySelector("input").value.trim();
  const fallback = module.querySelector("label").textContent.trim();
  for (const select of selects()) {
    const option = select.querySelector(`option[value="${place}"]`);
    if (option) option.textContent = name || fallback;
  }
}

function addUp() {
  const chosen = selects().filter((select) => select.value !== "");
  const lessons = (some) => new Set(some.map((select) => `${select.value} ${lessonOf(select)}`)).size;
  for (const module of form.querySelectorAll("[data-module]")) {
    const own = chosen.filter((select) => select.value === module.dataset.module);
    const sum = module.querySelector("[data-sum]");
    sum.textContent = plural(lessons(own), words("lesson"), words("lessons"));
    sum.hidden = own.length === 0;
  }
  const left = selects().length - chosen.length;
  const total = [plural(lessons(chosen), words("lesson"), words("lessons"))];
  if (left) total.push(plural(left, words("left"), words("lefts")));
  form.querySelector("[data-total]").textContent = total.join(", ");
  for (const select of selects()) {
    select.closest("li").classList.toggle("waymark-plan__row--left", select.value === "");
  }
}

form.addEventListener("input", (event) => {
  const module = event.target.closest("[data-module]");
  if (module) renameChoices(module);
  addUp();
});
addUp();
