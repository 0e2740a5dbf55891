"""T: translations, matched by tag and letter; the merge reports most of it, copies are found here."""

from lms.domain.course import prints
from lms.domain.course.everything import course_texts
from lms.domain.course.messages import Log
from lms.domain.course.rules.rule import Desk, Rule

RULES = (
    Rule(
        "T01",
        "error",
        '"{title}" (#{id}) is not translated yet in {file}.',
        "« {title} » (#{id}) n'est pas encore traduit dans {file}.",
        "{heading}",
    ),
    Rule(
        "T02",
        "error",
        "Answer {letter}) of #{id} is missing in {file}.",
        "La réponse {letter}) de #{id} manque dans {file}.",
        "- {letter}) …",
    ),
    Rule(
        "T03",
        "error",
        "Answer {letter}) does not exist in the source of #{id}.",
        "La réponse {letter}) n'existe pas dans la source de #{id}.",
        "take this line away, or add {letter}) to the source",
        "retirer cette ligne, ou ajouter {letter}) à la source",
    ),
    Rule(
        "T04",
        "error",
        "Translations must not repeat ticks, arrows, numbers or settings: they live in the source only.",
        "Une traduction ne répète ni coches, ni flèches, ni nombres, ni réglages : ils ne vivent que dans la source.",
        "{plain}",
    ),
    Rule(
        "T05",
        "error",
        "A short answer needs the words you accept in this language.",
        "Une réponse courte demande les mots que vous acceptez dans cette langue.",
        "- Answer: …",
        "- Réponse : …",
    ),
    Rule(
        "T06",
        "warning",
        '"{label}" of #{id} is missing in {file}.',
        "« {label} » de #{id} manque dans {file}.",
        "{example}",
    ),
    Rule(
        "T07",
        "error",
        "#{id} does not exist in the source.",
        "#{id} n'existe pas dans la source.",
        "<!-- #{meant} -->",
    ),
    Rule(
        "T08",
        "warning",
        "#{id} was translated from an older text.",
        "#{id} a été traduit d'un texte plus ancien.",
        "translate it again, then write ={stamp} in its tag",
        "le retraduire, puis écrire ={stamp} dans son étiquette",
    ),
    Rule(
        "T10",
        "warning",
        "This text is identical to the source; is it translated?",
        "Ce texte est identique à la source ; est-il traduit ?",
        "the same in the language of this file",
        "la même chose dans la langue de ce fichier",
    ),
    Rule(
        "T11",
        "warning",
        'Two equal category names are translated differently; the other one reads "{first}".',
        "Deux noms de catégorie égaux sont traduits différemment ; l'autre est « {first} ».",
        "{first}",
    ),
    Rule(
        "T12",
        "error",
        'Two different right sides are both translated as "{text}": nobody can tell them apart.',
        "Deux côtés droits différents sont traduits tous deux par « {text} » : rien ne les distingue.",
        'another wording for "{source}"',
        "un autre mot pour « {source} »",
    ),
)

FEWEST_WORDS = 4


def check(desk: Desk, log: Log) -> None:
    """Copies left in the source language; names and other short texts may well be equal."""
    source = desk.course.source_lang
    for text in course_texts(desk.course):
        original = prints.normal(text[source].text)
        for lang, md in text.items():
            if lang != source and len(original.split()) >= FEWEST_WORDS and prints.normal(md.text) == original:
                log.add("T10", md.span)
