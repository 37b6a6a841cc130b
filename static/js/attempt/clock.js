/*
 * Time left, by the server's clock: the difference to this device's clock is taken whenever the server tells its own.
 * It can be hidden, and is announced at a few moments only.
 */
import { counted } from "./words.js";

const MARKS = [30, 10, 5, 1];
const LAST_CALL = 3;

export class Clock {
  /* told: {lastCall, over} */
  constructor(form, told) {
    this.text = form.dataset;
    this.told = told;
    this.element = form.querySelector("time[data-deadline]");
    this.announcer = form.querySelector("[data-clock-announce]");
    this.toggle = form.querySelector("[data-clock-toggle]");
    if (!this.element) return;
    this.set(this.element.dataset.deadline, this.element.dataset.now);
    this.toggle.hidden = false;
    this.toggle.addEventListener("click", () => this.#toggle());
    this.ticking = setInterval(() => this.#tick(), 1000);
    this.#tick();
  }

  /* True when the deadline has changed. */
  set(deadline, now) {
    if (!this.element) return false;
    this.drift = new Date(now).getTime() - Date.now();
    const moment = deadline === null ? null : new Date(deadline).getTime();
    const before = this.deadline;
    if (moment !== null && before !== undefined && Math.abs(moment - before) < 1500) return false;
    this.deadline = moment;
    this.said = new Set(MARKS.filter((mark) => moment === null || this.#left() < mark * 60));
    this.called = false;
    if (moment === null) this.#remove();
    return before !== undefined;
  }

  say(sentence) {
    this.announcer.textContent = sentence;
  }

  #left() {
    return Math.max(0, Math.floor((this.deadline - Date.now() - this.drift) / 1000));
  }

  #remove() {
    clearInterval(this.ticking);
    this.element.parentElement.remove();
    this.toggle.remove();
    this.element = null;
  }

  #toggle() {
    this.element.hidden = !this.element.hidden;
    this.toggle.setAttribute("aria-pressed", String(this.element.hidden));
    this.toggle.textContent = this.element.hidden ? this.text.textShow : this.text.textHide;
  }

  #tick() {
    const left = this.#left();
    const parts = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
    this.element.textContent = parts.map((part) => String(part).padStart(2, "0")).join(":");
    const due = MARKS.filter((mark) => !this.said.has(mark) && left <= mark * 60);
    due.forEach((mark) => this.said.add(mark));
    if (due.length) this.say(counted(this.text, "textLeft", Math.min(...due)));
    if (left <= LAST_CALL && !this.called) {
      this.called = true;
      this.told.lastCall();
    }
    if (left === 0) {
      clearInterval(this.ticking);
      this.say(this.text.textOver);
      this.told.over();
    }
  }
}
