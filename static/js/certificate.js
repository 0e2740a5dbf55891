// Waits for a certificate that is being printed, and shows it as soon as it is there.

const LONGEST_WAIT = 15_000;

export default function certificate(place) {
  const ready = place.querySelector("[data-when-ready]");
  const waiting = place.querySelector("[data-while-waiting]");
  let wait = 1000;

  async function ask() {
    try {
      const answer = await fetch(place.dataset.url, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (answer.ok && (await answer.json()).ready) {
        waiting.hidden = true;
        ready.hidden = false;
        return;
      }
      if (answer.status === 401 || answer.status === 404) return;
    } catch {
      // offline: ask again later
    }
    wait = Math.min(wait * 1.5, LONGEST_WAIT);
    setTimeout(ask, wait);
  }

  if (ready?.hidden) setTimeout(ask, wait);
}
