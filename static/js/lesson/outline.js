/* In a long outline the line of this lesson is brought into view, here and when the drawer opens. */
export function showHere(outline) {
  const here = outline?.querySelector("[aria-current]");
  if (!here) return;
  const center = () => {
    outline.scrollTop = here.offsetTop - outline.clientHeight / 2;
  };
  outline.addEventListener("toggle", center);
  center();
}
