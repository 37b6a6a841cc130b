/* Exams only: what is noted for the examiner, as the introduction says. Nothing follows from it by itself. */
export function watchEvents(form, session, isLeaving) {
  const url = form.dataset.eventsUrl;
  if (!url) return () => {};
  let away = 0;

  const note = (kind, data = {}) => session.beacon(url, new URLSearchParams({ kind, ...data }));
  const lost = () => {
    if (away || isLeaving()) return;
    away = Date.now();
    note("focus_lost");
  };
  const back = () => {
    if (!away || document.hidden) return;
    note("focus_back", { seconds: String(Math.round((Date.now() - away) / 1000)) });
    away = 0;
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? lost() : back()));
  window.addEventListener("blur", lost);
  window.addEventListener("focus", back);
  document.addEventListener("copy", (event) => {
    const question = event.target.closest?.("[data-question]")?.dataset.question ?? "";
    note("copy", question ? { question } : {});
  });
  noteDevice(form.dataset.attempt, note);
  return note;
}

function noteDevice(attempt, note) {
  const key = `waymark:device:${attempt}`;
  try {
    if (sessionStorage.getItem(key)) return;
    sessionStorage.setItem(key, "noted");
  } catch {
    return; /* Without storage each page would count as a device. */
  }
  note("device", { screen: `${window.screen.width}x${window.screen.height}` });
}
