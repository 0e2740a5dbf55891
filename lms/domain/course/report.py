"""Messages put into words: as text with the quoted line, as JSON, as annotations of a pull request."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping

from lms.domain.course.places import Diagnostic, Lang
from lms.domain.course.rules import RULES
from lms.domain.course.source import decode
from lms.domain.course.typography import french

LEVELS = {"en": {"error": "error", "warning": "warning"}, "fr": {"error": "erreur", "warning": "avertissement"}}
MEANT = {"en": ' Did you mean "{meant}"?', "fr": " Vouliez-vous dire « {meant} » ?"}
TRY = {"en": "Try:", "fr": "Essayez :"}
WIDEST = 160


def message(note: Diagnostic, language: Lang) -> str:
    """The sentence of a message."""
    rule = RULES[note.code]
    sentence = french(rule.fr) if language == "fr" else rule.en
    if note.args.get("meant") and "{meant}" not in sentence and note.args["meant"] != "…":
        sentence += french(MEANT["fr"]) if language == "fr" else MEANT["en"]
    return _filled(sentence, note)


def attempt(note: Diagnostic, language: Lang) -> str:
    """The line to try."""
    rule = RULES[note.code]
    line = rule.attempt_fr if language == "fr" and rule.attempt_fr else rule.attempt
    return note.args.get("attempt") or _filled(line, note)


def _filled(sentence: str, note: Diagnostic) -> str:
    known = defaultdict(lambda: "…", {name: value.replace("\n", " ") for name, value in note.args.items()})
    return sentence.format_map(known)


def text(diagnostics: Iterable[Diagnostic], files: Mapping[str, bytes], language: Lang = "en") -> str:
    """All messages as people read them in a terminal; empty when there is nothing to say."""
    language = language if language in LEVELS else "en"
    sources = lines_of(diagnostics := tuple(diagnostics), files)
    return "".join(_paragraph(note, sources, language) for note in diagnostics)


def lines_of(diagnostics: Iterable[Diagnostic], files: Mapping[str, bytes]) -> dict[str, list[str]]:
    """The lines of the files that the messages speak of."""
    wanted = {note.span.file for note in diagnostics} & set(files)
    return {path: [line.text for line in decode(path, files[path]).lines] for path in wanted}


def _paragraph(note: Diagnostic, sources: Mapping[str, list[str]], language: Lang) -> str:
    span = note.span
    level = LEVELS[language][note.level]
    rows = [f"{span.file}:{span.line}:{span.col}: {level} {note.code} {message(note, language)}"]
    lines = sources.get(span.file, [])
    if 0 < span.line <= len(lines):
        rows += _quoted(lines[span.line - 1], note)
    rows.append(f"   {TRY[language]} {attempt(note, language)}")
    return "\n".join(rows) + "\n"


def _quoted(line: str, note: Diagnostic) -> list[str]:
    """The line with carets under the place; of a long line only the stretch around it."""
    span = note.span
    start = max(0, span.col - 1 - WIDEST // 2) if len(line) > WIDEST else 0
    shown = line[start : start + WIDEST].replace("\t", " ")
    lead, tail = "…" * (start > 0), "…" * (start + WIDEST < len(line))
    end = span.end_col if span.end_line == span.line else len(line) + 1
    width = max(1, min(end - span.col, len(shown) - (span.col - 1 - start)))
    gutter = f"{span.line:5d} | "
    return [
        f"{gutter}{lead}{shown}{tail}".rstrip(),
        f"{' ' * (len(gutter) - 2)}| {' ' * (len(lead) + span.col - 1 - start)}{'^' * width}",
    ]


def rows(diagnostics: Iterable[Diagnostic], language: Lang = "en") -> list[dict[str, str | int]]:
    """The messages as plain values."""
    return [
        {
            "code": note.code,
            "level": note.level,
            "file": note.span.file,
            "line": note.span.line,
            "column": note.span.col,
            "message": message(note, language),
            "try": attempt(note, language),
        }
        for note in diagnostics
    ]


def as_json(diagnostics: Iterable[Diagnostic], files: Mapping[str, bytes], language: Lang = "en") -> str:
    """The messages as a JSON list."""
    return json.dumps(rows(diagnostics, language), ensure_ascii=False, indent=2)


def as_github(diagnostics: Iterable[Diagnostic], files: Mapping[str, bytes], language: Lang = "en") -> str:
    """The messages as workflow commands, which show as annotations of a pull request."""
    found = []
    for row in rows(diagnostics, language):
        place = f"file={_escaped(str(row['file']), True)},line={row['line']},col={row['column']}"
        words = f"{row['message']} {TRY.get(language, TRY['en'])} {row['try']}"
        found.append(f"::{row['level']} {place},title={row['code']}::{_escaped(words, False)}\n")
    return "".join(found)


def _escaped(text: str, inside: bool) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if inside else text
