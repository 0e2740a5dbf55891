"""Pages of written, unmarked and practice questions, of hints, earlier attempts, and of what was answered."""

import re

import pytest

from lms.services import question_statistics, quiz
from tests import wordings
from tests.web.counting import counted
from tests.wordings import HALF, QUIZ, RIGHT, SECRET


@pytest.fixture
def words(cast):
    return wordings.publish(cast)


@pytest.fixture
def ana(words, cast, as_):
    """Ana stands before the first question."""
    wordings.begin(cast.ana)
    return as_(cast.ana)


def post(client, cast, question, given, **more):
    attempt = quiz.page(cast.ana.id, "small", "quiz-check").attempt_id
    return client.post(QUIZ, data={"attempt": attempt, "question": question, question: given, **more})


def walk(client, cast, answers=RIGHT, until=""):
    for id in wordings.ASKED:
        if id == until:
            return
        post(client, cast, id, answers[id])


def test_a_number_is_typed_beside_its_unit_and_nothing_tells_it(ana):
    page = ana.get(QUIZ).text
    assert 'inputmode="decimal"' in page and ">hours<" in page
    told = page.partition("<main")[2].partition("</main>")[0].replace('"24"', "")
    assert "24" not in re.sub(r'href="[^"]*"|<input type="hidden"[^>]*>', "", told)  # addresses and ids are by chance


def test_hints_are_closed_and_each_stands_inside_the_one_before(ana):
    page = ana.get(QUIZ).text
    assert "<details open" not in page
    first, second = page.index("Hint 1 of 2"), page.index("Hint 2 of 2")
    assert first < second < page.index("</details>")


def test_nonsense_sent_again_from_a_page_gone_back_to_leads_to_the_answer_that_counts(ana, cast):
    post(ana, cast, "q-hours", RIGHT["q-hours"])
    answer = post(ana, cast, "q-hours", "abc")
    assert answer.status_code == 303 and answer.location.endswith("?q=q-hours")


def test_what_is_no_number_stays_in_its_field_with_a_sentence(ana, cast):
    answer = post(ana, cast, "q-hours", "a <b>day</b>")
    assert answer.status_code == 422 and "This is not a number." in answer.text
    assert 'value="a &lt;b&gt;day&lt;/b&gt;"' in answer.text and 'aria-invalid="true"' in answer.text


def test_a_wrong_number_shows_what_was_accepted_and_why(ana, cast):
    page = ana.get(post(ana, cast, "q-hours", "12").location).text
    assert "Not this time." in page and "Accepted" in page and "The desk needs a day." in page


def test_a_wrong_wording_shows_every_accepted_one(ana, cast):
    walk(ana, cast, until="q-team")
    page = ana.get(post(ana, cast, "q-team", "<script>x</script>").location).text
    assert "security desk" in page and "the desk" in page and "&lt;script&gt;x" in page


def test_before_the_answer_no_accepted_wording_is_there(ana, cast):
    walk(ana, cast, until="q-team")
    page = ana.get(QUIZ).text
    assert "security desk" not in page and 'autocapitalize="off"' in page and 'spellcheck="false"' in page


def test_part_of_the_points_is_said_with_its_decimals(cast, as_):
    wordings.publish(cast, questions=wordings.QUESTIONS.replace("(2 points)", "(3 points)"))
    wordings.begin(cast.ana)
    client = as_(cast.ana)
    walk(client, cast, until="q-share")
    page = client.get(post(client, cast, "q-share", ["a"]).location).text
    assert "1.5 points out of 3." in page and "Partly right" in page


def test_practice_says_that_it_does_not_count(ana, cast):
    walk(ana, cast, until="q-colour")
    assert "· practice" in ana.get(QUIZ).text
    assert "Practice: it does not count." in ana.get(post(ana, cast, "q-colour", "a").location).text


def test_a_survey_thanks_and_judges_nothing(ana, cast):
    walk(ana, cast, until="q-often")
    page = ana.get(post(ana, cast, "q-often", "a").location).text
    assert "Thank you." in page and "Your answer" in page
    assert "Rightly left out" not in page and "points." not in page


def test_a_reflection_may_be_left_out_by_a_button(ana, cast):
    walk(ana, cast, until="q-reflect")
    assert "Go on without writing" in ana.get(QUIZ).text
    page = ana.get(post(ana, cast, "q-reflect", "half a thought", without_writing="1").location).text
    assert "You wrote nothing, and that is fine." in page and "half a thought" not in page


def test_too_long_a_reflection_is_not_lost(ana, cast):
    walk(ana, cast, until="q-reflect")
    answer = post(ana, cast, "q-reflect", "x" * 5001)
    assert answer.status_code == 422 and "at most 5000 characters" in answer.text and "x" * 5001 in answer.text


def test_its_writer_reads_a_reflection_again_and_nobody_else_does(ana, cast, as_):
    walk(ana, cast)
    assert SECRET in ana.get(QUIZ).text and SECRET in ana.get(f"{QUIZ}?q=q-reflect").text
    hana = as_(cast.hana)
    pages = (f"/hr/people/{cast.ana.id}", "/hr/courses/small?state=all", "/hr/courses/small/questions", "/hr/people")
    assert all(SECRET not in hana.get(page).text for page in pages)


def test_each_earlier_attempt_can_be_opened_again(ana, cast):
    walk(ana, cast, HALF)
    first = quiz.page(cast.ana.id, "small", "quiz-check").attempt_id
    ana.post(QUIZ)
    walk(ana, cast, until="q-often")
    assert f"attempt={first}" in ana.get(QUIZ).text
    page = ana.get(f"{QUIZ}?attempt={first}").text
    assert "1 point out of 4." in page and f"attempt={first}&amp;q=q-hours" in page
    assert "12" in ana.get(f"{QUIZ}?attempt={first}&q=q-hours").text


@pytest.mark.parametrize("attempt", ["1", "", "00000000-0000-4000-8000-000000000000"])
def test_an_attempt_that_is_not_there_is_not_found(ana, cast, attempt):
    walk(ana, cast)
    assert ana.get(f"{QUIZ}?attempt={attempt}").status_code == 404


def test_anothers_attempt_is_not_found(ana, cast):
    attempt = wordings.begin(cast.omar)
    wordings.answer(cast.omar, attempt)
    assert ana.get(f"{QUIZ}?attempt={attempt}").status_code == 404


def test_a_quiz_of_nothing_marked_promises_no_points(cast, as_):
    unmarked = "\n### Survey" + wordings.QUESTIONS.partition("\n### Survey")[2]
    french = "\n### À quelle" + wordings.FRENCH.partition("\n### À quelle")[2]
    wordings.publish(cast, "(pass 100%)", unmarked, french)
    client = as_(cast.ana)
    client.post("/courses/small")
    assert "Nothing here is marked" in client.get(QUIZ).text
    attempt = wordings.begin(cast.ana)
    wordings.answer(cast.ana, attempt)
    assert "Every question is answered" in client.get(QUIZ).text


def test_a_practice_quiz_shows_its_points_and_counts_nowhere(cast, as_):
    wordings.publish(cast, "(practice)")
    attempt = wordings.begin(cast.ana)
    wordings.answer(cast.ana, attempt, HALF)
    page = as_(cast.ana).get(QUIZ).text
    assert "Practice done" in page


def test_hr_and_authors_see_the_questions_and_managers_do_not(words, cast, as_):
    for who, status in ((cast.hana, 200), (cast.paul, 200), (cast.marc, 403), (cast.ana, 403)):
        assert as_(who).get("/hr/courses/small/questions").status_code == status
    assert "/hr/courses/small/questions" in as_(cast.hana).get("/hr/courses/small").text


def test_every_way_back_from_the_questions_is_open_to_an_author(words, cast, as_):
    paul = as_(cast.paul)
    crumbs = paul.get("/hr/courses/small/questions").text.split('class="crumbs"')[1].split("</ol>")[0]
    ways = re.findall(r'href="([^"]+)"', crumbs)
    assert ways and [paul.get(way).status_code for way in ways] == [200] * len(ways)


def test_too_few_first_attempts_say_so(ana, cast, as_):
    walk(ana, cast)
    page = as_(cast.hana).get("/hr/courses/small/questions").text
    assert "1 first attempt. Figures are shown from 20 on" in page and "Every week" not in page


def test_the_figures_name_nobody_in_few_queries(monkeypatch, ana, cast, as_):
    monkeypatch.setattr(question_statistics, "FEWEST_ATTEMPTS", 1)
    walk(ana, cast, HALF)
    hana = as_(cast.hana)
    hana.get("/hr/courses/small/questions")
    with counted() as statements:
        page = hana.get("/hr/courses/small/questions").text
    assert len(statements) <= 6
    assert "Every week" in page and "Other wordings" in page and "press office" not in page
    assert "Ana" not in page


def test_in_french_every_word_is_french(ana, cast):
    ana.get("/?lang=fr")
    page = ana.get(f"{QUIZ}?lang=fr").text
    assert "heures" in page and "Indice 1 sur 2" in page
