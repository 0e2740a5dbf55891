"""Two editions side by side: what differs, and the smallest kind of change it allows."""

from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.domain.course import compare_text
from lms.domain.course.compare import Comparison, Difference, affected, compare, sentence
from lms.domain.course.compare_words import REASONS
from lms.domain.course.model import ChangeKind, Course
from lms.domain.course.parse import parse_course
from tests.domain.course.small import small_course, small_files

SMALL = small_course()
POSTING, PROMISE = "10-posting.md", "20-promise.md"
MODULE = b"---\nid: new\n---\n# New\n## Extra <!-- #extra -->\n\nRead this.\n"
QUIZ = "\n## Quiz{}: More <!-- #quiz-more -->\n\n### True or false: Yes? <!-- #q-yes -->\n\n- [x] True\n- [ ] False\n"
COSMETIC, UPDATE, ASKS, MATERIAL, FINAL = "cosmetic", "update", "update, asks", "material", "material, final"


def parsed(files: dict[str, bytes]) -> Course:
    course = parse_course(files).course
    assert course
    return course


def edited(*edits: tuple[str, str, str]) -> Course:
    """The small course with texts replaced; an empty old text appends."""
    files = small_files()
    for path, old, new in edits:
        text = files[path].decode()
        assert old in text
        files[path] = (text.replace(old, new, 1) if old else text + new).encode()
    return parsed(files)


def weight(one: Difference) -> str:
    return f"{one.least}{', asks' if one.asks else ''}{', final' if one.final else ''}"


TABLE = [
    # only layout
    (POSTING, "A screenshot counts.", "A **screenshot** counts.", "layout", COSMETIC),
    (POSTING, "- A screenshot", "* A screenshot", "layout", COSMETIC),
    (POSTING, "Three minutes to read,", "Three minutes\nto read,", "layout", COSMETIC),
    # a few words, none of them special
    (POSTING, "So does a guess.", "So does any idea.", "number", ASKS),
    (POSTING, "So does a guess.", "So does an idea.", "spelling", COSMETIC),
    (POSTING, "Come and see it!", "Come and look at it, we are glad to see you!", "wording", UPDATE),
    # words that people act upon
    (POSTING, "Wait an hour", "Wait two hours", "number", ASKS),
    (POSTING, "Wait an hour", "Wait a day", "date", ASKS),
    (POSTING, "has published them", "has not published them", "negation", ASKS),
    (POSTING, "Come and see", "You must come and see", "duty", ASKS),
    (POSTING, "stay inside until", "stay inside [here](#everyday-posts) until", "link", ASKS),
    (POSTING, "ask your manager", "ask boss@ostrelle.example", "contact", ASKS),
    ("10-posting.fr.md", "déjà", "jamais", "negation", ASKS),
    # new and lost texts
    (POSTING, "> **Hint:** Who answers", "> **Hint:** Ask.\n\n> **Hint:** Who answers", "text-added", UPDATE),
    (POSTING, "  > It is already public.\n", "", "text-removed", UPDATE),
    (POSTING, "\n## Quiz", "\n- e) Do: Smile.\n\n## Quiz", "cards-added", UPDATE),
    (POSTING, "a) Do: Share", "a) Don't: Share", "cards", ASKS),
    # sections, modules and questions
    (POSTING, "", "\n## Extra <!-- #extra -->\n\nRead this.\n", "reading-added", ASKS),
    (POSTING, "", "\n## Reading (optional): Extra <!-- #extra -->\n\nRead.\n", "optional-added", UPDATE),
    (POSTING, "", QUIZ.format(""), "section-added", MATERIAL),
    (POSTING, "", QUIZ.format(" (practice)"), "practice-added", UPDATE),
    (POSTING, "<!-- #what-stays-inside -->", "<!-- #stays -->", "section-removed", MATERIAL),
    (POSTING, "## What stays", "## Reading (optional): What stays", "optional", MATERIAL),
    (POSTING, "id: posting", "id: posting\noptional: yes", "optional", MATERIAL),
    (POSTING, "<!-- #q-share -->", "<!-- #q-shared -->", "question-added", ASKS),
    (POSTING, "<!-- #q-share -->", "<!-- #q-shared -->", "question-removed", ASKS),
    ("course.md", "[posting, promise]", "[promise, posting]", "order", COSMETIC),
    ("course.md", "modules: [posting, promise]", "modules: [promise]", "module-removed", MATERIAL),
    # keys
    (POSTING, "- [x] a) The press", "- [ ] a) The press", "answer-key", MATERIAL),
    (POSTING, "(2 points)", "(3 points)", "question-settings", MATERIAL),
    (POSTING, "(2 points)", "(2 points, critical)", "critical", MATERIAL),
    (POSTING, "(2 points)", "(2 points, practice)", "counted", MATERIAL),
    (POSTING, "one (critical)", "all that apply (critical)", "kind", MATERIAL),
    (POSTING, "Quiz: Check", "Quiz (practice): Check", "counted", MATERIAL),
    (POSTING, "Quiz: Check", "Quiz (pass 90%): Check", "pass-mark-raised", MATERIAL),
    (POSTING, "Quiz: Check", "Quiz (pass 50%): Check", "pass-mark-lowered", ASKS),
    (POSTING, "Quiz: Check", "Quiz (attempts 2): Check", "quiz-settings", ASKS),
    # settings of the course
    ("course.md", "pass-mark: 80%", "pass-mark: 90%", "pass-mark-raised", MATERIAL),
    ("course.md", "pass-mark: 80%", "pass-mark: 70%", "pass-mark-lowered", ASKS),
    ("course.md", "attempts: 3", "attempts: 2", "attempts", ASKS),
    ("course.md", "renew: 12 months", "renew: 6 months", "period", ASKS),
    ("course.md", "communications@", "press@", "contact", ASKS),
    ("course.md", "owner: Communications team", "owner: Press team", "setting", COSMETIC),
    ("course.md", "  name: Posts with care", "  name: Posts with care\n  image: a.svg", "badge", UPDATE),
    ("course.md", "translations: [fr]", "translations: []", "language-removed", ASKS),
    ("course.md", "language: en", "language: fr", "source-language", ASKS),
    ("course.md", "title: Posting with care", "title: Posting with love", "spelling", COSMETIC),
    # what people sign
    (PROMISE, "I will not publish", "I will never publish", "statement", FINAL),
    (PROMISE, "I will not publish", "I will  not publish", "statement", FINAL),
    (PROMISE, "I confirm that:", "I promise that:", "statement", FINAL),
    ("20-promise.fr.md", "Je ", "Moi, je ", "statement", FINAL),
    (PROMISE, "", "- [ ] c) I will ask.\n", "promise-added", FINAL),
    (PROMISE, "- [ ] a) I have read the posting policy, version {{version}}.\n", "", "promise-removed", FINAL),
    ("course.md", "organisation: Ostrelle", "organisation: Ostrel", "statement-word", FINAL),
    (PROMISE, "<!-- #ack-posting -->", "<!-- #ack -->", "acknowledgement-added", FINAL),
    (PROMISE, "<!-- #ack-posting -->", "<!-- #ack -->", "acknowledgement-removed", FINAL),
    (PROMISE, "type your name", "tick only", "mode", ASKS),
    (PROMISE, "Posting policy", "Posting rules", "spelling", COSMETIC),
]


@pytest.mark.parametrize(("path", "old", "new", "code", "expected"), TABLE)
def test_the_table_of_changes(path: str, old: str, new: str, code: str, expected: str) -> None:
    found = {one.code: weight(one) for one in compare(SMALL, edited((path, old, new))).differences}
    assert found.get(code) == expected, found


def test_every_reason_weighs_what_its_row_says() -> None:
    seen = {code for *_, code, _ in TABLE}
    elsewhere = {"image", "document", "file-added", "file-removed", "moved", "module-added", "required"}
    elsewhere |= {"language-added", "uncounted-key", "optional-removed", "rewritten", "scenario-added", "path"}
    assert seen | elsewhere == set(REASONS)


def test_nothing_differs_from_itself() -> None:
    assert compare(SMALL, SMALL) == Comparison((), None)


def test_the_least_kind_is_that_of_the_weightiest_difference() -> None:
    after = edited((POSTING, "So does a guess.", "So does an idea."), (PROMISE, "I will not", "I will never"))
    comparison = compare(SMALL, after)
    assert (comparison.least, comparison.final) == (ChangeKind.MATERIAL, True)


def test_three_words_of_one_item_are_few_and_four_are_not() -> None:
    three = edited((POSTING, "Come and see it!", "Come or feel that!"))
    four = edited((POSTING, "Come and see it!", "Come or feel that!"), (POSTING, "A screenshot", "Some picture"))
    assert {one.code for one in compare(SMALL, three).differences} == {"spelling"}
    assert compare(SMALL, four).least == ChangeKind.UPDATE


def test_a_difference_says_where_it_stands_and_what_stood_there() -> None:
    found = compare(SMALL, edited((POSTING, "Wait an hour", "Wait 24 hours"))).differences
    assert [(one.item, one.lang, one.place and one.place.file) for one in found] == [
        ("what-stays-inside", "en", POSTING)
    ]
    assert "Wait an hour" in found[0].before and "Wait 24 hours" in found[0].after


def test_a_changed_answer_is_shown_as_its_author_wrote_it() -> None:
    after = edited((POSTING, "- [x] a) The press", "- [ ] a) The press"))
    found = next(one for one in compare(SMALL, after).differences if one.code == "answer-key")
    assert (found.before, found.after) == ("- [x] a) The press release", "- [ ] a) The press release")


def test_new_modules_and_languages_count_from_both_sides() -> None:
    files = small_files()
    more = files | {"30-new.md": MODULE}
    more["course.md"] = files["course.md"].replace(b"promise]", b"promise, new]").replace(b"[fr]", b"[fr, de]")
    found = {one.code: one for one in compare(SMALL, parsed(more)).differences}
    assert found.keys() == {"module-added", "language-added"}
    assert affected(compare(SMALL, parsed(more)), parsed(more)) == {"extra", "ack-posting"}


def test_an_optional_part_that_becomes_required_is_material() -> None:
    before = edited((POSTING, "## What stays", "## Reading (optional): What stays"))
    assert [one.code for one in compare(before, SMALL).differences] == ["required"]


def test_a_part_may_move_to_another_module() -> None:
    files = small_files()
    head, cards, rest = files[POSTING].decode().partition("## Do and don't: Everyday")
    cards, quiz, rest = (cards + rest).partition("## Quiz")
    french = files["10-posting.fr.md"].decode()
    assert cards and french
    files[POSTING] = (head + quiz + rest).encode()
    files[PROMISE] = files[PROMISE].replace(b"## Ack", cards.encode() + b"## Ack")
    found = [one for one in compare(SMALL, parsed(files)).differences if one.item == "everyday-posts" and not one.lang]
    assert [one.code for one in found] == ["moved"]


def test_a_question_for_practice_may_change_its_answers() -> None:
    practice = (POSTING, "(2 points)", "(2 points, practice)")
    before, after = edited(practice), edited(practice, (POSTING, "- [x] a) The press", "- [ ] a) The press"))
    assert [weight(one) for one in compare(before, after).differences] == [UPDATE]


def test_images_count_by_their_bytes_and_documents_ask() -> None:
    before = {"a.svg": "1", "b.pdf": "1", "gone.png": "1", "course.md": "1", "published.json": "1"}
    after = {"a.svg": "2", "b.pdf": "2", "new.png": "1", "course.md": "2", "published.json": "2"}
    found = {one.code: weight(one) for one in compare(SMALL, SMALL, before, after).differences}
    assert found == {"image": COSMETIC, "document": ASKS, "file-removed": COSMETIC, "file-added": COSMETIC}


def test_what_changed_is_read_and_signed_again() -> None:
    after = edited((POSTING, "- [x] a) The press", "- [ ] a) The press"), (POSTING, "an hour", "two hours"))
    assert affected(compare(SMALL, after), after) == {"q-share", "what-stays-inside", "ack-posting"}


def test_spelling_sends_nobody_back() -> None:
    after = edited((POSTING, "So does a guess.", "So does an idea."))
    assert affected(compare(SMALL, after), after) == frozenset()


@pytest.mark.parametrize("code", REASONS)
def test_every_reason_is_told_in_both_languages(code: str) -> None:
    reason = REASONS[code]
    one = Difference("x", None, None, code, reason.weight.least, "old {x}", "", False, False)
    english, french = sentence(one, "en"), sentence(one, "fr")
    assert english != french and english.endswith(".") and french.endswith(".")
    assert "{before}" not in english + french and "{after}" not in english + french


def test_in_a_language_without_word_lists_every_word_asks() -> None:
    assert compare_text.changed("Das ist gut.", "Das ist schön.", "de").code == "rewritten"


@pytest.mark.parametrize(
    ("lang", "before", "after", "code"),
    [
        ("en", "You should go", "You shouldn't go", "negation"),
        ("en", "Call 18", "Call 17", "number"),
        ("en", "You may go", "You can go", "duty"),
        ("fr", "Vous allez", "Vous n'allez pas", "negation"),
        ("fr", "Vous pouvez", "Vous devez", "duty"),
        ("fr", "avant lundi", "avant mardi", "date"),
        ("fr", "« Oui »", '"Oui"', "layout"),
        ("en", "1. one\n2. two", "- one\n- two", "layout"),
        ("en", "teh desk", "the desk", "words"),
    ],
)
def test_words_are_looked_up_in_their_language(lang: str, before: str, after: str, code: str) -> None:
    assert compare_text.changed(before, after, lang).code == code


NOISE = st.sampled_from([("\n\n", "\n\n\n"), ("counts", "*counts*"), (" ", "  "), ("'", "’"), ("- A s", "* A s")])


@settings(deadline=None, max_examples=40)
@given(st.lists(NOISE, max_size=4))
def test_noise_of_layout_stays_cosmetic(noise: list[tuple[str, str]]) -> None:
    files = small_files()
    head, rest = files[POSTING].decode().split("## Do and", 1)
    settings_block, text = head.split("\n---\n", 1)
    lines = text.split("\n")
    for old, new in noise:
        lines = [line if line.startswith(("#", ">")) else line.replace(old, new) for line in lines]
    files[POSTING] = (settings_block + "\n---\n" + "\n".join(lines) + "## Do and" + rest).encode()
    assert compare(SMALL, parsed(files)).least in (None, ChangeKind.COSMETIC)


EDITS = st.lists(st.sampled_from([(path, old, new) for path, old, new, *_ in TABLE if old]), max_size=3)


@settings(deadline=None, max_examples=60)
@given(EDITS)
def test_both_directions_name_the_same_items(edits: list[tuple[str, str, str]]) -> None:
    files = small_files()
    for path, old, new in edits:
        files[path] = files[path].replace(old.encode(), new.encode(), 1)
    other = parsed(files)
    there, back = compare(SMALL, other), compare(other, SMALL)
    assert {one.item for one in there.differences} == {one.item for one in back.differences}
    assert compare(other, replace(other)) == Comparison((), None)


@pytest.mark.long
@pytest.mark.parametrize("words", [["a"], ["a", "b"], [f"w{n}" for n in range(5000)], [f"w{n}" for n in range(100)]])
def test_a_text_as_large_as_a_file_may_be_is_compared_in_bounded_time(words: list[str]) -> None:
    many = (words * (512 * 1024 // (6 * len(words)) + 1))[: 512 * 1024 // 6]
    before, after = ["start", *many, "end"], ["first", *many[::-1], "last"]
    began = process_time()
    compare_text.changed(" ".join(before), " ".join(after), "en")
    assert process_time() - began < 5
