"""How people answer the questions of a course, for HR and for whoever writes them."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.services import question_statistics
from lms.services.question_statistics import FEWEST_ATTEMPTS, FEWEST_WORDINGS
from lms.web.content import book_of
from lms.web.guards import role

bp = Blueprint("question_statistics", __name__)


@bp.get("/hr/courses/<slug>/questions")
@role("hr", "author")
def show(slug: str) -> ResponseReturnValue:
    """Every question of the current version with what first attempts say about it."""
    edition, quizzes = question_statistics.of_course(slug)
    return render_template(
        "question_statistics/show.html",
        edition=edition,
        book=book_of(edition),
        quizzes=quizzes,
        fewest=FEWEST_ATTEMPTS,
        fewest_wordings=FEWEST_WORDINGS,
    )
