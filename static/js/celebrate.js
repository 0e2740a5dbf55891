// Draws the flourish and lets the flecks settle once for each signature; the stylesheet keeps still for people who ask for it.
export default function celebrate(head) {
  const key = `celebrated:${head.dataset.key}`;
  try {
    if (sessionStorage.getItem(key)) return;
    sessionStorage.setItem(key, "1");
  } catch {
    // Without storage the ink is simply drawn again.
  }
  head.classList.add("fresh");
}
