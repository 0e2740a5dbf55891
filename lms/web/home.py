"""Home: what is mine, by when, how long it takes, and what is signed."""

from dataclasses import dataclass
from typing import TypeAlias

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext, to_user_timezone
from markupsafe import Markup

from lms.domain.plan import counted
from lms.services import progress
from lms.services.progress import Progress
from lms.web import rewards, standing
from lms.web.clock import now
from lms.web.content import book_of
from lms.web.guards import signed_in
from lms.web.me import me
from lms.web.standing import Card

bp = Blueprint("home", __name__)
BADGES_SHOWN = 6
NOON, EVENING = 12, 18

Steps: TypeAlias = list[tuple[str, str, str, bool]]


@dataclass(frozen=True, slots=True)
class Next:
    """The one loud panel."""

    slug: str
    title: Markup
    due: str
    sub: str
    percent: int
    steps: Steps
    started: bool
    onward: str
    changed: str  # the address of the comparison, or nothing


@dataclass(frozen=True, slots=True)
class Home:
    """Everything the page shows, in the reader's words."""

    greeting: str
    summary: str
    next: Next | None
    coming: list[Card]
    minutes_coming: int
    signed: list[Card]
    tally: rewards.Tally
    badges: list[rewards.BadgeLine]


@bp.get("/")
@signed_in
def show() -> ResponseReturnValue:
    """Home."""
    stands = progress.of_all(me().id)
    return render_template("home/index.html", home=_compose(stands, me().given_name))


def _compose(stands: list[Progress], given_name: str) -> Home:
    waiting = standing.open_ones(stands)
    coming = waiting[1:]
    return Home(
        greeting=_greeting(given_name),
        summary=_summary(stands, waiting),
        next=_next(waiting[0]) if waiting else None,
        coming=[standing.card(stand) for stand in coming],
        minutes_coming=sum(stand.minutes_left for stand in coming),
        signed=[standing.card(stand) for stand in stands if stand.completed],
        tally=rewards.tally(stands),
        badges=rewards.shelf(stands)[:BADGES_SHOWN],
    )


def _greeting(name: str) -> str:
    hour = to_user_timezone(now()).hour
    if hour < NOON:
        return _("Good morning, %(name)s", name=name)
    if hour < EVENING:
        return _("Good afternoon, %(name)s", name=name)
    return _("Good evening, %(name)s", name=name)


def _summary(stands: list[Progress], waiting: list[Progress]) -> str:
    """What this week asks, in a sentence; then how much of it all is signed."""
    lefts = [(standing.days_left(stand), stand) for stand in waiting]
    near = [stand for left, stand in lefts if left is not None and left <= standing.SOON_DAYS]
    minutes = sum(stand.minutes_left for stand in near)
    if near:
        about = ngettext("about %(num)s minute", "about %(num)s minutes", minutes)
        first = ngettext(
            "One thing to finish this week, %(about)s.",
            "%(num)s things to finish this week, %(about)s.",
            len(near),
            about=about,
        )
    elif waiting:
        first = _("Nothing is due this week.")
    else:
        return _("You are up to date.") if stands else _("Welcome. Nothing waits for you yet.")
    signed = sum(stand.completed for stand in stands)
    if not signed:
        return first
    so_far = _("You have signed %(signed)s of your %(total)s policies.", signed=signed, total=len(stands))
    return f"{first} {so_far}"


def _next(stand: Progress) -> Next:
    book = book_of(stand.edition)
    return Next(
        slug=stand.edition.slug,
        title=book.named,
        due=standing.due_words(stand),
        sub=standing.next_words(stand, book),
        percent=stand.percent,
        steps=_steps(stand),
        started=stand.started,
        onward=standing.onward(stand),
        changed=standing.changed(stand),
    )


def _steps(stand: Progress) -> Steps:
    """Read, quiz, scenario, sign: how much of each is done, and which is next."""
    kind = stand.next_step().kind
    modules = [module for module in standing.reading_modules(stand.course) if stand.plan.modules.get(module.id)]
    read = sum(stand.module_read(module.id) for module in modules)
    steps = [
        (
            _("Read"),
            _("%(done)s of %(total)s modules", done=read, total=len(modules)),
            "book-open",
            kind in ("read", "start"),
        )
    ]
    quizzes = [quiz for quiz in stand.course.quizzes() if counted(quiz) and stand.plan.asks(quiz.id)]
    if len(quizzes) == 1:
        asked = len(quizzes[0].questions)
        steps.append(
            (
                _("Quiz"),
                ngettext("%(num)s question", "%(num)s questions", asked),
                "circle-question-mark",
                kind == "quiz",
            )
        )
    elif quizzes:
        passed = sum(stand.quizzes[quiz.id].passed for quiz in quizzes)
        note = _("%(done)s of %(total)s passed", done=passed, total=len(quizzes))
        steps.append((_("Quiz"), note, "circle-question-mark", kind == "quiz"))
    stories = [tag for tag in stand.plan.scenarios if stand.plan.asks(tag)]
    if stories:
        walked = sum(tag in stand.walked for tag in stories)
        note = _("%(done)s of %(total)s walked", done=walked, total=len(stories))
        steps.append((_("Scenario"), note, "compass", kind == "scenario"))
    if stand.plan.acknowledgement:
        steps.append((_("Sign"), _("1 minute"), "pen-line", kind == "sign"))
    return steps
