// Loaded in the head without "defer": the stored theme is set before the first paint, so nothing flashes.
const KEY = "waymark-theme";
const root = document.documentElement;

const stored = () => {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage may be refused; the system's theme then stays
  }
};

const remember = (theme) => {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    return; // the choice lasts for this page only
  }
};

const isDark = () => {
  const chosen = root.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
};

const wire = (button) => {
  const show = () => button.setAttribute("aria-pressed", String(isDark()));
  button.hidden = false;
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    remember(root.dataset.theme);
    show();
  });
  show();
};

if (["light", "dark"].includes(stored())) root.dataset.theme = stored();
document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-theme-toggle]").forEach(wire);
});
