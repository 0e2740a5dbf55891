"""Scenarios: one step a page; where a choice leads, and how wise it was, comes back only once it is made."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.course.model import Module
from lms.domain.course.scenario_model import Step
from lms.domain.ids import known
from lms.domain.refusal import Refusal
from lms.domain.scenario import Walk
from lms.services import scenario as scenarios
from lms.services import sections
from lms.services.scenario import ScenarioPage
from lms.web import scenario_words
from lms.web.clock import now, settings
from lms.web.content import book_of, language_of
from lms.web.errors import say
from lms.web.me import me
from lms.web.outline import after_section

SHOWN_AT_THE_FORM = ("no-choice", "answer-unknown")


def show(page: ScenarioPage) -> ResponseReturnValue:
    """The walk as it stands: what was just chosen, the present step, the end, or what the story is about."""
    if page.walk is None:
        return _intro(page)
    made = _made(page.walk, request.args.get("chosen", ""))
    if made is not None:
        return _taken(page, page.walk, made)
    return _end(page, page.walk) if page.walk.ended else _step(page, page.walk)


def start(page: ScenarioPage) -> ResponseReturnValue:
    """Starts a walk, or the next one after an end."""
    edition = page.progress.edition
    scenarios.start(me().id, edition.slug, page.scenario.id, language_of(edition), now())
    return redirect(_here(page), 303)


def choose(slug: str, module: str, tag: str) -> ResponseReturnValue:
    """One choice. A page that is behind leads to where the walk stands; only a refusal needs the page again."""
    run, place, letter = known(request.form["run"]), _number(request.form.get("place", "")), request.form.get("choice")
    try:
        made = scenarios.choose(settings().house, me().id, slug, run, place, letter or "", now())
    except Refusal as refusal:
        page = sections.page(me().id, slug, module, tag)
        if refusal.code not in SHOWN_AT_THE_FORM or not isinstance(page, ScenarioPage):
            raise
        if page.walk is None or page.walk.ended:
            raise
        return _step(page, page.walk, say(refusal)), refusal.status
    chosen = place + 1 if 0 <= place < made else None
    return redirect(url_for("sections.show", slug=slug, module=module, tag=tag, chosen=chosen), 303)


def _intro(page: ScenarioPage) -> str:
    return render_template("scenario/intro.html", **_common(page), ends=scenario_words.ends(page.scenario))


def _step(page: ScenarioPage, walk: Walk, refusal: str = "") -> str:
    book = book_of(page.progress.edition)
    assert isinstance(walk.node, Step)
    return render_template(
        "scenario/step.html",
        **_common(page),
        refusal=refusal,
        place=len(walk.taken),
        title=book.inline(walk.node.title),
        scene=book.scene(walk.node.body),
        asks=scenario_words.asks(walk.node, book),
        before=book.inline(walk.taken[-1].choice.text) if walk.taken else "",
        # Of a choice that is still open nothing but its letter and its words may reach the page.
        choices=[(choice.key, book.inline(choice.text)) for choice in walk.node.choices],
        trail=scenario_words.trail(walk, book),
    )


def _taken(page: ScenarioPage, walk: Walk, number: int) -> ResponseReturnValue:
    """What came of a choice; where the author says nothing about it the story simply goes on."""
    book, made = book_of(page.progress.edition), walk.taken[number - 1]
    told = scenario_words.told(made, book)
    if not told.title and not told.feedback:
        return redirect(_here(page), 303)
    return render_template(
        "scenario/taken.html",
        **_common(page),
        made=made,
        title=book.inline(made.step.title),
        told=told,
        last=walk.ended and number == len(walk.taken),
        trail=scenario_words.trail(Walk(walk.taken[: number - 1], made.step), book),
    )


def _end(page: ScenarioPage, walk: Walk) -> str:
    book = book_of(page.progress.edition)
    label, href = after_section(page.progress, book, _module(page))
    return render_template(
        "scenario/end.html",
        **_common(page),
        title=book.inline(walk.node.title),
        scene=book.scene(walk.node.body),
        outcome=scenario_words.outcome(walk.node),
        told=[scenario_words.told(made, book) for made in walk.taken],
        trail=scenario_words.trail(walk, book),
        onward={"label": label, "href": href},
    )


def _common(page: ScenarioPage) -> dict[str, Any]:
    slug, module = page.progress.edition.slug, _module(page)
    return {
        "page": page,
        "book": book_of(page.progress.edition),
        "here": _here(page),
        "module_href": url_for("reading.module", slug=slug, module=module.id),
    }


def _made(walk: Walk, number: str) -> int | None:
    """The number of a choice in the address, if it has been made: before that nothing about it is told."""
    found = _number(number)
    return found if 1 <= found <= len(walk.taken) else None


def _number(text: str) -> int:
    """A small whole number, or -1."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else -1


def _module(page: ScenarioPage) -> Module:
    return next(module for module, section in page.progress.course.sections() if section.id == page.scenario.id)


def _here(page: ScenarioPage) -> str:
    slug = page.progress.edition.slug
    return url_for("sections.show", slug=slug, module=_module(page).id, tag=page.scenario.id)
