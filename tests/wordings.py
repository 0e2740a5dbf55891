"""The small course with a quiz of written, unmarked and practice questions, and Ana's way through it."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from lms.services import opening, publishing, quiz
from lms.store.folder import read_folder
from tests import journey
from tests.cast import NOW, Cast, Player

SMALL = Path(__file__).parent / "courses" / "small"
SETTINGS = "(part marks, pass 60%)"
QUESTIONS = """
### Number: Within how many hours? <!-- #q-hours -->

- Answer: 24
- Unit: hours

> **Hint:** It is a day.

> **Hint:** A day has so many.

> **Why:** The desk needs a day.

### Short answer: Which team do you tell? <!-- #q-team -->

- Answer: security desk
- Answer: the desk

### Choose all that apply (2 points): Which may you share? <!-- #q-share -->

- [x] a) The press release
  > It is public.
- [x] b) A job advert
- [ ] c) A client's name

### Choose one (practice): Which colour is calm? <!-- #q-colour -->

- [ ] a) Red
  > Too bright.
- [x] b) Blue

### Survey: How often do you post? <!-- #q-often -->

- a) Every week
- b) Never

### Reflect: Which post would you change? <!-- #q-reflect -->

Nobody reads your answer but you.
"""
FRENCH = """
### Dans quel délai ? <!-- #q-hours -->

- Unité : heures

> **Indice :** C'est un jour.

> **Indice :** Un jour en compte tant.

> **Pourquoi :** La permanence a besoin d'un jour.

### Quelle équipe prévenez-vous ? <!-- #q-team -->

- Réponse : la permanence sécurité

### Que pouvez-vous partager ? <!-- #q-share -->

- a) Le communiqué
  > Il est public.
- b) Une offre d'emploi
- c) Le nom d'un client

### Quelle couleur est calme ? <!-- #q-colour -->

- a) Rouge
  > Trop vive.
- b) Bleu

### À quelle fréquence publiez-vous ? <!-- #q-often -->

- a) Chaque semaine
- b) Jamais

### Quel message changeriez-vous ? <!-- #q-reflect -->

Vous seul lisez votre réponse.
"""
ASKED = ("q-hours", "q-team", "q-share", "q-colour", "q-often", "q-reflect")
SECRET = "I once posted a photo of the roadmap."
RIGHT = {
    "q-hours": ["24 hours"],
    "q-team": ["The Security Desk"],
    "q-share": ["a", "b"],
    "q-colour": ["a"],
    "q-often": ["b"],
    "q-reflect": [SECRET],
}
HALF = RIGHT | {"q-hours": ["12"], "q-team": ["press office"], "q-share": ["a"]}
QUIZ = "/courses/small/posting/quiz-check"


def files(settings: str = SETTINGS, questions: str = QUESTIONS, french: str = FRENCH) -> dict[str, bytes]:
    found = dict(read_folder(SMALL))
    head = found["10-posting.md"].decode().partition("## Quiz: ")[0]
    found["10-posting.md"] = (head + f"## Quiz {settings}: Check yourself <!-- #quiz-check -->\n" + questions).encode()
    before, _, _ = found["10-posting.fr.md"].decode().partition("<!-- #quiz-check -->")
    found["10-posting.fr.md"] = (before + "<!-- #quiz-check -->\n" + french).encode()
    return found


def publish(cast: Cast, settings: str = SETTINGS, questions: str = QUESTIONS, french: str = FRENCH) -> str:
    """The course; the edition's id."""
    return publishing.publish(
        files(settings, questions, french), by=cast.paul.email, approved_by=cast.aline.email, now=NOW
    )


def publish_over(cast: Cast) -> str:
    """The same as version 2.0, where the small course is there already."""
    found = files()
    course = found["course.md"].decode().replace("version: 1.0\nowner", "version: 2.0\nowner")
    change = "changes:\n  - version: 2.0\n    date: 2026-11-03\n    kind: material\n    note: Other questions.\n"
    found["course.md"] = course.replace("changes:\n", change).encode()
    note = "changes:\n  - version: 2.0\n    note: D'autres questions.\n"
    found["course.fr.md"] = found["course.fr.md"].decode().replace("changes:\n", note).encode()
    return publishing.publish(found, by=cast.paul.email, approved_by=cast.aline.email, now=NOW)


def begin(person: Player, now: datetime = NOW) -> str:
    """Opens the course, reads the module and starts the quiz; the attempt's id."""
    opening.open_course(person.id, "small", "en", now)
    journey.read_all(person, now=now)
    return quiz.start(person.id, "small", "quiz-check", "en", now)


def answer(person: Player, attempt: str, answers: Mapping[str, list[str]] = RIGHT, now: datetime = NOW) -> None:
    """Answers all that the attempt asks."""
    for item in quiz.page(person.id, "small", "quiz-check").items:
        id = item.question.id
        quiz.answer(journey.HOUSE, person.id, "small", attempt, id, {id: answers[id]}, now)
