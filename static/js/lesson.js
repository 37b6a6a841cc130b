/* A lesson: marked passages, the place where one stopped, and keys for the next one. All of it reads well without. */
import { watchKeys } from "./lesson/keys.js";
import { watchNotes } from "./lesson/notes.js";
import { showHere } from "./lesson/outline.js";
import { watchPlace } from "./lesson/place.js";

const body = document.querySelector(".lesson__body");
const section = document.getElementById("my-notes");

watchKeys(document.querySelector("[rel=prev]"), document.querySelector("[rel=next]"));
showHere(document.getElementById("outline"));
watchPlace(body, document.getElementById("resume"));
if (section) watchNotes(body, section);
