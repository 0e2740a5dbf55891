// Shows the typed name in ink while it is typed. A preview only: what counts is the field.

const DRAWN = /^[\x20-\x7e\u00a0-\u00ff\u0131\u0152\u0153\u2013-\u201e]*$/; // what the signature face has letters for

export default function signature(panel) {
  const field = panel.querySelector("[data-typed]");
  const paper = panel.querySelector("[data-paper]");
  const ink = panel.querySelector("[data-script]");
  if (!field || !paper || !ink) return;

  function draw() {
    const name = field.value.trim().normalize("NFC");
    ink.textContent = name;
    ink.classList.toggle("plain-hand", !DRAWN.test(name));
    ink.style.fontSize = "";
    const room = paper.clientWidth - ink.offsetLeft - 16;
    if (ink.scrollWidth > room && room > 0) {
      const size = parseFloat(getComputedStyle(ink).fontSize);
      ink.style.fontSize = `${(size * room) / ink.scrollWidth}px`;
    }
  }

  paper.hidden = false;
  field.addEventListener("input", draw);
  addEventListener("resize", draw);
  draw();
  document.fonts?.ready.then(draw);
}
