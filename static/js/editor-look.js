// How the text editor looks: the house's tokens, which reach into the shadow root it stands in.
import { EditorView, HighlightStyle, syntaxHighlighting, tags } from "../vendor/codemirror.js";

const mono = 'ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace';

const theme = EditorView.theme({
  "&": { color: "var(--text)", backgroundColor: "var(--surface)", fontSize: ".9375rem", maxHeight: "70vh" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: mono, lineHeight: "1.55", minHeight: "16rem", overflow: "auto" },
  ".cm-content": { caretColor: "var(--text)", padding: ".75rem 0" },
  ".cm-cursor": { borderLeftColor: "var(--text)", borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--text-muted)", borderRight: "1px solid var(--border)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--row-hover)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--track-now)" },
  ".cm-panels": { backgroundColor: "var(--sunken)", color: "var(--text)", fontFamily: "var(--sans)" },
  ".cm-panels-bottom": { borderTop: "1px solid var(--border)" },
  ".cm-textfield, .cm-panel.cm-search input[type=checkbox]": { accentColor: "var(--accent)" },
  ".cm-textfield": { backgroundColor: "var(--surface)", color: "var(--text)", border: "1.5px solid var(--border-strong)", fontSize: "1rem", padding: ".2rem .4rem" },
  ".cm-button": { backgroundImage: "none", backgroundColor: "var(--surface)", color: "var(--text)", border: "1.5px solid var(--border-strong)", borderRadius: "var(--r-sm)", fontSize: ".875rem", padding: ".25rem .6rem" },
  ".cm-panel.cm-search label": { fontSize: ".875rem" },
  ".cm-panel button[name=close]": { color: "var(--text)", fontSize: "1.25rem", minWidth: "1.75rem", minHeight: "1.75rem" },
  ".cm-searchMatch": { backgroundColor: "var(--brass-soft)", outline: "1px solid var(--brass)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--track-now)" },
  ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--text)", border: "1px solid var(--border-strong)", borderRadius: "var(--r-sm)", fontFamily: "var(--sans)", maxWidth: "34rem" },
  ".cm-diagnostic": { padding: ".4rem .7rem", whiteSpace: "pre-wrap" },
  ".cm-diagnostic-error": { borderLeft: "4px solid var(--danger)" },
  ".cm-diagnostic-warning": { borderLeft: "4px solid var(--warn)" },
  ".cm-lintRange": { backgroundImage: "none", textDecoration: "underline wavy", textUnderlineOffset: ".2em" },
  ".cm-lintRange-error": { textDecorationColor: "var(--danger)" },
  ".cm-lintRange-warning": { textDecorationColor: "var(--warn)" },
  ".cm-lint-marker": { width: ".7em", height: ".7em", margin: ".4em .2em", borderRadius: "50%", content: "none" },
  ".cm-lint-marker-error": { content: "none", backgroundColor: "var(--danger)", borderRadius: "0" },
  ".cm-lint-marker-warning": { content: "none", backgroundColor: "var(--warn)" },
});

const words = HighlightStyle.define([
  { tag: tags.heading, color: "var(--accent-text)", fontWeight: "700" },
  { tag: tags.strong, fontWeight: "700" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: [tags.link, tags.url], color: "var(--info)" },
  { tag: [tags.comment, tags.processingInstruction, tags.contentSeparator], color: "var(--text-muted)" },
  { tag: tags.quote, color: "var(--success)" },
  { tag: tags.monospace, color: "var(--brass-text)" },
]);

export const look = [theme, syntaxHighlighting(words)];
