// The text area becomes an editor: messages in the margin while typing, a preview beside it, insertions, a lock.
// Anything that fails leaves the text area and its form, which do the same with one more press.
import {
  defaultKeymap, drawSelection, EditorState, EditorView, highlightActiveLine, history, historyKeymap, indentUnit,
  indentWithTab, keymap, lineNumbers, linter, lintGutter, lintKeymap, markdown, search, searchKeymap,
} from "../vendor/codemirror.js";
import { look } from "./editor-look.js";
import { listNotes, showCounts } from "./editor-notes.js";

const PAUSE = 700;
const SIGN_OF_LIFE = 60_000;

// The format has no headings that are made by underlining: the settings above a line of dashes are none.
const NO_UNDERLINED = { remove: ["SetextHeading"] };

export default function editor(form) {
  const area = form.querySelector("textarea[name=text]");
  const words = JSON.parse(form.dataset.words);
  const state = form.querySelector("[data-editor-state]");
  const host = document.createElement("div");
  host.className = "editor-host";
  // In a shadow root CodeMirror adopts a style sheet; in the page it would add a <style>, which our policy refuses.
  const root = host.attachShadow({ mode: "open" });
  const keys = document.createElement("p"); // what a description names must stand in the same root
  Object.assign(keys, { id: "keys", hidden: true, textContent: words.keys });
  root.append(keys);
  let saved = area.value;
  let view;

  const text = () => view.state.doc.toString();
  const dirty = () => text() !== saved;
  const say = (sentence) => { state.textContent = sentence; };

  function send(address, more = {}) {
    const body = new FormData();
    const values = { csrf_token: form.csrf_token.value, path: form.path.value, version: form.version.value, text: text(), ...more };
    for (const [name, value] of Object.entries(values)) body.set(name, value);
    return fetch(address, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin" });
  }

  async function check(current) {
    const answer = await send(form.dataset.check);
    if (!answer.ok || view.state.doc !== current.state.doc) return [];
    const found = await answer.json();
    listNotes(found.notes, words, goTo);
    showCounts(found.words);
    return found.notes.map((note) => {
      const line = current.state.doc.line(Math.min(Math.max(note.line, 1), current.state.doc.lines));
      const from = Math.min(line.from + offset(line.text, note.column - 1), line.to);
      const to = Math.min(Math.max(line.from + offset(line.text, note.end_column - 1), from), line.to);
      return { from, to, severity: note.level, source: note.code, message: `${note.message}\n${words.try} ${note.attempt}` };
    });
  }

  async function save() {
    const sent = text();
    say(words.saving);
    let answer;
    try {
      answer = await send(form.action);
    } catch {
      return say(words.offline);
    }
    if (!answer.ok) {
      area.value = text();
      saved = area.value; // the page that follows shows this text again: leaving this one loses nothing
      return form.submit();
    }
    form.version.value = (await answer.json()).version;
    saved = sent;
    say(dirty() ? words.changed : words.saved);
  }

  let lastSign = 0;
  async function sign() {
    if (Date.now() - lastSign < SIGN_OF_LIFE) return;
    lastSign = Date.now();
    const answer = await send(form.dataset.lock, { text: "" }).catch(() => null);
    if (answer?.status === 409) say((await answer.json()).error);
  }

  let timer;
  const place = document.querySelector("[data-live-preview]");
  function preview() {
    if (!place || place.hidden) return;
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const answer = await send(form.dataset.preview).catch(() => null);
      if (answer?.ok) place.innerHTML = (await answer.json()).html; // drawn and cleaned by the server, as every page is
    }, PAUSE);
  }

  function goTo(line, column = 1) {
    const found = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
    const at = Math.min(found.from + offset(found.text, column - 1), found.to);
    view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
    view.focus();
  }

  function insert(snippet) {
    const { from, to } = view.state.selection.main;
    const before = view.state.sliceDoc(Math.max(0, from - 2), from);
    const lead = from === 0 || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    const tail = view.state.sliceDoc(to, to + 1) === "\n" || to === view.state.doc.length ? "" : "\n";
    const added = lead + snippet + tail;
    view.dispatch({ changes: { from, to, insert: added }, selection: { anchor: from + added.length }, scrollIntoView: true });
    view.focus();
  }

  view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: area.value,
      extensions: [
        lineNumbers(), history(), drawSelection(), highlightActiveLine(), EditorView.lineWrapping, search(), lintGutter(),
        markdown({ completeHTMLTags: false, extensions: NO_UNDERLINED }), indentUnit.of("  "), look, EditorState.phrases.of(words.phrases),
        linter(check, { delay: PAUSE }),
        keymap.of([
          { key: "Mod-s", run: () => (save(), true) },
          ...defaultKeymap, ...historyKeymap, ...searchKeymap, ...lintKeymap, indentWithTab,
        ]),
        EditorView.contentAttributes.of({
          "aria-label": words.label, "aria-describedby": "keys", spellcheck: "true", lang: area.lang,
        }),
        EditorView.domEventHandlers({ beforeinput: typeOver }),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          say(dirty() ? words.changed : words.saved);
          sign();
          preview();
        }),
      ],
    }),
  });
  area.hidden = true;
  area.after(host);
  host.tabIndex = -1;
  form.querySelector("label[for=text]").addEventListener("click", () => view.focus());
  form.querySelector("[data-editor-hint]").textContent = words.keys;

  form.addEventListener("submit", (event) => {
    area.value = text();
    if (event.submitter?.name) {
      saved = area.value;
      return;
    }
    event.preventDefault();
    save();
  });
  addEventListener("beforeunload", (event) => {
    if (dirty()) event.preventDefault();
  });

  for (const button of document.querySelectorAll("[data-insert]")) {
    button.hidden = false;
    const snippet = document.querySelector(`[data-snippet="${button.dataset.insert}"]`);
    button.addEventListener("click", () => insert(snippet.textContent));
  }
  for (const note of document.querySelectorAll("[data-notes] [data-line]")) {
    note.addEventListener("click", () => goTo(Number(note.dataset.line), Number(note.dataset.column)));
  }
  showPreview(form, place, preview, words);
  uploadInto(insert, words);
  const line = Number(new URLSearchParams(location.search).get("line"));
  if (line) goTo(line);
}

// Typing over a selection: Chromium would keep the looks of what was there as an inline style, which our policy refuses.
function typeOver(event, view) {
  if (event.inputType !== "insertText" || event.isComposing || event.data === null) return false;
  if (view.state.selection.main.empty) return false;
  event.preventDefault();
  view.dispatch({ ...view.state.replaceSelection(event.data), userEvent: "input.type", scrollIntoView: true });
  return true;
}

// The checker counts characters, CodeMirror counts units of which some characters take two.
function offset(line, characters) {
  return Array.from(line).slice(0, Math.max(characters, 0)).join("").length;
}

function showPreview(form, place, preview, words) {
  if (!place) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn quiet";
  button.textContent = words.preview;
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => {
    place.hidden = !place.hidden;
    button.setAttribute("aria-expanded", String(!place.hidden));
    preview();
  });
  form.querySelector(".row:last-child").append(button);
}

function uploadInto(insert, words) {
  const form = document.querySelector("form[data-upload]");
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const status = form.querySelector("[data-upload-state]");
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } }).catch(() => null);
    const found = await answer?.json().catch(() => null);
    if (answer?.ok) {
      form.reset();
      insert(`${found.markdown}\n`);
    }
    status.textContent = answer?.ok ? words.uploaded : found?.error ?? words.offline;
    form.removeAttribute("aria-busy");
  });
}
