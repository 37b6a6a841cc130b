// Makes the file form a place to drop a file on. What is too large is refused before it is sent.
const MOST_BYTES = 2 * 1024 * 1024;

const wire = (form) => {
  const input = form.elements.file;
  const error = form.querySelector(".field__error");

  const isFine = () => {
    const isTooLarge = input.files.length > 0 && input.files[0].size > MOST_BYTES;
    error.textContent = isTooLarge ? form.dataset.tooLarge : "";
    input.setAttribute("aria-invalid", String(isTooLarge));
    return !isTooLarge;
  };

  const mark = (isOver) => form.classList.toggle("drop--over", isOver);

  form.classList.add("drop--ready");
  form.querySelector("[data-drop-hint]").hidden = false;
  input.addEventListener("change", isFine);
  form.addEventListener("submit", (event) => {
    if (!isFine()) event.preventDefault();
  });
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    mark(true);
  });
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) mark(false);
  });
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(false);
    if (event.dataTransfer.files.length === 0) return;
    input.files = event.dataTransfer.files;
    if (isFine()) form.requestSubmit();
  });
};

document.querySelectorAll("[data-file-check]").forEach(wire);
