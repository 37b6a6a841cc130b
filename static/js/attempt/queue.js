/*
 * Answers on their way to the server: position -> {url, body, message}. They are kept in local storage until the
 * server has them, so that neither a reload nor a lost network loses one. An entry with a message was refused; it
 * stays until its answer is changed, and is not sent again.
 */
import { SignedOut } from "./session.js";

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30000;
const GATHER = 250;

export class Queue {
  /* told: {saved, newer, refused, closed, state} are called with what became of an entry, or of all. */
  constructor(attempt, session, told) {
    this.key = `waymark:attempt:${attempt}`;
    this.session = session;
    this.told = told;
    this.entries = new Map(this.#stored());
    this.keeps = true;
    this.trouble = "";
    this.pause = FIRST_PAUSE;
    this.sending = null;
  }

  get waiting() {
    return [...this.entries].filter(([, entry]) => !entry.message);
  }

  add(position, url, body) {
    this.entries.set(position, { url, body });
    this.#store();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), GATHER);
    this.told.state();
  }

  drop(position) {
    this.entries.delete(position);
    this.#store();
  }

  hold(position, message) {
    const entry = this.entries.get(position);
    if (entry) entry.message = message;
    this.#store();
  }

  clear() {
    this.entries.clear();
    this.#store();
  }

  /* Callers that come while a round is on its way wait for it and for one more, which takes what they added. */
  async send() {
    clearTimeout(this.timer);
    if (this.sending) await this.sending;
    if (!this.sending) this.sending = this.#sendAll().finally(() => (this.sending = null));
    await this.sending;
  }

  async #sendAll() {
    const had = this.trouble;
    try {
      for (let next = this.waiting[0]; next; next = this.waiting[0]) await this.#sendOne(...next);
      this.trouble = "";
      this.pause = FIRST_PAUSE;
      if (had) this.told.reconnected();
    } catch (error) {
      this.trouble = error instanceof SignedOut ? "signed-out" : "waiting";
      this.timer = setTimeout(() => this.send(), this.pause);
      this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
    }
    this.told.state();
  }

  async #sendOne(position, entry) {
    const response = await this.session.post(entry.url, entry.body);
    const answer = await response.json();
    if (response.status === 409 && answer.reason !== "passed") {
      if (answer.reason === "closed") this.clear();
      this.told.closed(answer);
      throw new Error(answer.reason);
    }
    const isLatest = this.entries.get(position) === entry;
    if (!response.ok) {
      if (isLatest) this.hold(position, answer.message);
      this.told.refused(position, answer.message);
    } else if (answer.applied || answer.is_same) {
      if (isLatest) this.drop(position);
      this.told.saved(position, answer, isLatest);
    } else {
      this.told.newer(position, answer, entry, isLatest);
    }
  }

  /* When the page goes away: what is still here is handed over, and stays stored until the server is seen to have it. */
  handOver() {
    for (const [, entry] of this.waiting) this.session.beacon(entry.url, entry.body);
  }

  #stored() {
    try {
      const stored = JSON.parse(localStorage.getItem(this.key));
      return Array.isArray(stored) ? stored : [];
    } catch {
      return [];
    }
  }

  /* Private windows may refuse storage; the queue then lives as long as the page, which says so. */
  #store() {
    try {
      if (this.entries.size) localStorage.setItem(this.key, JSON.stringify([...this.entries]));
      else localStorage.removeItem(this.key);
    } catch {
      this.keeps = false;
    }
  }
}
