"""W: advice about questions and length; each can be silenced with `quiet W02` in the question's brackets."""

import re

from lms.domain.course.kinds import kind_of
from lms.domain.course.messages import Log
from lms.domain.course.model import ChoiceQuestion, Module, Question, QuizSection
from lms.domain.course.places import Lang
from lms.domain.course.prints import normal
from lms.domain.course.reading_time import minutes, section_words, words_seconds
from lms.domain.course.rules.rule import Desk, Quiet, Rule

RULES = (
    Rule(
        "W01",
        "warning",
        "The right answer is much longer than the others, which gives it away.",
        "La bonne réponse est bien plus longue que les autres, ce qui la trahit.",
        "answers of about the same length",
        "des réponses de longueur comparable",
    ),
    Rule(
        "W02",
        "warning",
        'Avoid "all of the above" and "none of the above": answers are shuffled.',
        "Évitez « toutes les réponses » et « aucune des réponses » : l'ordre change à chaque fois.",
        "### Choose all that apply: {prompt}",
        "### Plusieurs réponses : {prompt}",
    ),
    Rule(
        "W03",
        "warning",
        'The question is negative; if you keep "{word}", write it in bold.',
        "La question est négative ; si vous gardez « {word} », mettez-le en gras.",
        "**{word}**",
    ),
    Rule(
        "W04",
        "warning",
        '"{word}" in an answer is easy to rule out.',
        "« {word} » dans une réponse permet de l'écarter facilement.",
        "the same answer without {word}",
        "la même réponse sans « {word} »",
    ),
    Rule(
        "W05",
        "warning",
        'No answer says why: add feedback or a "Why".',
        "Aucune réponse ne dit pourquoi : ajoutez un retour ou un « Pourquoi ».",
        "  > because …",
        "  > parce que …",
    ),
    Rule(
        "W06",
        "warning",
        "Five or more answers; three good ones are enough.",
        "Cinq réponses ou plus ; trois bonnes suffisent.",
        "take the weakest ones away",
        "retirer les plus faibles",
    ),
    Rule(
        "W07",
        "warning",
        "{count} of {all} right answers are {letter}).",
        "{count} des {all} bonnes réponses sont {letter}).",
        "vary the place of the right answer, or leave out keep order",
        "varier la place de la bonne réponse, ou ôter garder l'ordre",
    ),
    Rule(
        "W09",
        "warning",
        "This module takes about {minutes} minutes to read; consider splitting (limit 10).",
        "Ce module demande environ {minutes} minutes de lecture ; pensez à le scinder (limite : 10).",
        "two modules of {half} minutes",
        "deux modules de {half} minutes",
    ),
)

LONGEST_READ = 10
ABOVE = {
    "en": re.compile(r"\b(?:all|none) of (?:the above|these|them)\b", re.I),
    "fr": re.compile(r"\b(?:toutes les réponses|aucune (?:de ces|des) réponses|tout ce qui précède)", re.I),
}
NEGATIVE = {
    "en": re.compile(r"(?<![*_])\b(not|never|except|cannot)\b(?![*_])", re.I),
    "fr": re.compile(r"(?<![*_])\b(pas|jamais|sauf|excepté)\b(?![*_])", re.I),
}
ABSOLUTE = {
    "en": re.compile(r"\b(always|never)\b", re.I),
    "fr": re.compile(r"\b(toujours|jamais)\b", re.I),
}


def check(desk: Desk, log: Log) -> None:
    """Every question that is marked, every quiz and every module, in the source language."""
    lang = desk.course.source_lang
    for quiz in desk.course.quizzes():
        for question in quiz.questions:
            if kind_of(question).counted:
                _check_question(question, lang, Quiet(log, question.quiet))
        _same_letter(quiz, log)
    for module in desk.course.modules:
        _length(module, lang, log)


def _check_question(question: Question, lang: Lang, log: Quiet) -> None:
    prompt = question.prompt[lang]
    if found := NEGATIVE.get(lang, NEGATIVE["en"]).search(prompt.text):
        log.add("W03", prompt.at(found.start(1), len(found[1])), word=found[1])
    if isinstance(question, ChoiceQuestion):
        _check_answers(question, lang, log)


def _check_answers(question: ChoiceQuestion, lang: Lang, log: Quiet) -> None:
    prompt = question.prompt[lang]
    if len(question.options) >= 5:
        log.add("W06", question.options[4].span)
    if not question.why and question.options and not any(option.feedback for option in question.options):
        log.add("W05", question.span)
    if question.kind == "truefalse":
        return
    _right_is_longer(question, lang, log)
    for option in question.options:
        text = option.text[lang]
        if found := ABOVE.get(lang, ABOVE["en"]).search(text.text):
            log.add("W02", text.at(found.start(), len(found[0])), prompt=prompt.text)
        if found := ABSOLUTE.get(lang, ABSOLUTE["en"]).search(text.text):
            log.add("W04", text.at(found.start(1), len(found[1])), word=found[1])


def _right_is_longer(question: ChoiceQuestion, lang: Lang, log: Quiet) -> None:
    right = [option for option in question.options if option.right]
    others = [len(normal(option.text[lang].text)) for option in question.options if not option.right]
    if len(right) != 1 or not others:
        return
    length = len(normal(right[0].text[lang].text))
    if length > 1.6 * max(others) and length - max(others) > 25:
        log.add("W01", right[0].span)


def _same_letter(quiz: QuizSection, log: Log) -> None:
    kept = [question for question in quiz.questions if isinstance(question, ChoiceQuestion) and question.keep_order]
    keys = [option.key for question in kept if question.kind == "single" for option in question.options if option.right]
    for key in sorted(set(keys)):
        if len(keys) >= 4 and keys.count(key) * 4 >= len(keys) * 3:
            log.add("W07", quiz.span, count=keys.count(key), all=len(keys), letter=key)


def _length(module: Module, lang: Lang, log: Log) -> None:
    texts = [module.intro[lang].text] if module.intro else []
    for section in module.sections:
        if not isinstance(section, QuizSection):
            texts += [text[lang].text for text in section_words(section)]
    found = minutes(round(words_seconds(texts)))
    if found > LONGEST_READ:
        log.add("W09", module.span, minutes=found, half=(found + 1) // 2)
