/* The page that stands in when there is no network: what this device keeps, and the way back once there is one. */
const QUEUES = "waymark:attempt:";
const lessons = document.querySelector("[data-kept-lessons]");
const waiting = document.querySelector("[data-waiting]");

const titleOf = async (response) =>
  new DOMParser().parseFromString(await response.text(), "text/html").querySelector("h1")?.textContent.trim();

async function listLessons() {
  const cache = await caches.open("lessons");
  for (const request of (await cache.keys()).reverse()) {
    const link = document.createElement("a");
    link.href = new URL(request.url).pathname;
    link.textContent = (await titleOf(await cache.match(request))) || link.href;
    const line = document.createElement("li");
    line.append(link);
    lessons.querySelector("ul").append(line);
    lessons.hidden = false;
  }
}

function countAnswers() {
  const queues = Object.keys(localStorage).filter((key) => key.startsWith(QUEUES));
  const count = queues.reduce((sum, key) => sum + JSON.parse(localStorage.getItem(key)).length, 0);
  if (!count) return;
  waiting.textContent = (count === 1 ? waiting.dataset.one : waiting.dataset.many).replace("{count}", count);
  waiting.hidden = false;
}

addEventListener("online", () => location.reload());
countAnswers();
if ("caches" in window) listLessons();
