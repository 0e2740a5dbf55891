// Shows the typed name as a signature on ruled paper. A preview only: what counts is the name in the field.

// What the script face has letters for; a name with any other letter is shown in italics rather than in a mixture.
const DRAWN = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u00ff\u0131\u0152\u0153\u2013\u2014\u2018-\u201a]*$/;

export default function signature(panel) {
  const field = panel.querySelector("[data-typed]");
  const paper = panel.querySelector("[data-paper]");
  const script = panel.querySelector("[data-script]");
  if (!field || !paper || !script) return;
  const words = paper.getAttribute("aria-label");

  function fit() {
    script.style.fontSize = "";
    const room = paper.clientWidth - script.offsetLeft - 28;
    if (script.scrollWidth <= room || room <= 0) return;
    const size = parseFloat(getComputedStyle(script).fontSize);
    script.style.fontSize = `${(size * room) / script.scrollWidth}px`;
  }

  function draw() {
    const name = field.value.trim().normalize("NFC");
    script.textContent = name;
    script.classList.toggle("plain", !DRAWN.test(name));
    paper.setAttribute("aria-label", name ? `${words}: ${name}` : words);
    fit();
  }

  paper.hidden = false;
  field.addEventListener("input", draw);
  window.addEventListener("resize", fit);
  draw();
  // The face is fetched when the first letter needs it, and its widths differ from its stand-in's: measure again then.
  document.fonts?.load('400 3rem "Signature"', "Paraph").then(fit);
  document.fonts?.addEventListener("loadingdone", fit);
}
