"""Nasty shapes of text: each is a piece that is repeated until the file is as large as it may be."""

HEAD = "---\nid: posting\n---\n# T\n\n"
QUIZ = "## Quiz: x <!-- #quiz -->\n\n"
ONE = QUIZ + "### Choose one: y? <!-- #q-y -->\n\n"
PUBLISHED = '{"version": "1.0", "items": {'

SHAPES: dict[str, tuple[str, str]] = {
    "prose": (HEAD, "A sentence with **bold** and [a link](https://x.example).\n\n"),
    "one long line": (HEAD, "word "),
    "one long word": (HEAD, "x"),
    "brackets": (HEAD, "["),
    "closed brackets": (HEAD, "[a]"),
    "links in one line": (HEAD, "[a](b.md) ![c](d.png) "),
    "parentheses": (HEAD + "## Quiz ", "("),
    "backticks": (HEAD, "`a ``b "),
    "stars": (HEAD, "*a **b "),
    "underscores": (HEAD, "_a __b "),
    "tildes": (HEAD, "~~a "),
    "headings": (HEAD, "## S\n\n"),
    "equal tags": (HEAD, "## S <!-- #a -->\n\n"),
    "new tags": (HEAD, "## Section one two three\n\n"),
    "questions": (HEAD + QUIZ, "### Choose one: q?\n\n- [x] a) y\n- [ ] b) n\n\n"),
    "unknown kinds": (HEAD + QUIZ, "### Nonsense: q?\n"),
    "short questions": (HEAD + QUIZ, "### Choose one: a?\n"),
    "answers": (HEAD + ONE, "- [ ] a) x\n"),
    "broken answers": (HEAD + ONE, "[x a) x\n"),
    "feedback": (HEAD + ONE + "- [x] a) x\n", "  > because\n"),
    "hints": (HEAD + ONE, "> **Hint:** a\n\n"),
    "cards": (HEAD + "## Do and don't: D <!-- #d -->\n\n", "- a) Do: x\n"),
    "promises": (HEAD + "## Acknowledgement: A <!-- #a -->\n\n", "- [ ] a) I will and will and will.\n"),
    "list items": (HEAD, "- a\n"),
    "nested lists": (HEAD, "- a\n  - b\n    - c\n"),
    "numbers": (HEAD, "1. a\n"),
    "table rows": (HEAD + "| a | b |\n|---|---|\n", "| a | b |\n"),
    "cells": (HEAD, "| a "),
    "deep quotes": (HEAD, "> "),
    "quotes": (HEAD, "> a\n"),
    "notes": (HEAD, "> [!TIP]\n> a\n\n"),
    "open fences": (HEAD, "```a\n"),
    "fences": (HEAD, "```\na\n```\n"),
    "open comments": (HEAD, "<!--\n"),
    "comments in a line": (HEAD, "<!-- a --> "),
    "half comments in a line": (HEAD, "<!-- "),
    "html": (HEAD, "<b>a</b> "),
    "angles": (HEAD, "<a "),
    "words": (HEAD, "{{word}} "),
    "braces": (HEAD, "{{"),
    "entities": (HEAD, "&amp;&#1;"),
    "addresses": (HEAD, "jane.doe@larkfield.example +33 6 39 98 12 34 "),
    "at signs": (HEAD, "a.a@"),
    "digits": (HEAD, "1 "),
    "long digits": (HEAD, "1"),
    "tabs": (HEAD, "\ta\n"),
    "empty lines": (HEAD, "\n"),
    "carriage returns": (HEAD, "\r"),
    "colons": (HEAD + "## Quiz", ":"),
    "commas": (HEAD + "## Quiz (", "a,"),
    "settings": ("---\nid: posting\n", "a: b\n"),
    "open lists in settings": ("---\nid: posting\na: ", "["),
    "odd bytes": (HEAD, "\udcff"),
    "definitions": (HEAD, "[a]: b\n"),
    "french": (HEAD, "« Oui » ! "),
    "titles": (HEAD, "# T\n"),
    "escapes": (HEAD, "\\*"),
    "ands": (HEAD + "## Acknowledgement: A <!-- #a -->\n\n- [ ] a) I ", "and "),
}


def text(shape: str, size: int) -> bytes:
    """A file of that shape, of at most that many bytes."""
    head, piece = SHAPES[shape]
    times = max(0, size - len(head.encode("utf-8", "surrogateescape"))) // len(piece.encode("utf-8", "surrogateescape"))
    return (head + piece * times).encode("utf-8", "surrogateescape")
