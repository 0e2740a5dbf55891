// Turns the fold of a `confirm` into a real dialog: focus on the safe button, Escape leaves, focus comes back.
export default function confirm(fold) {
  const summary = fold.querySelector("summary");
  const content = fold.querySelector(".dialog");
  const safe = content.querySelector("[data-dismiss]");
  const dialog = document.createElement("dialog");
  dialog.className = content.className;
  dialog.setAttribute("aria-labelledby", content.getAttribute("aria-labelledby"));
  dialog.append(...content.childNodes);
  const wasOpen = fold.open;
  fold.open = false;
  content.replaceWith(dialog);
  document.body.append(dialog);
  safe.hidden = false;

  function open() {
    dialog.showModal();
    (dialog.querySelector('[aria-invalid="true"]') ?? safe).focus();
  }

  summary.setAttribute("aria-haspopup", "dialog");
  summary.addEventListener("click", (event) => {
    event.preventDefault();
    open();
  });
  safe.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => summary.focus());
  if (wasOpen) open();
}
