// Drawing the signature instead of typing it: what is sent is the shape of the lines, as whole numbers in a fixed box.
import SignaturePad from "../vendor/signature_pad.js";

const WIDTH = 1500; // the box the server checks against: 1500 by 600
const HEIGHT = 600;
const MOST_POINTS = 3000;
const CLOSE = 4; // points nearer than this to the one before say nothing new

export default function drawing(panel) {
  const part = (name) => panel.querySelector(`[data-${name}]`);
  const [ways, canvas, sent, state, undo, clear] = ["ways", "canvas", "drawn", "state", "undo", "clear"].map(part);
  if (!ways || !canvas) return;
  const pad = new SignaturePad(canvas, { minWidth: 0.9, maxWidth: 2.6 });
  let strokes = before();

  function before() {
    try {
      return JSON.parse(sent.value || "[]");
    } catch {
      return [];
    }
  }

  function simplified(points) {
    const scale = WIDTH / canvas.clientWidth;
    const within = (value, most) => Math.min(most, Math.max(0, Math.round(value * scale)));
    const all = points.map(({ x, y }) => [within(x, WIDTH), within(y, HEIGHT)]);
    const kept = all.filter(([x, y], at) => {
      if (at === 0 || at === all.length - 1) return true;
      const [px, py] = all[at - 1];
      return Math.hypot(x - px, y - py) >= CLOSE;
    });
    return kept.length ? kept : all;
  }

  // A drawing far longer than any signature loses every second point until it fits.
  function thinned(all) {
    const count = all.reduce((sum, stroke) => sum + stroke.length, 0);
    return count <= MOST_POINTS ? all : thinned(all.map((stroke) => stroke.filter((_, at) => at % 2 === 0)));
  }

  function keep() {
    strokes = thinned(strokes);
    sent.value = strokes.length ? JSON.stringify(strokes) : "";
    state.textContent = strokes.length ? state.dataset.some.replace("{count}", strokes.length) : state.dataset.none;
    undo.disabled = clear.disabled = strokes.length === 0;
  }

  // The canvas has as many dots as the screen has there; turned or resized, the same lines are drawn anew.
  function redraw() {
    const ratio = Math.max(window.devicePixelRatio || 1, 1);
    if (canvas.clientWidth === 0) return;
    canvas.width = canvas.clientWidth * ratio;
    canvas.height = canvas.clientHeight * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
    pad.penColor = getComputedStyle(canvas).color;
    const scale = canvas.clientWidth / WIDTH;
    const placed = (stroke) => stroke.map(([x, y], at) => ({ x: x * scale, y: y * scale, pressure: 0.5, time: at * 8 }));
    const look = { minWidth: pad.minWidth, maxWidth: pad.maxWidth, dotSize: 0, velocityFilterWeight: 0.7, compositeOperation: "source-over" };
    pad.fromData(strokes.map((stroke) => ({ ...look, penColor: pad.penColor, points: placed(stroke) })));
  }

  function choose() {
    const way = ways.querySelector("input:checked").value;
    for (const each of panel.querySelectorAll("[data-way]")) each.hidden = each.dataset.way !== way;
    if (way === "drawing") redraw();
    else window.dispatchEvent(new Event("resize")); // the typed preview measures itself again
  }

  pad.addEventListener("endStroke", () => {
    const drawn = pad.toData();
    strokes.push(simplified(drawn[drawn.length - 1].points));
    keep();
  });
  undo.addEventListener("click", () => {
    strokes.pop();
    keep();
    redraw();
  });
  clear.addEventListener("click", () => {
    strokes = [];
    keep();
    redraw();
  });
  ways.addEventListener("change", choose);
  new ResizeObserver(redraw).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  ways.hidden = false;
  if (!ways.querySelector("input:checked")) ways.querySelector("input").checked = true;
  keep();
  choose();
}
