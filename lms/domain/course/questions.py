"""Reading one question: its kind and settings, then whatever its kind makes of the lines below."""

from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

from lms.domain.course import keywords
from lms.domain.course.brackets import Label, behind, find_kind, meant_kind, number_in, quiet_code, read_label
from lms.domain.course.kinds import KEYWORDS, KINDS, kind_of
from lms.domain.course.kinds.base import RawQuestion, RawTranslation
from lms.domain.course.messages import Log
from lms.domain.course.model import Question
from lms.domain.course.parts import Labelled, Parts, read_parts
from lms.domain.course.places import Id, Lang, Md, T
from lms.domain.course.scanner import Part
from lms.domain.course.tags import TagBook
from lms.domain.course.translation import Translation, check_stamp, joined, joined_body, own_words, unknown_tag

KNOWN = ("2 points", "critical", "practice", "keep order", "pool NAME", "always", "quiet W02")


def parse_question(part: Part, lang: Lang, book: TagBook, log: Log) -> Question | None:
    """The question, or None where its kind cannot even be guessed; its neighbours never suffer."""
    label = read_label(part.heading)
    name = find_kind(label.kind, KEYWORDS, lang) if label else None
    if label is None or name is None:
        name = _guess(label, part, lang, log)
    id, tagged = book.claim(part.heading, log, label.rest.text if label else part.heading.text, "q-")
    if label is None or name is None:
        return None
    kind = KINDS[name]
    parts = read_parts(part.heading.file, part.lines, lang, partial(kind.claims, lang=lang), tabular=kind.tabular)
    common = {
        "id": id,
        "kind": name,
        "prompt": {lang: label.rest},
        "body": {lang: parts.body} if parts.body else None,
        "hints": tuple({lang: hint.md()} for hint in parts.hints),
        "why": {lang: parts.whys[0].md()} if parts.whys else None,
        "span": part.heading.span,
        "tagged": tagged,
        "key_print": "",
        "text_print": "",
        **_settings(label, lang, log),
    }
    question: Question = kind.parse(RawQuestion(part, label, lang, parts, common), log)
    _report_parts(parts, log)
    kind.check(question, log)
    sealed: Question = kind.sealed(question, lang)
    return sealed


def _guess(label: Label | None, part: Part, lang: Lang, log: Log) -> str | None:
    """Reports a heading without a kind; gives the kind that was meant where it is one."""
    meant = meant_kind(label.kind if label else part.heading.text, KEYWORDS, lang, 0.75)
    said = label.kind if label else part.heading.text[:40]
    prompt = label.rest.text if label else part.heading.text
    attempt = None if meant else f"### Choose one: {prompt}"
    log.add("Q01", label.span if label else part.heading.span, kind=said, meant=meant, prompt=prompt, attempt=attempt)
    return find_kind(meant, KEYWORDS, lang) if meant and label else None


def _report_parts(parts: Parts, log: Log) -> None:
    for line in parts.stray:
        file = (parts.rows or parts.items or parts.hints)[0].file
        # A row of a table has no room for a reason of its own; the question has one for all of them.
        attempt = f"> **Why:** {line.text.strip(' >')}" if parts.rows else None
        log.add("Q15", file.span(line.number), text=line.text, attempt=attempt)
    for extra in parts.whys[1:]:
        log.add("Q29", extra.file.span(extra.line), label=extra.label, text=extra.rows[0][1])


def _settings(label: Label, lang: Lang, log: Log) -> dict[str, Any]:
    """The settings in brackets as fields of a question."""
    found: dict[str, Any] = {
        "points": Fraction(1),
        "critical": False,
        "practice": False,
        "always": False,
        "keep_order": False,
        "pool": None,
        "quiet": frozenset(),
    }
    for word in label.words:
        value = _setting(word.text, lang)
        if value is None or (value[0] == "points" and not 0 < value[1] <= 1000):
            meant = keywords.nearest(word.text, KNOWN, 0.5)
            log.add("Q13", word.span, word=word.text, meant=meant, attempt=f"({meant or ', '.join(KNOWN)})")
        elif value[0] == "quiet":
            found["quiet"] |= {value[1]}
        else:
            found[value[0]] = value[1]
    return found


def _setting(text: str, lang: Lang) -> tuple[str, Any] | None:
    name = keywords.setting_name(text, lang)
    if name in ("critical", "practice", "always", "keep order"):
        return name.replace(" ", "_"), True
    if (points := number_in(text, lang, "points")) is not None:
        return "points", points
    if pool := behind(text, lang, "pool"):
        return "pool", pool
    if quiet := quiet_code(text, lang):
        return "quiet", quiet
    return None


def translate_question(part: Part, questions: dict[Id, Question], raw: Translation) -> None:
    """Joins a question of a translated quiz to the one with the same tag."""
    heading = part.heading
    if heading.tag is None:
        raw.log.add("I01", heading.span, "error", heading=heading.row.rstrip(), id=next(iter(questions), "q-…"))
        return
    id, _ = raw.book.claim(heading, raw.log)
    question = questions.get(id)
    if question is None:
        # A source question that could not be read has had its message already.
        if id not in raw.source_tags:
            unknown_tag(heading, id, questions, raw.log)
        return
    kind = kind_of(question)
    claims = partial(kind.claims, lang=raw.lang)
    parts = read_parts(heading.file, part.lines, raw.lang, claims, tabular=kind.tabular)
    _report_parts(parts, raw.log)
    check_stamp(heading.stamp, question.text_print, heading, id, raw.log)
    inside = replace(raw, part=part)
    prompt = own_words(heading, kind.keywords, raw.lang, raw.log)
    fields: dict[str, Any] = {
        "prompt": joined(question.prompt, raw.lang, prompt),
        "body": joined_body(question.body, parts.body, inside, id),
        "hints": _joined_hints(question, parts.hints, inside),
        "why": joined_body(question.why, parts.whys[0].md() if parts.whys else None, inside, id, "Why"),
    }
    questions[id] = kind.translate(replace(question, **fields), RawTranslation(part, raw.lang, parts), raw.log)


def _joined_hints(question: Question, found: list[Labelled], raw: Translation) -> tuple[T, ...]:
    hints: list[Md | None] = [hint.md() for hint in found]
    hints += [None] * (len(question.hints) - len(hints))
    for extra in hints[len(question.hints) :]:
        joined_body(None, extra, raw, question.id, "Hint")
    pairs = zip(question.hints, hints, strict=False)
    return tuple(joined_body(hint, md, raw, question.id, "Hint") or hint for hint, md in pairs)
