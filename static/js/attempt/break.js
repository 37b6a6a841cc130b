/* A break: how many minutes are left, said once a minute to the eye and at the end to the ear. */
import { counted } from "./words.js";

const element = document.querySelector("[data-break]");
const heading = element.querySelector("[data-break-left]");
const drift = new Date(element.dataset.now).getTime() - Date.now();
const ends = new Date(element.dataset.ends).getTime();

function tick() {
  const left = ends - Date.now() - drift;
  const minutes = Math.ceil(left / 60000);
  if (left <= 0) {
    clearInterval(ticking);
    window.location.reload();
    return;
  }
  const sentence = counted(element.dataset, "textLeft", minutes);
  if (heading.textContent === sentence) return;
  heading.textContent = sentence;
  if (minutes === 1) element.querySelector("[data-break-announce]").textContent = sentence;
}

const ticking = setInterval(tick, 1000);
