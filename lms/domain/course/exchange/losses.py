"""What a conversion cannot carry over, said line by line in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lms.domain.course.places import Lang
from lms.domain.course.typography import french

SENTENCES: Mapping[str, tuple[str, str]] = {
    "hint": ("{format} has no hints: {count} left out.", "{format} ne connaît pas les indices : {count} de moins."),
    "kind": (
        "{format} has no questions of the kind {kind}: kept as a comment.",
        "{format} ne connaît pas les questions de la sorte {kind} : gardée en commentaire.",
    ),
    "section": (
        "This part is no quiz: kept as {what} in {format}.",
        "Cette partie n'est pas un quiz : gardée comme {what} dans {format}.",
    ),
    "scenario": (
        "{format} has no scenarios: this one is left out.",
        "{format} ne connaît pas les mises en situation : celle-ci est omise.",
    ),
    "quiz": (
        "{format} does not store the settings of a quiz: {settings}.",
        "{format} ne garde pas les réglages d'un quiz : {settings}.",
    ),
    "languages": (
        "Only {kept} is exported; the course also exists in {left}.",
        "Seule la langue {kept} est exportée ; le cours existe aussi en {left}.",
    ),
    "accepted": (
        "Only the wordings in {kept} are exported.",
        "Seules les formulations en {kept} sont exportées.",
    ),
    "feedback": (
        "{format} has no feedback on single rows: {count} left out.",
        "{format} ne connaît pas de retour par ligne : {count} de moins.",
    ),
    "weights": (
        "Answers with weights of their own become part marks: {weights}.",
        "Des réponses pondérées deviennent des points partiels : {weights}.",
    ),
    "partial": (
        'This answer earned {weight} % of the points and counts as wrong now: "{text}".',
        "Cette réponse valait {weight} % des points et compte maintenant comme fausse : « {text} ».",
    ),
    "wording": (
        'This answer earned only {weight} % of the points and counts as fully right now: "{text}".',
        "Cette réponse ne valait que {weight} % des points et compte maintenant comme juste : « {text} ».",
    ),
    "wrong-wording": (
        'A wrong wording with a remark is kept under "Imported": "{text}".',
        "Une mauvaise formulation commentée est gardée sous « Imported » : « {text} ».",
    ),
    "unknown": (
        "{what} has no counterpart here: kept under \"Imported\".",
        "{what} n'a pas d'équivalent ici : gardé sous « Imported ».",
    ),
    "unreadable": ("This question cannot be read: {why}.", "Cette question ne peut pas être lue : {why}."),
    "text": (
        "This text between questions becomes a part to read.",
        "Ce texte entre les questions devient une partie à lire.",
    ),
    "file": ("The embedded file {name} is left out.", "Le fichier joint {name} est omis."),
    "pick": ("The draw by lot is kept as pool {pool}.", "Le tirage au sort est gardé comme groupe {pool}."),
    "id": (
        "The name {was} cannot be a tag; this question is called #{id} now.",
        "Le nom {was} ne peut servir d'étiquette ; la question s'appelle maintenant #{id}.",
    ),
}


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that does not come along: where it stands (a file and a line, 0 where unknown) and what it is."""

    code: str
    file: str
    line: int
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Losses:
    """The sheet on which a conversion writes them down, in order."""

    found: list[Loss] = field(default_factory=list)

    def add(self, code: str, file: str, line: int, **words: object) -> None:
        """Writes one loss down."""
        self.found.append(Loss(code, file, line, {name: str(word) for name, word in words.items()}))


def sentence(loss: Loss, language: Lang) -> str:
    """The loss in words, `file:line: sentence`."""
    en, fr = SENTENCES[loss.code]
    text = french(fr) if language == "fr" else en
    place = f"{loss.file}:{loss.line}: " if loss.line else f"{loss.file}: "
    return place + text.format_map(loss.words).replace("\n", " ")
