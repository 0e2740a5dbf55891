"""A quiz with one question each of Put in order, Match and Sort, in two languages, for tests of their kinds."""

from functools import cache

from lms.domain.course.model import MatchQuestion, OrderQuestion
from lms.domain.course.parse import ParseResult, parse_course
from tests.domain.course.cases import COURSE, FRENCH

SOURCE = """\
---
id: m
---

# Module

## Quiz (part marks): Check <!-- #quiz -->

### Put in order (2 points): What comes first? <!-- #q-order -->

1. b) Delete the post
  and its copies
2. a) Tell the desk
   > They know what to do.
3. d) Tell your manager
4. c) Sleep

> **Why:** Speed counts.

### Match (3 points): Who takes care of it? <!-- #q-who -->

| | What happens | Who takes care |
|---|:-:|---|
| b) | A journalist writes | Press office |
| a) | A customer complains \\| shouts | Customer *care* |
| d) | | Payroll |
| c) | A fake account | Security desk |

### Sort: Where does it belong? <!-- #q-where -->

| | Item | Place |
|---|---|---|
| c) | A press release | Free to share |
| a) | A screenshot | Stays inside |
| b) | A birthday | stays  inside |
"""

TRANSLATION = """\
---
language: fr
---

# Partie

## Quiz <!-- #quiz -->

### Par quoi commencer ? <!-- #q-order -->

- a) Prévenir la permanence
  > Elle sait faire.
- b) Supprimer le message
- c) Dormir
- d) Prévenir votre responsable

> **Pourquoi :** La vitesse compte.

### Qui s'en occupe ? <!-- #q-who -->

| | Ce qui se passe | Qui s'en occupe |
|---|---|---|
| a) | Un client se plaint | Service clients |
| b) | Un journaliste écrit | Service de presse |
| c) | Un faux compte | Permanence sécurité |
| d) | | Paie |

### Où le ranger ? <!-- #q-where -->

| | Élément | Lieu |
|---|---|---|
| a) | Une capture | Reste ici |
| b) | Un anniversaire | Reste ici |
| c) | Un communiqué | À partager |
"""


def parsed(source: str = SOURCE, translation: str = TRANSLATION) -> ParseResult:
    """The course with those two files."""
    course = COURSE.replace("modules:", "translations: [fr]\nmodules:")
    texts = {"course.md": course, "course.fr.md": FRENCH, "10-m.md": source, "10-m.fr.md": translation}
    return parse_course({path: text.encode() for path, text in texts.items()})


def codes(source: str = SOURCE, translation: str = TRANSLATION) -> list[str]:
    """The rules that find something, in the order of the lines."""
    return [note.code for note in parsed(source, translation).diagnostics]


def order() -> OrderQuestion:
    found = _course_question("q-order")
    assert isinstance(found, OrderQuestion)
    return found


def match() -> MatchQuestion:
    found = _course_question("q-who")
    assert isinstance(found, MatchQuestion)
    return found


def sort() -> MatchQuestion:
    found = _course_question("q-where")
    assert isinstance(found, MatchQuestion)
    return found


@cache
def _course_question(id: str) -> object:
    course = parsed().course
    assert course is not None
    return course.question(id)
