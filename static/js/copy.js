// Shows what only a script can do: copying an address. Says so when it is done.
const SAID_MS = 2000;

const wire = (place) => {
  const button = place.querySelector("button");
  const words = button.querySelector("span");
  const status = place.querySelector("[role=status]");
  const label = words.textContent;
  const say = (text) => {
    words.textContent = text || label;
    status.textContent = text;
  };

  place.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(place.dataset.copy);
    say(place.dataset.copied);
    setTimeout(say, SAID_MS, "");
  });
};

// Absent where the page came without TLS: the address stands beside, to be copied by hand.
if (navigator.clipboard) document.querySelectorAll("[data-copy]").forEach(wire);
