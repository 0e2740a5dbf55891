"""Sections and questions of two editions side by side: keys, texts, and the statement people sign."""

from collections.abc import Iterable, Iterator, Mapping

from lms.domain.course import compare_text, prints
from lms.domain.course.compare_words import REASONS, Difference
from lms.domain.course.edition import counts
from lms.domain.course.kinds import kind_of
from lms.domain.course.model import AckSection, CardSection, Course, Question, QuizSection, ReadingSection, Section
from lms.domain.course.places import Id, Lang, Md, Span, T
from lms.domain.course.sections import SECTIONS

FEW_WORDS = 3
LONGEST = 240


def differ(
    code: str, item: Id, before: object = "", after: object = "", place: Span | None = None, lang: Lang | None = None
) -> Difference:
    """A difference with the weight its code has."""
    weight = REASONS[code].weight
    return Difference(
        item, place, lang, code, weight.least, _short(before), _short(after), asks=weight.asks, final=weight.final
    )


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def source(text: T) -> str:
    """A text in its source language."""
    return next(iter(text.values())).text


# --- texts -------------------------------------------------------------------------------------------------------


def texts(
    item: Id, before: Mapping[str, T], after: Mapping[str, T], langs: Iterable[Lang], place: Span | None = None
) -> Iterator[Difference]:
    """The named texts of one item, language by language; words are counted over the whole item."""
    names = list(dict.fromkeys([*before, *after]))
    for lang in langs:
        pairs = [(before.get(name, {}).get(lang), after.get(name, {}).get(lang)) for name in names]
        found = [_text(item, old, new, lang, place) for old, new in pairs if _raw(old) != _raw(new)]
        few = sum(words for _, words in found) <= FEW_WORDS
        for one, _ in found:
            yield one if one.code != "spelling" or few else _as(one, "wording")


def _raw(md: Md | None) -> str:
    return md.text if md else ""


def _as(one: Difference, code: str) -> Difference:
    return differ(code, one.item, one.before, one.after, one.place, one.lang)


def _text(item: Id, old: Md | None, new: Md | None, lang: Lang, place: Span | None) -> tuple[Difference, int]:
    """The difference of one text, and how many words changed in it."""
    where = new.span if new else place
    if not _raw(old):
        return differ("text-added", item, "", prints.normal(_raw(new)), where, lang), 0
    if not _raw(new):
        return differ("text-removed", item, prints.normal(_raw(old)), "", where, lang), 0
    change = compare_text.changed(_raw(old), _raw(new), lang)
    code = "spelling" if change.code == "words" else change.code
    return differ(code, item, change.before, change.after, where, lang), change.words


def named(found: Iterable[tuple[str, T | None]]) -> dict[str, T]:
    """The texts that are there, by their names."""
    return {name: text for name, text in found if text}


# --- sections ----------------------------------------------------------------------------------------------------


def section(before: Section, after: Section, courses: tuple[Course, Course], langs: list[Lang]) -> Iterator[Difference]:
    """One section in both editions; its questions are compared apart."""
    if before.kind != after.kind:
        yield differ("kind", after.id, before.kind, after.kind, after.span)
        return
    if before.key_print != after.key_print:
        yield from _section_key(before, after)
    if isinstance(before, QuizSection) and isinstance(after, QuizSection):
        yield from _pass_mark(before, after, courses)
    kind = SECTIONS[after.kind]
    if isinstance(before, AckSection) and isinstance(after, AckSection):
        yield from _statement(before, after, langs)
        yield from texts(after.id, {"title": before.title}, {"title": after.title}, langs, after.span)
    else:
        yield from texts(after.id, named(kind.all_texts(before)), named(kind.all_texts(after)), langs, after.span)


def _section_key(before: Section, after: Section) -> Iterator[Difference]:
    place = after.span
    if isinstance(before, CardSection) and isinstance(after, CardSection):
        old, new = ({card.key: card.side for card in one.cards} for one in (before, after))
        added = [card for card in after.cards if card.key not in old]
        if added:
            yield differ("cards-added", after.id, "", " / ".join(source(card.text) for card in added), added[0].span)
        if any(new.get(key) != side for key, side in old.items()):
            yield differ("cards", after.id, _sides(old), _sides(new), place)
    elif isinstance(before, QuizSection) and isinstance(after, QuizSection):
        if before.practice != after.practice:
            yield differ("counted", after.id, "", "", place)
        old_said, new_said = _quiz_settings(before), _quiz_settings(after)
        if old_said != new_said:
            yield differ("quiz-settings", after.id, old_said, new_said, place)
    elif isinstance(before, AckSection) and isinstance(after, AckSection):
        if before.mode != after.mode:
            yield differ("mode", after.id, before.mode.replace("_", " "), after.mode.replace("_", " "), place)
    elif not isinstance(after, ReadingSection):
        yield differ("path", after.id, "", "", place)


def _sides(sides: Mapping[str, str]) -> str:
    return ", ".join(f"{key}) {side}" for key, side in sorted(sides.items()))


def _quiz_settings(quiz: QuizSection) -> str:
    picks = [f"pick {pick.count}" + (f" from {pick.pool}" if pick.pool else "") for pick in quiz.picks]
    attempts = [f"attempts {quiz.attempts}"] if quiz.attempts else []
    return ", ".join([*picks, *attempts, quiz.scoring.replace("_", " ")])


def _pass_mark(before: QuizSection, after: QuizSection, courses: tuple[Course, Course]) -> Iterator[Difference]:
    """The mark that counts: the quiz's own, or else the course's. Where both follow the course, that says it once."""
    if before.pass_mark is None and after.pass_mark is None:
        return
    old = before.pass_mark or courses[0].pass_mark
    new = after.pass_mark or courses[1].pass_mark
    if old != new:
        code = "pass-mark-raised" if new > old else "pass-mark-lowered"
        yield differ(code, after.id, f"{float(old):.0%}", f"{float(new):.0%}", after.span)


# --- the statement -----------------------------------------------------------------------------------------------


def _statement(before: AckSection, after: AckSection, langs: list[Lang]) -> Iterator[Difference]:
    old, new = ({tick.key: tick for tick in one.ticks} for one in (before, after))
    for key in old.keys() - new.keys():
        yield differ("promise-removed", after.id, source(old[key].text), "", after.span)
    for key, tick in new.items():
        if key not in old:
            yield differ("promise-added", after.id, "", source(tick.text), tick.span)
    for lang in langs:
        if before.statement_print.get(lang) != after.statement_print.get(lang):
            yield from _statement_in(before, after, lang)


def _statement_in(before: AckSection, after: AckSection, lang: Lang) -> Iterator[Difference]:
    old, new = ({tick.key: tick.text for tick in one.ticks} for one in (before, after))
    rows = [(before.body, after.body), *((old[key], new[key]) for key in old if key in new)]
    found = 0
    for one, other in rows:
        was, now = (text.get(lang) if text else None for text in (one, other))
        if prints.exact(_raw(was)) != prints.exact(_raw(now)):
            found += 1
            place = now.span if now else after.span
            yield differ("statement", after.id, _raw(was), _raw(now), place, lang)
    if not found and list(old) != list(new) and old.keys() == new.keys():
        yield differ("statement", after.id, ", ".join(old), ", ".join(new), after.span, lang)


# --- questions ---------------------------------------------------------------------------------------------------

Asked = tuple[QuizSection, Question]


def question(before: Asked, after: Asked, langs: list[Lang]) -> Iterator[Difference]:
    """One question in both editions."""
    (old_quiz, old), (new_quiz, new) = before, after
    counted = counts(old_quiz, old) or counts(new_quiz, new)
    if old_quiz.id != new_quiz.id:
        yield differ("moved", new.id, f"#{old_quiz.id}", f"#{new_quiz.id}", new.span)
    if old.kind != new.kind:
        yield differ("kind" if counted else "uncounted-key", new.id, old.kind, new.kind, new.span)
        return
    if old.key_print != new.key_print:
        yield from _question_key(old, new, counted)
    if old.practice != new.practice:
        yield differ("counted", new.id, "", "", new.span)
    kind = kind_of(new)
    yield from texts(new.id, named(kind.all_texts(old)), named(kind.all_texts(new)), langs, new.span)


def _question_key(old: Question, new: Question, counted: bool) -> Iterator[Difference]:
    if kind_of(old).key(old) != kind_of(new).key(new):
        code = "answer-key" if counted else "uncounted-key"
        yield differ(code, new.id, *_changed_lines(_lines(old), _lines(new)), new.span)
    if new.critical and not old.critical:
        yield differ("critical", new.id, "", "", new.span)
    elif old.critical and not new.critical:
        yield differ("question-settings" if counted else "uncounted-key", new.id, "critical", "", new.span)
    was, now = _settings(old), _settings(new)
    if was != now:
        yield differ("question-settings" if counted else "uncounted-key", new.id, was, now, new.span)


def _lines(question: Question) -> list[str]:
    """Its answers as an author writes them, without feedback."""
    kind, lang = kind_of(question), next(iter(question.prompt))
    return [line for line in kind.written(kind.exchange(question, lang), lang) if not line.startswith("  ")]


def _changed_lines(old: list[str], new: list[str]) -> tuple[str, str]:
    """The lines that only one of them has; all where none is so."""
    gone, come = [line for line in old if line not in new], [line for line in new if line not in old]
    return (" / ".join(gone), " / ".join(come)) if gone or come else (" / ".join(old), " / ".join(new))


def _settings(question: Question) -> str:
    words = [f"{question.points} points", *(["always"] if question.always else [])]
    words += ["keep order"] if question.keep_order else []
    words += [f"pool {question.pool}"] if question.pool else []
    return ", ".join(words)
