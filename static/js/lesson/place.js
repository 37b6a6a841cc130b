/*
 * The place where one stopped reading is kept by the server, so that one goes on there on any device. It is told at
 * each pause: what a page says while it is left may be lost. Who has only looked keeps the place of before.
 */
import { calm } from "./motion.js";

const WHOLE = 1000;
const WORTH_KEEPING = 10;
const BEGUN = 50;
const NEARLY_DONE = 950;
const TOP = 120;
const PAUSE = 1500;

export function watchPlace(body, button) {
  const { placeUrl: url, place: kept } = body.dataset;
  if (!url) return;
  let last = Number(kept);
  let pausing = 0;

  const keep = () => {
    if (!pausing) return;
    const here = placeIn(body);
    if (Math.abs(here - last) < WORTH_KEEPING) return;
    last = here;
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    navigator.sendBeacon(url, new URLSearchParams({ place: String(here), csrfmiddlewaretoken: token }));
  };
  const pause = () => {
    clearTimeout(pausing);
    pausing = setTimeout(keep, PAUSE);
  };
  window.addEventListener("scroll", pause, { passive: true });
  document.addEventListener("visibilitychange", () => document.hidden && keep());
  window.addEventListener("pagehide", keep);

  if (last < BEGUN || last > NEARLY_DONE) return;
  const go = (behavior) => window.scrollTo({ top: topOf(body) + (last / WHOLE) * body.offsetHeight, behavior });
  if (window.location.hash === "#continue") go("instant");
  else if (window.scrollY < TOP && !window.location.hash) offer(button, () => go(calm()));
}

function offer(button, go) {
  button.hidden = false;
  button.addEventListener("click", () => {
    go();
    button.hidden = true;
  });
}

const topOf = (body) => body.getBoundingClientRect().top + window.scrollY;

function placeIn(body) {
  const read = (window.scrollY - topOf(body)) / body.offsetHeight;
  return Math.round(Math.min(Math.max(read, 0), 1) * WHOLE);
}
