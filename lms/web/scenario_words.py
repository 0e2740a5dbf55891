"""What a scenario says about a choice, about its end, and about the way walked so far."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup

from lms.domain.course.model import ScenarioSection
from lms.domain.course.places import in_lang
from lms.domain.course.scenario_model import End, ScenarioNode, Step
from lms.domain.scenario import Taken, Walk
from lms.web.content import Book

SHOWN_STEPS = 3
# verdict → the words, the kind of notice, its picture
VERDICTS = {
    "best": (lazy_gettext("That is the best way."), "success", "circle-check"),
    "ok": (lazy_gettext("That is a fine way too."), "info", "check"),
    "poor": (lazy_gettext("Not the best way."), "brass", "lightbulb"),
}
OUTCOMES = {
    "good": (lazy_gettext("It ended well"), "success", "circle-check"),
    "ok": (lazy_gettext("It ended all right"), "info", "info"),
    "bad": (lazy_gettext("It ended badly"), "brass", "lightbulb"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A choice that was made: its letter and words, and what the author says about it."""

    letter: str
    text: Markup
    title: str
    kind: str
    picture: str
    feedback: Markup


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the story ended, where the author says so."""

    text: str
    kind: str
    picture: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """One piece of the trail in the bar."""

    label: str
    state: str  # past (walked, without its words), done (the last step walked), now, or empty for what is unknown


def told(made: Taken, book: Book) -> Told:
    """What may be said about a choice now that it is made."""
    title, kind, picture = VERDICTS.get(made.choice.verdict or "", ("", "info", "corner-down-right"))
    text, feedback = book.inline(made.choice.text), book.html(made.choice.feedback)
    return Told(made.choice.key.upper(), text, str(title), kind, picture, feedback)


def outcome(node: ScenarioNode) -> Outcome | None:
    """The word for the end."""
    found = OUTCOMES.get(node.outcome or "") if isinstance(node, End) else None
    return Outcome(str(found[0]), found[1], found[2]) if found else None


def ends(scenario: ScenarioSection) -> int:
    """In how many ways the story may end."""
    return sum(isinstance(node, End) for node in scenario.nodes.values())


def asks(step: Step, book: Book) -> bool:
    """Whether the author's own words end with the question already."""
    return step.body is not None and in_lang(step.body, book.lang).text.rstrip().endswith("?")


def trail(walk: Walk, book: Book) -> list[Stretch]:
    """The last steps walked, the present one, and a question mark where the story is still open."""
    found = [Stretch(book.plain(made.step.title), "past") for made in walk.taken[-SHOWN_STEPS:]]
    if found:
        found[-1] = Stretch(found[-1].label, "done")
    found.append(Stretch(book.plain(walk.node.title), "now"))
    return found if walk.ended else [*found, Stretch(_("still open"), "")]
