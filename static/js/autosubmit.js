// Sends a filter form as soon as a choice is made; its button is then not needed.
export default function autosubmit(form) {
  for (const button of form.querySelectorAll("[data-without-script]")) button.hidden = true;
  form.addEventListener("change", () => form.requestSubmit());
}
