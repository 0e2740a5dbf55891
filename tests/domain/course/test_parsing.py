"""The reading of a course: structure, settings, translations, and how it survives mistakes."""

from fractions import Fraction

import pytest

from lms.domain.course.model import AckSection, CardSection, ChoiceQuestion, Period, QuizSection, Version
from lms.domain.course.parse import parse_course
from lms.domain.course.places import in_lang
from tests.domain.course.small import changed, small_course, small_files


def codes(files: dict[str, bytes]) -> list[str]:
    return [note.code for note in parse_course(files).diagnostics]


def test_the_small_course_has_nothing_to_say() -> None:
    assert parse_course(small_files()).diagnostics == ()


def test_the_same_files_always_give_the_same_course() -> None:
    files = small_files()
    assert parse_course(files) == parse_course(dict(reversed(files.items())))


def test_settings_become_values() -> None:
    course = small_course()
    assert (course.version, course.pass_mark, course.attempts) == (Version(1, 0), Fraction(4, 5), 3)
    assert course.renew == Period(12, "months")


def test_values_of_settings_never_change_their_meaning() -> None:
    files = changed("course.md", "organisation: Ostrelle", "organisation: no")
    course = parse_course(files).course
    assert course and course.words["organisation"]["en"].text == "no"


def test_modules_stand_in_the_order_of_the_settings() -> None:
    files = changed("course.md", "[posting, promise]", "[promise, posting]")
    course = parse_course(files).course
    assert course and [module.id for module in course.modules] == ["promise", "posting"]


def test_sections_have_their_kinds() -> None:
    course = small_course()
    kinds = [type(section).__name__ for _, section in course.sections()]
    assert kinds == ["ReadingSection", "CardSection", "QuizSection", "AckSection"]


def test_a_translation_joins_by_tag_and_letter_in_any_order() -> None:
    files = small_files()
    text = files["10-posting.fr.md"].decode()
    head, cards, quiz = text.partition("## Les messages du quotidien")
    title, reading, words = head.partition("## Ce qui")
    files["10-posting.fr.md"] = (title + cards + quiz + "\n" + reading + words).encode()
    result = parse_course(files)
    section = result.course and result.course.section("what-stays-inside")
    assert section and in_lang(section.title, "fr").text == "Ce qui reste à l'intérieur"
    assert result.diagnostics == ()


def test_a_translated_answer_keeps_its_tick() -> None:
    question = small_course().question("q-journalist")
    assert isinstance(question, ChoiceQuestion)
    right = [option for option in question.options if option.right]
    assert [in_lang(option.text, "fr").text for option in right] == ["Transmettre l'adresse du service de presse"]


def test_a_text_that_is_not_translated_is_shown_in_the_source_language() -> None:
    assert in_lang(small_course().title, "de").text == "Posting with care"


def test_true_and_false_have_fixed_keys() -> None:
    question = small_course().question("q-own-views")
    assert isinstance(question, ChoiceQuestion)
    assert [(option.key, option.right) for option in question.options] == [("T", False), ("F", True)]


def test_a_french_course_uses_french_words() -> None:
    module = """---
id: m
---

# Partie

## Quiz (réussite 50 %, essais 2) : Vérifiez <!-- #quiz -->

### Une seule réponse (2 points, critique) : Qui répond ? <!-- #q-qui -->

- [ ] a) Vous
- [x] b) Le service de presse

> **Indice :** Qui suit les demandes ?

> **Pourquoi :** Une voix suffit.

### Vrai ou faux : Un message privé peut être cité. <!-- #q-cite -->

- [x] Vrai
  > Tout peut être cité.
- [ ] Faux

## À faire, à éviter : Les messages <!-- #cartes -->

- a) À faire : Relayer une annonce.
- b) À éviter : Citer un client.

## Attestation (cocher seulement) : Politique <!-- #attestation -->

- [ ] a) J'ai lu la politique.
"""
    settings = "id: c\nlanguage: fr\nversion: 1.0\ncontact: rh@larkfield.example\nmodules: [m]\nrenew: 12 mois"
    changes = "changes:\n  - version: 1.0\n    kind: material"
    course = f"---\n{settings}\n{changes}\n---\n\n# Cours"
    files = {"course.md": course.encode(), "10-m.md": module.encode()}
    result = parse_course(files)
    assert result.diagnostics == ()
    quiz, cards, ack = (section for _, section in result.course.sections()) if result.course else ()
    assert isinstance(quiz, QuizSection) and (quiz.pass_mark, quiz.attempts) == (Fraction(1, 2), 2)
    assert isinstance(cards, CardSection) and [card.side for card in cards.cards] == ["do", "dont"]
    assert isinstance(ack, AckSection) and ack.mode == "tick_only"
    assert (quiz.questions[0].critical, quiz.questions[0].points, len(quiz.questions[0].hints)) == (True, 2, 1)


def test_a_broken_question_never_hides_the_rest() -> None:
    files = changed("10-posting.md", "### Choose one (critical)", "### Nonsense")
    result = parse_course(files)
    assert [note.code for note in result.diagnostics] == ["Q01"]
    assert result.course and [q.id for q in result.course.questions()] == ["q-share", "q-own-views"]


def test_a_broken_setting_never_hides_the_rest() -> None:
    files = changed("course.md", "owner: Communications team", "owner: Comms: EU")
    result = parse_course(files)
    assert [note.code for note in result.diagnostics] == ["F03"]
    assert result.course and result.course.attempts == 3


@pytest.mark.parametrize("value", ["&x team", "*x", "!!python/name:os.system", "[[[[a]]]]"])
def test_yaml_that_is_not_simple_is_refused(value: str) -> None:
    assert "F03" in codes(changed("course.md", "owner: Communications team", f"owner: {value}"))


def test_messages_come_sorted_by_file_and_line() -> None:
    files = small_files() | {"10-posting.md": b"---\nid: posting\n---\n# A\n## B\n\n{{x}}\n\n# C\n"}
    places = [(note.span.file, note.span.line) for note in parse_course(files).diagnostics]
    assert places == sorted(places) and len(places) > 4


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_any_line_ending_and_a_byte_order_mark_are_fine(ending: str) -> None:
    files = {path: b"\xef\xbb\xbf" + data.replace(b"\n", ending.encode()) for path, data in small_files().items()}
    assert parse_course(files).diagnostics == ()


def test_headings_inside_code_and_comments_are_nothing() -> None:
    hidden = "```\n## Not a section\n### Choose one: x\n```\n\n<!--\n## Nor this\n-->\n\nHere is a post"
    files = changed("10-posting.md", "Here is a post", hidden)
    assert codes(files) == []


def test_curly_tags_count_too() -> None:
    files = changed("10-posting.md", "<!-- #what-stays-inside -->", "{#what-stays-inside}")
    assert codes(files) == []


def test_a_stamp_of_the_present_source_is_silent() -> None:
    section = small_course().section("what-stays-inside")
    assert section
    stamp = f"<!-- #what-stays-inside ={section.text_print[:6]} -->"
    files = changed("10-posting.fr.md", "<!-- #what-stays-inside -->", stamp)
    assert codes(files) == []


def test_layout_and_emphasis_do_not_change_the_text_print() -> None:
    course = parse_course(changed("10-posting.md", "Client names and figures", "**Client names**\nand  figures")).course
    before, after = small_course().section("what-stays-inside"), course and course.section("what-stays-inside")
    assert before and after and before.text_print == after.text_print


def test_another_right_answer_changes_the_key_of_question_and_quiz() -> None:
    files = changed("10-posting.md", "- [x] c) A photo", "- [ ] c) A photo")
    course = parse_course(files).course
    before = small_course()
    assert course and course.question("q-share") is not None
    for id in ("quiz-check",):
        old, new = before.section(id), course.section(id)
        assert old and new and old.key_print != new.key_print


def test_a_word_in_a_promise_changes_its_statement_print() -> None:
    course = parse_course(changed("20-promise.md", "client names or figures", "clients or figures")).course
    old, new = small_course().acknowledgement, course and course.acknowledgement
    assert old and new and old.statement_print["en"] != new.statement_print["en"]
    assert old.statement_print["fr"] == new.statement_print["fr"]


def test_a_badge_whose_picture_is_missing_is_reported() -> None:
    assert codes(changed("course.md", "name: Posts with care", "name: Posts\n  image: images/x.svg")) == ["L01"]


def test_without_course_md_there_is_one_message_and_no_course() -> None:
    result = parse_course({})
    assert result.course is None
    assert [note.code for note in result.diagnostics] == ["F17"]
