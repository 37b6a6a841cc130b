/*
 * A sitting: answers are saved one by one as they are given, queued in local storage while the network is away.
 * The server decides what counts; this script only shows it. Without scripts the form posts the whole page.
 */
import { Clock } from "./attempt/clock.js";
import { watchEvents } from "./attempt/events.js";
import { bodyOf, contentOf, isAnswered, read, sequenceOf, show } from "./attempt/fields.js";
import { watchOrder } from "./attempt/order.js";
import { Queue } from "./attempt/queue.js";
import { Session } from "./attempt/session.js";
import { clockTime, counted, fill } from "./attempt/words.js";

const TYPING_PAUSE = 800;
const LOOK_EVERY = 60000;
const TRY_AGAIN = 5000;

const form = document.querySelector("form[data-attempt]");
const text = form.dataset;
const status = document.getElementById("save-status");
const session = new Session(form);
const questions = new Map();
let isLeaving = false;
let lastSaved = null;

for (const element of form.querySelectorAll("fieldset[data-question]")) {
  const prefix = element.dataset.prefix;
  questions.set(element.dataset.question, {
    element,
    prefix,
    url: element.dataset.saveUrl,
    counter: element.querySelector(`[name="${prefix}sequence"]`),
    note: element.querySelector("[data-saved]"),
    typing: 0,
  });
}

/* --- what the page says ------------------------------------------------------------------------------------------ */

function say(sentence, state) {
  if (status.textContent !== sentence) status.textContent = sentence;
  status.dataset.state = state;
}

function sayState() {
  const waiting = queue.waiting.length;
  if (queue.trouble === "signed-out") say(text.textSignedOut, "signed-out");
  else if (queue.trouble && waiting) {
    const kept = queue.keeps ? "" : ` ${text.textStorage}`;
    say(counted(text, "textWaiting", waiting) + kept, "waiting");
  } else if (waiting) say(text.textSaving, "saving");
  else if (queue.entries.size) say(text.textFailed, "failed");
  else if (lastSaved) say(fill(text.textSaved, { time: clockTime(lastSaved) }), "saved");
}

function sayAt(question, sentence, state) {
  question.note.textContent = sentence;
  question.note.dataset.state = state;
}

function showOverview(position, question, body) {
  const entry = form.querySelector(`[data-overview="${position}"]`);
  if (!entry) return;
  const answered = isAnswered(question, body);
  const flagged = body.has(`${question.prefix}flag`);
  entry.dataset.answered = String(answered);
  entry.dataset.flagged = String(flagged);
  const parts = [answered ? text.textAnswered : text.textUnanswered, flagged ? text.textFlagged : ""];
  entry.querySelector("[data-words]").textContent = parts.filter(Boolean).map((part) => `, ${part}`).join("");
}

/* --- saving ------------------------------------------------------------------------------------------------------ */

const queue = new Queue(text.attempt, session, {
  state: sayState,
  saved(position, answer, isLatest) {
    const question = questions.get(position);
    lastSaved = answer.saved_at;
    if (!question) return;
    raise(question, answer.sequence);
    if (isLatest) sayAt(question, fill(text.textSaved, { time: clockTime(answer.saved_at) }), "saved");
  },
  newer(position, answer, entry, isLatest) {
    const question = questions.get(position);
    if (!question) {
      queue.hold(position, text.textNewer);
      return;
    }
    raise(question, answer.sequence);
    if (isLatest) {
      queue.drop(position);
      showNewer(position, bodyOf(question, answer.kept), entry.body);
    } else {
      queue.entries.get(position).body = resequenced(question, queue.entries.get(position).body);
    }
  },
  refused(position, message) {
    const question = questions.get(position);
    if (question) sayAt(question, message, "failed");
  },
  closed(answer) {
    isLeaving = true;
    window.location.assign(answer.url);
  },
  reconnected() {
    note("reconnected");
  },
});

function raise(question, sequence) {
  question.counter.value = String(Math.max(Number(question.counter.value), sequence));
}

function resequenced(question, body) {
  const fields = new URLSearchParams(body);
  fields.set(`${question.prefix}sequence`, question.counter.value);
  return fields.toString();
}

function enqueue(position) {
  const question = questions.get(position);
  clearTimeout(question.typing);
  question.typing = 0;
  const body = read(form, question);
  question.counter.value = String(Number(question.counter.value) + 1);
  showOverview(position, question, body);
  sayAt(question, text.textUnsaved, "saving");
  queue.add(position, question.url, body.toString());
}

/* The newer answer is shown; mine stays at hand for whoever meant it. */
function showNewer(position, newer, mine) {
  const question = questions.get(position);
  show(question, newer);
  showOverview(position, question, newer);
  sayAt(question, text.textNewer, "newer");
  if (!mine || contentOf(mine) === contentOf(newer)) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--plain";
  button.textContent = text.textMine;
  button.addEventListener("click", () => {
    show(question, mine);
    enqueue(position);
    question.element.focus();
  });
  question.note.append(" ", button);
}

function finishTyping() {
  for (const [position, question] of questions) if (question.typing) enqueue(position);
}

function positionOf(target) {
  return target.closest("fieldset[data-question]")?.dataset.question;
}

form.addEventListener("change", (event) => {
  const position = positionOf(event.target);
  if (position) enqueue(position);
});
form.addEventListener("input", (event) => {
  if (event.target.type !== "text" && event.target.tagName !== "TEXTAREA") return;
  const position = positionOf(event.target);
  const question = questions.get(position);
  clearTimeout(question.typing);
  question.typing = setTimeout(() => enqueue(position), TYPING_PAUSE);
});
for (const list of form.querySelectorAll("[data-order]")) watchOrder(list, () => enqueue(positionOf(list)));

/* --- what others changed ----------------------------------------------------------------------------------------- */

let looking = null;

function look() {
  looking ??= lookNow().finally(() => (looking = null));
  return looking;
}

async function lookNow() {
  let state;
  try {
    state = await session.state();
    const changed = [...questions].filter(([position, question]) => isBehind(position, question, state.sequences));
    if (changed.length) state = await session.state(changed.map(([position]) => position));
  } catch {
    return false; /* The queue says what is the matter as soon as there is something to send. */
  }
  if (state.status !== "open" || state.is_on_break || isPassed(state)) {
    if (state.status !== "open") queue.clear();
    isLeaving = true;
    window.location.assign(form.action);
    return true;
  }
  for (const [position, kept] of Object.entries(state.answers)) adopt(position, kept);
  if (clock.set(state.deadline_at, state.server_now)) sayDeadline(state.deadline_at);
  if (queue.waiting.length) queue.send();
  return true;
}

function isBehind(position, question, sequences) {
  return !question.typing && !queue.entries.has(position) && sequences[position] > Number(question.counter.value);
}

function isPassed(state) {
  return "forwardOnly" in text && !questions.has(String(state.reached));
}

function adopt(position, kept) {
  const question = questions.get(position);
  if (!isBehind(position, question, { [position]: kept.sequence })) return;
  raise(question, kept.sequence);
  showNewer(position, bodyOf(question, kept), "");
}

function sayDeadline(deadline) {
  const time = deadline && clockTime(deadline, { hour: "2-digit", minute: "2-digit" });
  clock.say(deadline ? fill(text.textChanged, { time }) : text.textUnlimited);
}

const note = watchEvents(form, session, () => isLeaving);
const clock = new Clock(form, {
  lastCall() {
    finishTyping();
    queue.send();
  },
  async over() {
    finishTyping();
    await queue.send();
    isLeaving = true;
    const again = async () => ((await look()) ? window.location.reload() : setTimeout(again, TRY_AGAIN));
    setTimeout(again, 1500);
  },
});

setInterval(() => document.hidden || look(), LOOK_EVERY);
window.addEventListener("focus", look);
document.addEventListener("visibilitychange", () => document.hidden || look());
window.addEventListener("online", () => queue.send());

/* --- leaving ----------------------------------------------------------------------------------------------------- */

/* Nothing leaves the page before the server has every answer; without a network the page stays. */
form.addEventListener("submit", async (event) => {
  if (isLeaving) return;
  event.preventDefault();
  finishTyping();
  await queue.send();
  if (queue.trouble || isLeaving) return;
  isLeaving = true;
  /* Not before this event is over: a form that is being submitted ignores another request. */
  setTimeout(() => form.requestSubmit(event.submitter));
});
window.addEventListener("beforeunload", (event) => {
  if (!isLeaving && queue.trouble && queue.waiting.length) event.preventDefault();
});
window.addEventListener("pagehide", () => {
  finishTyping();
  queue.handOver();
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});

/* --- answers that an earlier visit could not send: shown again, then sent ------------------------------------------ */

for (const [position, entry] of [...queue.entries]) {
  const question = questions.get(position);
  if (!question) continue;
  const sequence = sequenceOf(question, entry.body);
  if (Number(question.counter.value) > sequence) {
    /* The server has something newer, or this very answer; what waits is sent, and the server says which. */
    if (!entry.message) continue;
    queue.drop(position);
    showNewer(position, read(form, question), entry.body);
  } else {
    show(question, entry.body);
    question.counter.value = String(sequence + 1);
    showOverview(position, question, new URLSearchParams(entry.body));
    if (entry.message) sayAt(question, entry.message, "failed");
  }
}
if (queue.waiting.length) {
  queue.trouble = "waiting";
  queue.send();
}
sayState();
