"""Survey and Reflect: asked, never judged, never in the way."""

from fractions import Fraction

import pytest

from lms.domain.course.edition import counted_questions, points
from lms.domain.course.kinds import Unacceptable, Unfinished, kind_of
from lms.domain.course.model import ChoiceQuestion, ReflectQuestion
from lms.domain.course.reading_time import section_seconds
from lms.domain.quiz import judge, missed
from tests.domain.course.one import answered, codes, question, read, rewritten

SURVEY = "### Survey: How often do you post? <!-- #q-often -->\n\n- a) Weekly\n- b) Monthly\n- c) Never\n"
SONDAGE = "### À quelle fréquence publiez-vous ? <!-- #q-often -->\n\n- a) Chaque semaine\n- b) Par mois\n- c) Jamais\n"
REFLECT = "### Reflect: Which post would you change? <!-- #q-reflect -->\n\nNobody reads your answer but you.\n"


def survey() -> ChoiceQuestion:
    return question(ChoiceQuestion, SURVEY, SONDAGE)


def reflect() -> ReflectQuestion:
    return question(ReflectQuestion, REFLECT)


def test_both_have_nothing_to_say() -> None:
    assert codes(SURVEY, SONDAGE) == [] and codes(REFLECT) == []


def test_no_answer_of_a_survey_is_right_or_wrong() -> None:
    assert [option.right for option in survey().options] == [None, None, None]
    assert answered(survey(), {"q-often": ["b"]}) == answered(survey(), {"q-often": ["c"]})


@pytest.mark.parametrize("chosen", [["z"], ["a", "b"]])
def test_what_no_page_can_have_sent_is_refused(chosen: list[str]) -> None:
    with pytest.raises(Unacceptable):
        answered(survey(), {"q-often": chosen})


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (SURVEY.replace("- a)", "- [x] a)"), ["Q14"]),
        (SURVEY.replace("- a)", "- [ ] a)"), ["Q14"]),
        (SURVEY.replace("Survey:", "Survey (2 points):"), ["Q14"]),
        (SURVEY.replace("Survey:", "Survey (critical):"), ["Q14"]),
        (SURVEY.replace("- b)", "- a)"), ["Q07"]),
        (SURVEY.partition("- b)")[0], ["Q04"]),
        (SURVEY.replace("Weekly", "1 to 5").replace("Monthly", "5 to 10"), ["W10"]),
        (SURVEY.replace("Weekly", "1–5 posts").replace("Monthly", "3 to 10 posts"), ["W10"]),
        (SURVEY.replace("Weekly", "1 to 5 weeks").replace("Monthly", "5 to 10 months"), []),
        (SURVEY.replace("Survey:", "Survey (quiet W10):").replace("Weekly", "1-5").replace("Monthly", "5-9"), []),
        (REFLECT + "\n- [x] a) This one\n", ["Q14"]),
        (REFLECT + "\n- Answer: this one\n", ["Q14"]),
        (REFLECT.replace("Reflect:", "Reflect (2 points):"), ["Q14"]),
    ],
)
def test_a_mistake_has_its_message(lines: str, found: list[str]) -> None:
    assert codes(lines) == found


def test_a_quiz_of_nothing_else_has_no_points_and_takes_time() -> None:
    course = read(SURVEY + "\n" + REFLECT).course
    assert course and points(counted_questions(course)) == Fraction(0)
    assert section_seconds(next(course.quizzes())) >= 80


def test_a_quiz_of_nothing_else_is_passed_once_it_is_answered() -> None:
    asked, marks = ["q-often", "q-reflect"], {"q-often": (0, 0), "q-reflect": (0, 0)}
    result = judge([survey(), reflect()], asked, asked, marks, marks, Fraction(1))
    assert (result.passed, result.total, missed(asked, marks)) == (True, 0, [])


def test_what_one_wrote_is_kept_as_it_is() -> None:
    given = kind_of(reflect()).given_from_form(reflect(), {"q-reflect": ["  One.\r\nTwo.  "]})
    assert given == "One.\nTwo."


@pytest.mark.parametrize("form", [{}, {"q-reflect": [""]}, {"q-reflect": ["text"], "without_writing": ["1"]}])
def test_one_may_go_on_without_writing(form: dict[str, list[str]]) -> None:
    assert kind_of(reflect()).given_from_form(reflect(), form) == ""


def test_five_thousand_characters_are_enough() -> None:
    assert answered(reflect(), {"q-reflect": ["x" * 5000]}).right
    with pytest.raises(Unfinished) as refused:
        answered(reflect(), {"q-reflect": ["x" * 5001]})
    assert refused.value.code == "answer-too-long"


def test_a_reflection_is_in_no_statistics() -> None:
    assert kind_of(reflect()).statistics(reflect(), ["secret", ""]) == ()


def test_a_survey_is_counted_in_the_order_of_the_question() -> None:
    rows = kind_of(survey()).statistics(survey(), [["b"], ["b"], ["a"]])
    assert [(row.key, row.count, row.right) for row in rows] == [("a", 1, None), ("b", 2, None), ("c", 0, None)]


def test_both_survive_the_way_to_other_formats_and_back() -> None:
    again = rewritten(question(ChoiceQuestion, SURVEY))
    assert (again.key_print, again.text_print) == (survey().key_print, survey().text_print)
    assert rewritten(reflect()).key_print == reflect().key_print
