// A toast leaves by itself after a while, sooner when dismissed, and stays while it is pointed at or holds the focus.
const STAY = 8000;

export default function flash(toast) {
  const button = toast.querySelector("[data-dismiss]");
  let timer;

  function leave() {
    toast.classList.add("gone");
    window.setTimeout(() => toast.remove(), 260);
  }
  function wait() {
    window.clearTimeout(timer);
    timer = window.setTimeout(leave, STAY);
  }

  button.hidden = false;
  button.addEventListener("click", leave);
  for (const stop of ["pointerenter", "focusin"]) toast.addEventListener(stop, () => window.clearTimeout(timer));
  for (const go of ["pointerleave", "focusout"]) toast.addEventListener(go, wait);
  wait();
}
