"""Why two editions differ: for each reason the smallest kind of change it allows, and its sentence."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.domain.course.model import ChangeKind
from lms.domain.course.places import Id, Lang, Span
from lms.domain.course.typography import french


@dataclass(frozen=True, slots=True)
class Weight:
    """The smallest kind of change a reason allows.

    `asks`: only the author can say whether it changes what people must do. `final`: nobody may override it.
    """

    least: ChangeKind
    asks: bool = False
    final: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """A code with its weight and its sentence in both languages."""

    code: str
    weight: Weight
    en: str
    fr: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was: where, why it counts, and what stood there before and after.

    `place` is None for what is gone; `lang` is None for what has no language.
    """

    item: Id
    place: Span | None
    lang: Lang | None
    code: str
    least: ChangeKind
    before: str
    after: str
    asks: bool
    final: bool


# How a sentence ends: with both texts, with the new one, with the old one, or without any.
BECAME = (': "{before}" became "{after}".', " : « {before} » est devenu « {after} ».")
NEW = (': "{after}".', " : « {after} ».")
GONE = (': "{before}".', " : « {before} ».")
ALONE = (".", ".")

TABLE: Mapping[Weight, tuple[tuple[str, str, str, tuple[str, str]], ...]] = {
    Weight(ChangeKind.COSMETIC): (
        ("layout", "Only the layout changed", "Seule la mise en forme a changé", ALONE),
        ("spelling", "A few words changed", "Quelques mots ont changé", BECAME),
        ("order", "The order changed", "L'ordre a changé", BECAME),
        ("moved", 'It moved from "{before}" to "{after}"', "L'élément est passé de « {before} » à « {after} »", ALONE),
        ("image", 'The image "{after}" has other bytes', "L'image « {after} » a changé d'octets", ALONE),
        ("file-added", 'The file "{after}" is new', "Le fichier « {after} » est nouveau", ALONE),
        ("file-removed", 'The file "{before}" is gone', "Le fichier « {before} » a disparu", ALONE),
        (
            "setting",
            "A setting without effect on people changed",
            "Un réglage sans effet sur les personnes a changé",
            BECAME,
        ),
    ),
    Weight(ChangeKind.UPDATE): (
        ("wording", "More than three words changed", "Plus de trois mots ont changé", BECAME),
        ("text-added", "A text is new", "Un texte est nouveau", NEW),
        ("text-removed", "A text is gone", "Un texte a disparu", GONE),
        ("cards-added", "New cards", "Nouvelles cartes", NEW),
        (
            "uncounted-key",
            "The answers of a question that does not count changed",
            "Les réponses d'une question non comptée ont changé",
            BECAME,
        ),
        ("language-added", 'The language "{after}" is new', "La langue « {after} » est nouvelle", ALONE),
        ("badge", "The badge changed", "Le badge a changé", BECAME),
        ("practice-added", "A new quiz to practise", "Nouveau quiz d'entraînement", NEW),
        ("optional-added", "New, but optional", "Nouveau, mais facultatif", NEW),
        ("optional-removed", "Gone, but it was optional", "Disparu, mais c'était facultatif", GONE),
    ),
    Weight(ChangeKind.UPDATE, asks=True): (
        ("number", "A number or a quantity changed", "Un nombre ou une quantité a changé", BECAME),
        ("date", "A date or a time limit changed", "Une date ou un délai a changé", BECAME),
        ("negation", "A negation changed", "Une négation a changé", BECAME),
        ("duty", "A word that obliges or permits changed", "Un mot qui oblige ou qui permet a changé", BECAME),
        ("link", "A link changed", "Un lien a changé", BECAME),
        ("contact", "A contact changed", "Un contact a changé", BECAME),
        ("rewritten", "The text cannot be compared word by word", "Le texte ne peut être comparé mot à mot", BECAME),
        ("document", 'The document "{after}" has other bytes', "Le document « {after} » a changé d'octets", ALONE),
        ("reading-added", "New to read", "Nouveau texte à lire", NEW),
        ("scenario-added", "A new scenario", "Nouvelle mise en situation", NEW),
        ("question-added", "A new question", "Nouvelle question", NEW),
        ("question-removed", "The question is gone", "La question a disparu", GONE),
        (
            "path",
            "Steps or arrows of the scenario changed",
            "Des étapes ou des flèches de la mise en situation ont changé",
            ALONE,
        ),
        ("cards", "Do and don't changed", "À faire et à éviter ont changé", BECAME),
        ("quiz-settings", "The settings of the quiz changed", "Les réglages du quiz ont changé", BECAME),
        (
            "pass-mark-lowered",
            "The pass mark fell from {before} to {after}",
            "Le seuil de réussite est passé de {before} à {after}",
            ALONE,
        ),
        (
            "attempts",
            "The number of attempts changed: {before} became {after}",
            "Le nombre d'essais a changé : {before} est devenu {after}",
            ALONE,
        ),
        (
            "period",
            "How long it is valid, or when it comes back, changed",
            "La durée de validité ou le rappel a changé",
            BECAME,
        ),
        ("mode", "The way of signing changed", "La manière de signer a changé", BECAME),
        ("language-removed", 'The language "{before}" is gone', "La langue « {before} » a disparu", ALONE),
        ("source-language", "The source language changed", "La langue source a changé", BECAME),
    ),
    Weight(ChangeKind.MATERIAL): (
        ("answer-key", "The right answer changed", "La bonne réponse a changé", BECAME),
        (
            "question-settings",
            "The settings of a question that counts changed",
            "Les réglages d'une question comptée ont changé",
            BECAME,
        ),
        (
            "critical",
            "The question became critical: without it nobody passes",
            "La question est devenue critique : sans elle, personne ne réussit",
            ALONE,
        ),
        ("kind", "It became something else", "L'élément a changé de nature", BECAME),
        (
            "pass-mark-raised",
            "The pass mark rose from {before} to {after}",
            "Le seuil de réussite est passé de {before} à {after}",
            ALONE,
        ),
        (
            "counted",
            "What was for practice counts now, or the other way round",
            "Ce qui servait d'entraînement compte maintenant, ou l'inverse",
            ALONE,
        ),
        ("module-added", "A new module", "Nouveau module", NEW),
        ("module-removed", "A module is gone", "Un module a disparu", GONE),
        (
            "section-added",
            "A new part that everybody must finish",
            "Nouvelle partie que chaque personne doit terminer",
            NEW,
        ),
        (
            "section-removed",
            "A part that everybody had to finish is gone",
            "Une partie que chaque personne devait terminer a disparu",
            GONE,
        ),
        (
            "required",
            "What was optional must be finished now",
            "Ce qui était facultatif est maintenant à terminer",
            NEW,
        ),
        (
            "optional",
            "What had to be finished is optional now",
            "Ce qui était à terminer est maintenant facultatif",
            NEW,
        ),
    ),
    Weight(ChangeKind.MATERIAL, final=True): (
        ("statement", "The statement people sign changed", "La déclaration à signer a changé", BECAME),
        (
            "statement-word",
            "A word inside the statement people sign changed",
            "Un mot de la déclaration à signer a changé",
            BECAME,
        ),
        ("promise-added", "A promise to sign is new", "Un engagement à signer est nouveau", NEW),
        ("promise-removed", "A promise to sign is gone", "Un engagement à signer a disparu", GONE),
        ("acknowledgement-added", "A new acknowledgement to sign", "Nouvelle attestation à signer", NEW),
        ("acknowledgement-removed", "The acknowledgement is gone", "L'attestation a disparu", GONE),
    ),
}
REASONS: Mapping[str, Reason] = {
    code: Reason(code, weight, english + end[0], words + end[1])
    for weight, rows in TABLE.items()
    for code, english, words, end in rows
}


def sentence(difference: Difference, language: Lang) -> str:
    """Why a difference counts, in words."""
    reason = REASONS[difference.code]
    said = french(reason.fr) if language == "fr" else reason.en
    nothing = "rien" if language == "fr" else "nothing"
    return said.format(before=difference.before or nothing, after=difference.after or nothing)
