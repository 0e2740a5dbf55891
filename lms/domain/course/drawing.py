"""What the picks of a quiz draw from, and how many questions an attempt asks."""

from lms.domain.course.model import Pick, Question, QuizSection


def groups(quiz: QuizSection) -> list[tuple[Pick | None, list[Question]]]:
    """What each pick draws from; a pick without a pool draws from the questions no other pick draws from.

    Questions no pick draws from are all asked: they stand behind None.
    """
    pools = {pick.pool for pick in quiz.picks if pick.pool}
    rest = [question for question in quiz.questions if question.pool not in pools]
    members: dict[str | None, list[Question]] = {}
    for question in quiz.questions:
        members.setdefault(question.pool, []).append(question)
    found: list[tuple[Pick | None, list[Question]]] = []
    general = None
    for pick in quiz.picks:
        if pick.pool:
            found.append((pick, members.get(pick.pool, [])))
        else:
            general = pick
    return [*found, (general, rest)]


def asked(quiz: QuizSection) -> int:
    """How many questions one attempt asks; critical and `always` questions are never left out."""
    return sum(
        len(questions) if pick is None else max(min(pick.count, len(questions)), sum(map(fixed, questions)))
        for pick, questions in groups(quiz)
    )


def fixed(question: Question) -> bool:
    """Whether a draw may never leave the question out."""
    return question.always or question.critical
