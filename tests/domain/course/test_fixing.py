"""Fix tags: what is missing is written, everything else keeps its bytes."""

import pytest

from lms.domain.course.editing import apply
from lms.domain.course.fixing import fix_tags, stamp
from lms.domain.course.parse import parse_course
from lms.domain.course.places import Edit, Span
from tests.domain.course.cases import COURSE, FRENCH, HEAD
from tests.domain.course.small import small_files

QUIZ = "## Quiz: Check\n\n### Choose one: Which colour?\n\n- [ ] a) Red\n- [x] b) Blue\n\n> **Why:** It is calm.\n"
QUIZ_FR = "## Quiz\n\n### Quelle couleur ?\n\n- a) Rouge\n- b) Bleu\n\n> **Pourquoi :** Elle est calme.\n"


def course(module: str, french: str | None = None) -> dict[str, bytes]:
    files = {"course.md": COURSE, "10-m.md": HEAD + module}
    if french is not None:
        files["course.md"] = COURSE.replace("modules:", "translations: [fr]\nmodules:")
        files |= {"course.fr.md": FRENCH, "10-m.fr.md": "---\nlanguage: fr\n---\n\n# Partie\n\n" + french}
    return {path: text.encode() for path, text in files.items()}


def test_every_section_and_question_gets_a_tag() -> None:
    fixed = fix_tags(course("## Why\n\nText.\n\n" + QUIZ))
    text = fixed["10-m.md"].decode()
    assert "## Why <!-- #why -->\n" in text
    assert "## Quiz: Check <!-- #quiz-check -->\n" in text
    assert "### Choose one: Which colour? <!-- #q-which-colour -->" in text
    assert parse_course(fixed).diagnostics == ()


@pytest.mark.parametrize(
    ("heading", "tag"),
    [
        ("## Why this matters", "why-this-matters"),
        ("## Reading (optional): What stays", "what-stays"),
        ("## Note: what stays", "note-what-stays"),
        ("## Quiz (pass 80%, pick 3): Check yourself", "quiz-check-yourself"),
        ("## Quiz", "quiz"),
        ("## Scénario : Un cœur d'or", "scenario-un-coeur-d-or"),
        ("## Do and don't: Posting", "cards-posting"),
        ("## Attestation : Ma promesse", "ack-ma-promesse"),
        ("## L’équipe — déjà prête", "l-equipe-deja-prete"),
        ("## Quiz: C\n\n### Choose one (2 points): Who answers?", "q-who-answers"),
        ("## Quiz: C\n\n### Plusieurs réponses : À qui l’écrire ?", "q-a-qui-l-ecrire"),
        ("## Quiz: C\n\n### Nonsense: who?", "q-who"),
        ("## Quiz: C\n\n### Who?", "q-who"),
    ],
)
def test_a_tag_is_made_of_the_words_behind_the_kind(heading: str, tag: str) -> None:
    files = course(f"{heading}\n\nText.\n")
    files["course.md"] = files["course.md"].replace(b"language: en", b"language: fr")
    last = heading.splitlines()[-1]
    assert f"{last} <!-- #{tag} -->" in fix_tags(files)["10-m.md"].decode()


def test_tags_that_are_there_stay_as_they_are() -> None:
    assert fix_tags(small_files()) == small_files()


def test_curly_tags_are_rewritten() -> None:
    fixed = fix_tags(course("## Why {#because}\n\nText.\n"))
    assert b"## Why <!-- #because -->\n" in fixed["10-m.md"]


def test_a_translation_with_the_same_headings_gets_the_same_tags() -> None:
    fixed = fix_tags(course("## Why\n\nText.\n\n" + QUIZ, "## Pourquoi\n\nTexte.\n\n" + QUIZ_FR))
    assert b"## Pourquoi <!-- #why -->" in fixed["10-m.fr.md"]
    assert parse_course(fixed).diagnostics == ()


def test_a_translation_with_other_headings_is_left_to_people() -> None:
    files = course("## Why\n\nText.\n\n" + QUIZ, QUIZ_FR)
    assert fix_tags(files)["10-m.fr.md"] == files["10-m.fr.md"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_the_mark_at_the_beginning_stay(end: str) -> None:
    files = course("## Why\n\nText.")
    files["10-m.md"] = b"\xef\xbb\xbf" + files["10-m.md"].decode().replace("\n", end).encode()
    wanted = files["10-m.md"].replace(b"## Why", b"## Why <!-- #why -->")
    assert fix_tags(files)["10-m.md"] == wanted


def test_a_file_in_another_encoding_is_left_alone() -> None:
    files = course("## Why\n") | {"10-m.md": (HEAD + "## Été\n").encode("latin-1")}
    assert fix_tags(files) == files


def test_a_stamp_says_from_which_text_an_item_was_translated() -> None:
    files = fix_tags(course("## Why\n\nText.\n", "## Pourquoi\n\nTexte.\n"))
    stamped = stamp(files, "fr")
    assert b"<!-- #why =" in stamped["10-m.fr.md"]
    changed = stamped | {"10-m.md": stamped["10-m.md"].replace(b"Text.", b"Another text.")}
    assert [note.code for note in parse_course(changed).diagnostics] == ["T08"]
    assert parse_course(stamp(changed, "fr", {"why"})).diagnostics == ()


def test_only_the_items_asked_for_are_stamped() -> None:
    files = fix_tags(course("## Why\n\nText.\n", "## Pourquoi\n\nTexte.\n"))
    assert stamp(files, "fr", {"other"}) == files


def test_edits_are_made_from_the_end_and_may_span_lines() -> None:
    edits = [Edit(Span("a", 1, 2, 2, 2), "-\n-"), Edit(Span("a", 3, 1, 3, 1), "x")]
    assert apply({"a": b"one\r\ntwo\r\nthree"}, edits) == {"a": b"o-\r\n-wo\r\nxthree"}
