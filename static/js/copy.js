// A button that copies the text of the element named by data-copy and says so in the words of data-copied.
export default function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  if (!source || !navigator.clipboard) return;
  const label = button.querySelector("span") ?? button;
  const words = label.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
    label.textContent = button.dataset.copied;
    window.setTimeout(() => { label.textContent = words; }, 2000);
  });
}
