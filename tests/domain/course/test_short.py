"""Short answer: how it is read, translated, compared and counted."""

import pytest

from lms.domain.course.kinds import Unfinished, kind_of
from lms.domain.course.kinds.wordings import folded
from lms.domain.course.model import ShortQuestion
from tests.domain.course.one import answered, codes, question, rewritten

HEAD = "### Short answer: Which team do you tell? <!-- #q-team -->\n\n"
TEAM = HEAD + "- Answer: security desk\n- Answer: the desk\n"
FRENCH = "### Quelle équipe prévenez-vous ? <!-- #q-team -->\n\n- Réponse : la permanence sécurité\n"


def team(lines: str = TEAM, french: str = FRENCH) -> ShortQuestion:
    return question(ShortQuestion, lines, french)


def test_each_language_has_its_own_list() -> None:
    assert team().accepted == {"en": ("security desk", "the desk"), "fr": ("la permanence sécurité",)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Security Desk", "security desk"),
        ("  security   desk ", "security desk"),
        ("the security desk", "security desk"),
        ("a desk", "desk"),
        ("An hour", "hour"),
        ("la permanence", "permanence"),
        ("L’équipe", "equipe"),
        ("l' équipe", "équipe"),
        ("les équipes", "equipes"),
        ("une équipe", "équipe"),
        ("des équipes", "équipes"),
        ("du service", "service"),
        ("« permanence »", "permanence"),
        ("“desk”", '"desk"'),
        ("cœur", "coeur"),
        ("desk.", "desk"),
        ("don’t", "don't"),
        ("e–mail", "e-mail"),
        ("permanence\u202fsécurité", "permanence securite"),
        ("e\u0301quipe", "équipe"),
    ],
)
def test_what_makes_no_difference(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"), [("desk", "desks"), ("lamp", "la"), ("theatre", "atre"), ("desk the", "desk"), ("न", "नि")]
)
def test_what_does_make_one(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@pytest.mark.parametrize("text", ["the", "la", "l'", "'", ".", "!", "…", "a"])
def test_something_never_folds_to_nothing(text: str) -> None:
    assert folded(text)


@pytest.mark.parametrize(
    "typed", ["Security desk", "a security desk", "DESK", "permanence securite", "La permanence sécurité"]
)
def test_a_wording_of_any_language_is_right(typed: str) -> None:
    assert answered(team(), {"q-team": [typed]}).right


@pytest.mark.parametrize("typed", ["press office", "security", "security desk and press office"])
def test_another_wording_is_wrong(typed: str) -> None:
    mark = answered(team(), {"q-team": [typed]})
    assert (mark.right, mark.got, mark.of) == (False, 0, 1000)


@pytest.mark.parametrize(
    ("typed", "code"), [("", "nothing-written"), ("   ", "nothing-written"), ("x" * 201, "answer-too-long")]
)
def test_nothing_and_too_much_are_refused(typed: str, code: str) -> None:
    with pytest.raises(Unfinished) as refused:
        answered(team(), {"q-team": [typed]})
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("", ["Q10"]),
        ("- Answer:\n", ["Q34"]),
        ("- [x] a) security desk\n", ["Q10"]),
        ("- Answer: desk\n- Answer the desk\n", ["Q10"]),
        ("- Answer: desk\nAnswer: the desk\n", ["Q10"]),
        ("- Answer: desk\n\nAnswer: the desk\n", ["Q10"]),
        ("- Answer: desk\n  > because\n", ["Q33"]),
        ("- Answer: " + "x" * 300 + "\n", ["Q10"]),
    ],
)
def test_a_mistake_has_its_message(lines: str, found: list[str]) -> None:
    assert codes(HEAD + lines) == found


def test_a_translation_needs_its_own_words() -> None:
    assert codes(TEAM, FRENCH.partition("\n")[0] + "\n") == ["T05"]


def test_before_the_answer_a_short_answer_gives_nothing_away() -> None:
    bare = kind_of(team()).without_answers(team())
    assert (bare.accepted, bare.why, bare.key_print, bare.text_print) == ({}, None, "", "")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_short_answer_survives_the_way_to_other_formats_and_back(lang: str) -> None:
    lines = TEAM if lang == "en" else TEAM.replace("Short answer", "Réponse courte")
    found = question(ShortQuestion, lines, lang=lang)
    assert (rewritten(found, lang).key_print, rewritten(found, lang).accepted) == (found.key_print, found.accepted)


def test_case_and_article_do_not_change_who_is_right() -> None:
    other = HEAD + "- Answer: The desk\n- Answer: Security desk\n"
    assert team(TEAM, "").key_print == team(other, "").key_print != team(HEAD + "- Answer: desk\n", "").key_print


def test_wordings_are_counted_by_what_they_mean() -> None:
    rows = kind_of(team()).statistics(team(), ["Desk", "the desk", "desk", "desk", "Police", "police"])
    assert [(row.key, row.label, row.count, row.right) for row in rows] == [
        ("desk", "desk", 4, True),
        ("police", "Police", 2, False),
    ]
