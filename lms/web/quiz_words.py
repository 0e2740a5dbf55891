"""What a quiz says about an answer and about its end."""

from dataclasses import dataclass
from fractions import Fraction

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from lms.domain.course.kinds import kind_of
from lms.domain.course.model import Question
from lms.services.quiz import Item, QuizPage
from lms.web.content import Book, QuestionWords

THOUSANDTHS = 1000


@dataclass(frozen=True, slots=True)
class Summary:
    """The line over the answers, once they are judged."""

    title: str
    text: str
    kind: str
    picture: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a quiz ended."""

    title: str
    text: str
    percent: int


def heading(page: QuizPage, book: Book, question: Question) -> str:
    """The small line over a question."""
    if not kind_of(question).counted:
        return _("%(course)s · without marks", course=book.title)
    if page.quiz.practice or question.practice:
        return _("%(course)s · practice", course=book.title)
    return _("%(course)s · quiz · pass mark %(percent)s%%", course=book.title, percent=round(pass_mark(page) * 100))


def pass_mark(page: QuizPage) -> Fraction:
    """The share of points that passes: the quiz's own, else the course's."""
    return page.quiz.pass_mark if page.quiz.pass_mark is not None else page.progress.course.pass_mark


def summary(page: QuizPage, item: Item, words: QuestionWords) -> Summary:
    """Right, partly right or not: with the points, and what stands below."""
    assert item.mark is not None
    mark = item.mark
    if not kind_of(item.question).counted:
        return Summary(_("Thank you."), _unmarked(item), "success", "circle-check")
    points = score(mark.got, mark.of)
    if page.quiz.practice or item.question.practice:
        points = _("Practice: it does not count.")
    if mark.right:
        return Summary(_("That is right."), points, "success", "circle-check")
    verdicts = set(mark.verdicts.values())
    text = f"{points} {_below(words)}"
    if "right" in verdicts and "wrong" in verdicts:
        return Summary(_("Partly right: something to keep, something to unlearn."), text, "brass", "lightbulb")
    if "right" in verdicts:
        return Summary(_("Partly right: something was missing."), text, "brass", "lightbulb")
    return Summary(_("Not this time."), text, "brass", "lightbulb")


def _below(words: QuestionWords) -> str:
    """What there is to read under an answer that was not wholly right; notes are promised only where there are some."""
    if words.accepted:
        return _("What is accepted stands below.")
    if words.why or any(option.feedback for option in words.options.values()):
        return _("The notes below say why.")
    return _("What would have been right stands below.")


def _unmarked(item: Item) -> str:
    if item.question.kind == "survey":
        return _("Your answer is counted with those of the others, without a name.")
    if item.given:
        return _("You can read it again with the result. Nobody else can.")
    return _("You wrote nothing, and that is fine.")


def word(item: Item) -> str:
    """What a list of answers says behind each."""
    assert item.mark is not None
    if not kind_of(item.question).counted:
        return _("Answered") if item.given else _("Left out")
    if item.mark.right:
        return _("Right")
    return _("Partly right") if item.mark.got else _("To look at again")


def outcome(page: QuizPage, *, earlier: bool = False) -> Outcome:
    """Passed, or what is missing and what comes now; numbers first, no reproach. An earlier one says what it was."""
    assert page.result is not None
    if earlier:
        got, of = page.result.got, page.result.of
        text = score(got, of) if of else ""
        return Outcome(_("Attempt %(number)s", number=page.number), text, 100 * got // of if of else 100)
    if page.result.total == 0:
        return Outcome(_("Every question is answered"), _("Nothing here was marked."), 100)
    held, total = page.result.held, page.result.total
    percent = 100 * held // total if total else 100
    said = score(held, total)
    if page.quiz.practice:
        return Outcome(_("Practice done"), said, percent)
    if page.state.passed:
        return Outcome(_("You have passed"), said, percent)
    return Outcome(_("Not yet"), f"{said} {_needed(page)} {_what_now(page)}", percent)


def score(got: int, of: int) -> str:
    """Points out of those there were, both in thousandths. Half a point is plural in English, not in French."""
    number = 1 if got == THOUSANDTHS else 0 if got < THOUSANDTHS else 2
    return ngettext(
        "%(got)s point out of %(of)s.",
        "%(got)s points out of %(of)s.",
        number,
        got=points_of(got),
        of=points_of(of),
    )


def points_of(thousandths: int) -> str:
    """Points as people write them: 2, or 1.5."""
    return str(format_decimal(thousandths / THOUSANDTHS, format="0.##"))


def _needed(page: QuizPage) -> str:
    assert page.result is not None
    held, total, mark = page.result.held, page.result.total, pass_mark(page)
    if total and Fraction(held, total) >= mark:
        return _("One question that must be right was not.")
    return _("You need %(percent)s%%.", percent=round(mark * 100))


def _what_now(page: QuizPage) -> str:
    state = page.state
    if state.exhausted:
        return _("All attempts are used. HR can grant you another one; your answers are kept.")
    if state.allowed is None:
        return _("Reread the module, then answer only the questions you missed.")
    left = state.allowed - state.used
    return ngettext(
        "Reread the module, then answer only the questions you missed. %(num)s attempt left.",
        "Reread the module, then answer only the questions you missed. %(num)s attempts left.",
        left,
    )
