// Lines of an order: moved by drag, touch or buttons. The selects stay the answer and follow every move.
import "../vendor/sortable.js";

export default function order(list) {
  const live = list.parentElement.querySelector("[data-live]");
  const lines = () => [...list.children];
  const select = (line) => line.querySelector("select");

  // What was chosen before comes back in its order; lines without a place stay where they are shown.
  const chosen = lines().map((line, at) => [Number(select(line).value) || at + 1, at, line]);
  chosen.sort(([a, i], [b, j]) => a - b || i - j);
  list.append(...chosen.map(([, , line]) => line));

  function keep() {
    const all = lines();
    all.forEach((line, at) => {
      select(line).value = String(at + 1);
      line.querySelector('[data-move="-1"]').disabled = at === 0;
      line.querySelector('[data-move="1"]').disabled = at === all.length - 1;
    });
  }

  function say(line) {
    const all = lines();
    const words = { line: line.dataset.plain, place: all.indexOf(line) + 1, count: all.length };
    live.textContent = list.dataset.said.replace(/\{(\w+)\}/g, (whole, name) => words[name] ?? whole);
    for (const other of all) other.classList.toggle("moved", other === line);
  }

  function move(line, step, button) {
    const next = step < 0 ? line.previousElementSibling : line.nextElementSibling;
    if (!next) return;
    step < 0 ? next.before(line) : next.after(line);
    keep();
    say(line);
    // At the end of the list the button is off: the other one keeps the place of the keyboard.
    (button.disabled ? line.querySelector(`[data-move="${-step}"]`) : button).focus();
  }

  for (const line of lines()) {
    line.querySelector("[data-select]").hidden = true;
    line.querySelector("[data-grip]").hidden = false;
    for (const button of line.querySelectorAll("[data-move]")) {
      button.hidden = false;
      button.addEventListener("click", () => move(line, Number(button.dataset.move), button));
    }
  }
  keep();

  window.Sortable.create(list, {
    handle: "[data-grip]",
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150,
    ghostClass: "dragged",
    onEnd: ({ item }) => {
      keep();
      say(item);
    },
  });
}
