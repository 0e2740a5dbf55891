"""Quizzes: one question a page; what was right comes back only with the page after the answer."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.course import kinds
from lms.domain.course.edition import counts
from lms.domain.course.model import Module
from lms.domain.ids import known
from lms.domain.refusal import Refusal
from lms.services import attempts, sections
from lms.services import quiz as quizzes
from lms.services.quiz import Item, QuizPage
from lms.web import quiz_words
from lms.web.clock import now, settings
from lms.web.content import Book, book_of, language_of
from lms.web.errors import say
from lms.web.me import me
from lms.web.outline import after_section

SHOWN_AT_THE_FORM = (
    "no-answer", "answer-unknown", "nothing-written", "not-a-number", "answer-too-long",
    "rows-open", "place-missing", "place-twice",
)  # fmt: skip


def show(page: QuizPage) -> ResponseReturnValue:
    """The quiz as it stands: what was just answered, the next question, the result, or what it is about."""
    if "attempt" in request.args:
        return _again(page)
    answered = _answered(page, request.args.get("q"))
    if answered is not None:
        return _verdict(page, answered)
    if page.finished:
        return _result(page)
    item = page.next_item()
    return _question(page, item) if item else _intro(page)


def _again(now_there: QuizPage) -> str:
    """An earlier attempt of one's own, as it was."""
    page = attempts.again(me().id, now_there.progress.edition.slug, now_there.quiz.id, known(request.args["attempt"]))
    answered = _answered(page, request.args.get("q"))
    back = _here(now_there)
    return _verdict(page, answered, back) if answered is not None else _result(page, back=back)


def start(page: QuizPage) -> ResponseReturnValue:
    """Starts an attempt and comes back; a refusal stands on the page."""
    slug = page.progress.edition.slug
    try:
        quizzes.start(me().id, slug, page.quiz.id, language_of(page.progress.edition), now())
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return (_result if page.finished else _intro)(page, say(refusal)), refusal.status
    return redirect(_here(page), 303)


def answer(slug: str, module: str, quiz: str) -> ResponseReturnValue:
    """Judged below; only a refusal needs the page again, with what was chosen."""
    asked = request.form.get("question", "")
    form = request.form.to_dict(flat=False)
    try:
        quizzes.answer(settings().house, me().id, slug, known(request.form["attempt"]), asked, form, now())
    except Refusal as refusal:
        page = _page(slug, module, quiz)
        item = page.next_item()
        if refusal.code in SHOWN_AT_THE_FORM and item is not None and item.question.id == asked:
            return _question(page, item, say(refusal)), refusal.status
        gone_by = refusal.code in SHOWN_AT_THE_FORM and _answered(page, asked) is not None
        if refusal.code != "already-answered" and not gone_by:
            raise
    return redirect(url_for("sections.show", slug=slug, module=module, tag=quiz, q=asked), 303)


def _intro(page: QuizPage, refusal: str = "") -> str:
    return render_template(
        "quiz/intro.html",
        **_common(page),
        refusal=refusal,
        count=_book(page).questions(page.quiz),
        marked=any(counts(page.quiz, question) or page.quiz.practice for question in page.quiz.questions),
        pass_percent=round(quiz_words.pass_mark(page) * 100),
        must_read=not page.progress.module_read(_module(page).id),
    )


def _question(page: QuizPage, item: Item, refusal: str = "") -> str:
    book = _book(page)
    return render_template(
        "quiz/question.html",
        **_common(page),
        **_numbered(page, item),
        item=item,
        shown=book.question(item.question, answered=False),
        chosen=request.form.getlist(item.question.id),
        posted=request.form,
        refusal=refusal,
    )


def _verdict(page: QuizPage, item: Item, back: str = "") -> str:
    following, shown = page.next_item(), _book(page).question(item.question, answered=True)
    return render_template(
        "quiz/verdict.html",
        **_common(page, back),
        **_numbered(page, item),
        item=item,
        shown=shown,
        summary=quiz_words.summary(page, item, shown),
        onward=page.items.index(following) + 1 if following else 0,
    )


def _result(page: QuizPage, refusal: str = "", back: str = "") -> str:
    book, slug = _book(page), page.progress.edition.slug
    label, href = after_section(page.progress, book, _module(page))
    return render_template(
        "quiz/result.html",
        **_common(page, back),
        refusal=refusal,
        outcome=quiz_words.outcome(page, earlier=bool(back)),
        answered=[(item, book.question(item.question, answered=True)) for item in page.items],
        word=quiz_words.word,
        sittings=[each for each in attempts.finished(me().id, slug, page.quiz.id) if each.id != page.attempt_id],
        score=quiz_words.score,
        onward={"label": label, "href": href},
    )


def _common(page: QuizPage, back: str = "") -> dict[str, Any]:
    """`back` leads from an earlier attempt to the quiz as it stands now."""
    slug, module = page.progress.edition.slug, _module(page)
    return {
        "back": back,
        "result_href": f"{back}?attempt={page.attempt_id}" if back else _here(page),
        "page": page,
        "book": _book(page),
        "module": module,
        "here": _here(page),
        "module_href": url_for("reading.module", slug=slug, module=module.id),
    }


def _numbered(page: QuizPage, item: Item) -> dict[str, Any]:
    return {
        "number": page.items.index(item) + 1,
        "total": len(page.items),
        "heading": quiz_words.heading(page, _book(page), item.question),
        "template": kinds.kind_of(item.question).template,
    }


def _answered(page: QuizPage, question: str | None) -> Item | None:
    """The question of the address, if it has been answered: before that nothing about it is told."""
    return next((item for item in page.items if item.question.id == question and item.mark is not None), None)


def _page(slug: str, module: str, tag: str) -> QuizPage:
    """Raises Refusal("not-found") unless this is a quiz of this module."""
    page = sections.page(me().id, slug, module, tag)
    if not isinstance(page, QuizPage):
        raise Refusal("not-found")
    return page


def _module(page: QuizPage) -> Module:
    return next(module for module, section in page.progress.course.sections() if section.id == page.quiz.id)


def _book(page: QuizPage) -> Book:
    return book_of(page.progress.edition)


def _here(page: QuizPage) -> str:
    slug = page.progress.edition.slug
    return url_for("sections.show", slug=slug, module=_module(page).id, tag=page.quiz.id)
