// A form that takes a moment: its button says so, keeps its width, and a second press does nothing.
export default function busy(form) {
  form.addEventListener("submit", (event) => {
    if (form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    form.setAttribute("aria-busy", "true");
    const button = event.submitter;
    if (!button?.dataset.busy) return;
    const label = button.querySelector("span") ?? button;
    button.style.inlineSize = `${button.offsetWidth}px`;
    button.dataset.label = label.textContent;
    label.textContent = button.dataset.busy;
    button.setAttribute("aria-disabled", "true");
  });

  // Back from the browser's memory: the form is free again.
  window.addEventListener("pageshow", () => {
    form.removeAttribute("aria-busy");
    for (const button of form.querySelectorAll("[data-label]")) {
      (button.querySelector("span") ?? button).textContent = button.dataset.label;
      button.removeAttribute("aria-disabled");
      button.style.inlineSize = "";
    }
  });
}
