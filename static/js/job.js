// A piece of long work: moves its bar while the worker is at it, and draws the page anew once it is over.
const EVERY = 1000;

export default function job(place) {
  const bar = place.querySelector("progress");
  const words = place.querySelector("[data-words]");
  const { href } = place.dataset;

  async function ask() {
    if (!document.hidden) {
      try {
        const answer = await fetch(href, { headers: { Accept: "application/json" }, credentials: "same-origin" });
        if (answer.status === 401 || answer.status === 404) return;
        const found = answer.ok ? await answer.json() : null;
        if (found && !found.open) {
          window.location.reload();
          return;
        }
        if (found?.of) bar.value = found.percent;
        // Spoken only when the words differ: a screen reader is not told every second.
        if (found && words.textContent !== found.words) words.textContent = found.words;
      } catch {
        // offline: ask again later
      }
    }
    setTimeout(ask, EVERY);
  }

  setTimeout(ask, EVERY);
}
