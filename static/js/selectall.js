// Ticks every row of a table with one box in its head, and counts the chosen ones in the bulk bar.
export default function selectAll(table) {
  const all = table.querySelector("[data-select-all]");
  const counter = table.querySelector("[data-selected]");
  const boxes = [...table.querySelectorAll("tbody input[type=checkbox]")];
  if (!all || boxes.length === 0) return;
  all.hidden = false;

  function show() {
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
    if (counter) counter.textContent = counter.dataset.selected.replace("{n}", chosen);
    for (const box of boxes) box.closest("tr").toggleAttribute("data-chosen", box.checked);
  }

  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    show();
  });
  table.addEventListener("change", show);
  show();
}
