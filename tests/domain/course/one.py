"""A course with one question, parsed from the lines of its quiz."""

from collections.abc import Mapping
from typing import TypeVar

from lms.domain.course.kinds import kind_of
from lms.domain.course.kinds.base import Mark
from lms.domain.course.model import ParseResult, Question
from lms.domain.course.parse import parse_course
from tests.domain.course.cases import COURSE, FRENCH, HEAD, MODULE

QUIZ = HEAD + "## Quiz: Check <!-- #quiz -->\n\n"
PARTIE = "---\nlanguage: fr\n---\n\n# Partie\n\n## Vérifiez <!-- #quiz -->\n\n"
Q = TypeVar("Q", bound=Question)


def files(lines: str, french: str = "", lang: str = "en") -> dict[str, bytes]:
    course = COURSE.replace("language: en", f"language: {lang}")
    found = {"course.md": course, MODULE: QUIZ + lines}
    if french:
        found |= {"course.md": course.replace("modules:", "translations: [fr]\nmodules:"), "course.fr.md": FRENCH}
        found["10-m.fr.md"] = PARTIE + french
    return {path: text.encode() for path, text in found.items()}


def read(lines: str, french: str = "", lang: str = "en") -> ParseResult:
    return parse_course(files(lines, french, lang))


def codes(lines: str, french: str = "", lang: str = "en") -> list[str]:
    return [note.code for note in read(lines, french, lang).diagnostics]


def question(shape: type[Q], lines: str, french: str = "", lang: str = "en") -> Q:
    """The only question, which must be of that shape and without a message that blocks."""
    result = read(lines, french, lang)
    assert result.course and not result.errors, result.diagnostics
    found = next(result.course.questions())
    assert isinstance(found, shape)
    return found


def answered(question: Question, form: Mapping[str, list[str]]) -> Mark:
    """What a posted form earns."""
    kind = kind_of(question)
    given = kind.given_from_form(question, form)
    assert given is not None
    return kind.mark(question, given)


def rewritten(found: Q, lang: str = "en") -> Q:
    """The question written in our format from what other formats know of it, and read again."""
    kind = kind_of(found)
    rows = kind.written(kind.exchange(found, lang), lang)
    heading = f"### {kind.keywords[lang][0].capitalize()}: {found.prompt[lang].text} <!-- #{found.id} -->"
    return question(type(found), "\n".join([heading, "", *rows]), lang=lang)
