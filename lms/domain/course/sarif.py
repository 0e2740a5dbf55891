"""Messages as SARIF 2.1.0, which code forges and editors read."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from lms.domain.course.places import Diagnostic, Edit, Lang, Span
from lms.domain.course.report import attempt, lines_of, message
from lms.domain.course.rules import RULES
from lms.domain.course.rules.rule import Rule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
PLACEHOLDER = "…"


def as_sarif(diagnostics: Iterable[Diagnostic], files: Mapping[str, bytes], language: Lang = "en") -> str:
    """The messages as one SARIF log with one run; columns count characters, as everywhere here."""
    notes = tuple(diagnostics)
    codes = sorted({note.code for note in notes})
    driver = {"name": "Paraph", "rules": [_rule(RULES[code], language) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": _results(notes, codes, files, language),
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _rule(rule: Rule, language: Lang) -> dict[str, Any]:
    french = language == "fr"
    help_ = (french and rule.attempt_fr) or rule.attempt
    return {
        "id": rule.code,
        "shortDescription": {"text": _blank(rule.fr if french else rule.en)},
        "help": {"text": _blank(help_)},
        "defaultConfiguration": {"level": rule.level},
    }


def _blank(sentence: str) -> str:
    """A sentence of the catalogue without the names of its gaps."""
    return sentence.format_map(_Gaps())


class _Gaps(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return PLACEHOLDER


def _results(
    notes: tuple[Diagnostic, ...], codes: list[str], files: Mapping[str, bytes], language: Lang
) -> list[dict[str, Any]]:
    sources = lines_of(notes, files)
    index = {code: at for at, code in enumerate(codes)}
    seen: Counter[str] = Counter()
    found = []
    for note in notes:
        lines = sources.get(note.span.file, [])
        quoted = lines[note.span.line - 1].strip() if 0 < note.span.line <= len(lines) else ""
        fingerprint = hashlib.sha256("\n".join((note.code, note.span.file, quoted)).encode()).hexdigest()[:32]
        seen[fingerprint] += 1
        result: dict[str, Any] = {
            "ruleId": note.code,
            "ruleIndex": index[note.code],
            "level": note.level,
            "message": {"text": f"{message(note, language)}\n→ {attempt(note, language)}"},
            "locations": [{"physicalLocation": _place(note.span)}],
            # The line rather than its number: a message is the same one when lines above it come and go.
            "partialFingerprints": {"line/v1": f"{fingerprint}:{seen[fingerprint]}"},
        }
        if note.fix:
            result["fixes"] = [_fix(note.fix, note.span.file)]
        found.append(result)
    return found


def _place(span: Span) -> dict[str, Any]:
    return {"artifactLocation": {"uri": quote(span.file)}, "region": _region(span)}


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.col,
        "endLine": max(span.line, span.end_line),
        "endColumn": span.end_col if span.end_line > span.line else max(span.col, span.end_col),
    }


def _fix(edit: Edit, file: str) -> dict[str, Any]:
    replacement = {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.replacement}}
    return {"artifactChanges": [{"artifactLocation": {"uri": quote(file)}, "replacements": [replacement]}]}
