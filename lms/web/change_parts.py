"""The parts of a comparison, put into words: what became of each, and what is asked because of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from lms.domain.course.model import Section
from lms.domain.course.since import Chapter, Part
from lms.services.progress import Progress
from lms.web.content import personal


@dataclass(frozen=True, slots=True)
class Line:
    """One part that differs: its words, its text with marks, and the way to where it is done again."""

    id: str
    module: str
    word: str  # changed, new, removed, moved
    picture: str
    heading: Markup
    text: Markup
    note: str
    href: str
    act: str
    done: bool


@dataclass(frozen=True, slots=True)
class Same:
    """A part that is as it was: its title and where it stands."""

    title: str
    href: str


def parts_of(stand: Progress, chapters: Iterable[Chapter]) -> tuple[list[Line], list[Same]]:
    """What differs in the order of the text, and what does not."""
    sections = {section.id: (module.id, section) for module, section in stand.course.sections()}
    told, same = [], []
    for chapter in chapters:
        for part in chapter.parts:
            place = sections.get(part.id)
            if part.told or (place and _asked(stand, part, place[1])):
                told.append(_line(stand, chapter, part, place))
            elif place:
                same.append(Same(part.title, _address(stand, *place)))
    return told, same


def summary(stand: Progress, chapters: Iterable[Chapter]) -> str:
    """How much differs and how long it takes, in one sentence."""
    number = sum(len(chapter.told) for chapter in chapters)
    if not number:
        return ngettext("About %(num)s minute.", "About %(num)s minutes.", stand.minutes_left)
    about = ngettext("about %(num)s minute", "about %(num)s minutes", stand.minutes_left)
    return ngettext("%(num)s section changed, %(about)s.", "%(num)s sections changed, %(about)s.", number, about=about)


def _line(stand: Progress, chapter: Chapter, part: Part, place: tuple[str, Section] | None) -> Line:
    word, picture = _verb(part)
    asked = place is not None and part.verb != "removed" and _asked(stand, part, place[1])
    return Line(
        id=part.id,
        module=chapter.title,
        word=word,
        picture=picture,
        heading=Markup(personal(part.heading or str(Markup.escape(part.title)), lambda text: str(Markup.escape(text)))),
        text=Markup(personal(part.html, lambda text: str(Markup.escape(text)))),
        note=" ".join(_notes(part, chapter)),
        href=_address(stand, *place) if asked and place else "",
        act=_act(part) if asked else "",
        done=bool(asked and place and part.kind != "statement" and stand.section_done(place[1])),
    )


def _asked(stand: Progress, part: Part, section: Section) -> bool:
    """Whether it is one of the things to do again."""
    if part.kind == "statement":
        return stand.plan.acknowledgement is not None
    return stand.plan.asks(section.id) and section.id in (
        stand.plan.required_sections | stand.plan.required_quizzes | stand.plan.required_scenarios
    )


def _verb(part: Part) -> tuple[str, str]:
    if not part.told:
        return _("Asked again"), "refresh-cw"
    if part.verb == "added":
        return _("New"), "plus"
    if part.verb == "removed":
        return _("Removed"), "circle-minus"
    return (_("Changed"), "pen-line") if part.verb == "changed" else (_("Moved"), "refresh-cw")


def _notes(part: Part, chapter: Chapter) -> Iterator[str]:
    if not part.told:
        yield (
            _("The questions are the same. They ask about a text that has changed.")
            if part.kind == "quiz"
            else _("Its words are the same in this language. It is asked again with the rest.")
        )
    if part.came_from:
        yield _("It stood in “%(module)s” before.", module=part.came_from)
    if chapter.gone:
        yield _("The whole module is gone.")
    if part.kind == "quiz" and part.verb in ("changed", "added"):
        yield _("The questions or their answers are not the ones you answered. They are asked in the quiz.")
    if part.kind == "scenario" and part.verb in ("changed", "added"):
        yield _("The story has changed. You walk through it in the scenario.")


def _act(part: Part) -> str:
    acts = {
        "quiz": _("Take this quiz"),
        "scenario": _("Walk through this scenario"),
        "statement": _("Go to the signature"),
    }
    return acts.get(part.kind) or (_("Read this section") if part.verb == "added" else _("Read this section again"))


def _address(stand: Progress, module: str, section: Section) -> str:
    slug = stand.edition.slug
    if section.id == stand.plan.acknowledgement:
        return url_for("signing.show", slug=slug)
    return url_for("sections.show", slug=slug, module=module, tag=section.id)
