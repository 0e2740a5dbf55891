"""W: answers that the question gives away, and questions that nothing prepares for."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from lms.domain.course.edition import counts
from lms.domain.course.everything import items
from lms.domain.course.kinds import kind_of
from lms.domain.course.messages import Log
from lms.domain.course.model import ChoiceQuestion, Module, Question, QuizSection
from lms.domain.course.places import Lang, T
from lms.domain.course.rules.rule import Desk, Quiet, Rule, listed
from lms.domain.course.sections import SECTIONS

RULES = (
    Rule(
        "W08",
        "warning",
        'Only the right answer repeats "{word}" from the question, which gives it away.',
        "Seule la bonne réponse reprend « {word} » de la question, ce qui la trahit.",
        "another word for {word}, or the same word in every answer",
        "un autre mot que {word}, ou le même mot dans chaque réponse",
    ),
    Rule(
        "W11",
        "warning",
        "Nothing up to here prepares for question #{id}: no text to read shares a key word with it.",
        "Rien jusqu'ici ne prépare à la question #{id} : aucun texte à lire ne partage un mot clé avec elle.",
        "a text before it that says what it asks, or a link to one",
        "un texte avant elle qui dit ce qu'elle demande, ou un lien vers un tel texte",
    ),
)

RARE, KEY, STEM = 7, 5, 6
FEWEST = 15  # key words to read before anything can be said about what they lack
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
COMMON = frozenset(
    listed(
        "which where their there these those would should could about after before other whose while answer answers "
        "quelle quelles quels votre notre cette avant après aussi faire faites comment pourquoi lequel laquelle "
        "réponse réponses question questions"
    )
)


def check(desk: Desk, log: Log) -> None:
    """Every question that counts, in the source language."""
    course, lang = desk.course, desk.course.source_lang
    mentions = Counter(stem for _, texts in items(course) for stem in {*_stems(_said(texts, lang), KEY)})
    read = {*_stems(_said([course.intro] if course.intro else [], lang), KEY)}
    for module in course.modules:
        read.update(_stems(_said(_readings(module), lang), KEY))
        for quiz in module.quizzes():
            for question in quiz.questions:
                quiet = Quiet(log, question.quiet)
                if isinstance(question, ChoiceQuestion):
                    _given_away(question, lang, mentions, quiet)
                if counts(quiz, question):
                    _unprepared(question, lang, read, quiet)


def _said(texts: Iterable[T], lang: Lang) -> Iterator[str]:
    return (text[lang].text for text in texts if lang in text)


def _stems(texts: Iterable[str], shortest: int) -> Iterator[str]:
    """The beginnings of the longer words: forms of one word share theirs."""
    for text in texts:
        for found in dict.fromkeys(WORD.findall(text)):
            word = re.split("['’]", found.casefold())[-1]
            if len(word) >= shortest and word not in COMMON:
                yield word[:STEM]


def _readings(module: Module) -> Iterator[T]:
    yield module.title
    if module.intro:
        yield module.intro
    for section in module.sections:
        if not isinstance(section, QuizSection):
            yield from (text for _, text in SECTIONS[section.kind].all_texts(section) if text)


def _given_away(question: ChoiceQuestion, lang: Lang, mentions: Counter[str], log: Quiet) -> None:
    """A word that nothing else in the course has, in the question and in its one right answer alone."""
    right = [option for option in question.options if option.right]
    if len(right) != 1 or len(question.options) < 3:
        return
    asked = {*_stems(_said([question.prompt], lang), RARE)}
    others = {*_stems(_said((option.text for option in question.options if not option.right), lang), KEY)}
    text = right[0].text[lang]
    for found in WORD.finditer(text.text):
        stem = next(_stems([found[0]], RARE), "")
        if stem in asked and stem not in others and mentions[stem] <= 1:
            log.add("W08", text.at(found.start(), len(found[0])), word=found[0])
            return


def _unprepared(question: Question, lang: Lang, read: set[str], log: Quiet) -> None:
    texts = (text for _, text in kind_of(question).all_texts(question) if text)
    stems = {*_stems(_said(texts, lang), KEY)}
    if stems and len(read) >= FEWEST and stems.isdisjoint(read):
        log.add("W11", question.span, id=question.id)
