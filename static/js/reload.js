// Draws a page anew when what it shows has changed: asks every second while the page is looked at.
const EVERY = 1000;

export default function reload(element) {
  const { href, state } = element.dataset;
  const ask = async () => {
    if (document.hidden) return;
    const answer = await fetch(href).catch(() => null);
    if (!answer?.ok) return;
    const found = await answer.json();
    if (found.state !== state) window.location.reload();
  };
  setInterval(ask, EVERY);
}
