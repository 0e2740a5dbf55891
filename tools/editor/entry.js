// What static/js/editor.js takes from CodeMirror; everything else is left out of the bundle.
export { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
export { markdown } from "@codemirror/lang-markdown";
export { HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
export { lintGutter, lintKeymap, linter, setDiagnostics } from "@codemirror/lint";
export { search, searchKeymap } from "@codemirror/search";
export { EditorSelection, EditorState } from "@codemirror/state";
export { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
export { tags } from "@lezer/highlight";
