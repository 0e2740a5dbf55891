"""Quizzes: their settings, their questions, and the questions of their translations."""

import re
from dataclasses import replace
from typing import ClassVar

from lms.domain.course import keywords
from lms.domain.course.brackets import Word, behind, number_in, percent
from lms.domain.course.drawing import groups
from lms.domain.course.keywords import Words
from lms.domain.course.messages import Log
from lms.domain.course.model import Pick, QuizSection
from lms.domain.course.places import Lang
from lms.domain.course.prints import Json
from lms.domain.course.questions import parse_question, translate_question
from lms.domain.course.scanner import prose, split
from lms.domain.course.sections.base import RawSection, SectionKind, refuse_word
from lms.domain.course.translation import Translation, joined, joined_body, own_words

PICK = re.compile(r"(\d{1,3})(?: (.+))?\Z")


class Quiz(SectionKind[QuizSection]):
    """Questions under `###` headings."""

    name = "quiz"
    keywords: ClassVar[Words] = {"en": ("quiz",), "fr": ("quiz",)}
    prefix = "quiz-"
    settings = ("pass 80%", "pick 3", "pick 2 from NAME", "attempts 3", "all or nothing", "part marks", "practice")

    def parse(self, raw: RawSection) -> QuizSection:
        file = raw.part.heading.file
        before, parts = split(file, raw.part.lines, 3)
        body = prose(file, before)
        quiz = QuizSection(
            **raw.common,
            body={raw.lang: body} if body else None,
            pass_mark=None,
            picks=(),
            attempts=None,
            scoring="all_or_nothing",
            practice=False,
            questions=(),
        )
        for word in raw.words:
            changed = self._set(quiz, word.text, raw.lang)
            if changed is None:
                refuse_word(raw, word, self.settings)
            quiz = changed or quiz
        found = (parse_question(part, raw.lang, raw.book, raw.log) for part in parts)
        questions = tuple(question for question in found if question)
        if not parts:
            raw.log.add("Q28", raw.part.heading.span)
        quiz = replace(quiz, questions=questions)
        _check_picks(quiz, raw.words, raw.log)
        return quiz

    def _set(self, quiz: QuizSection, text: str, lang: Lang) -> QuizSection | None:
        name = keywords.setting_name(text, lang)
        if name == "practice":
            return replace(quiz, practice=True)
        if name == "part marks":
            return replace(quiz, scoring="part_marks")
        if name == "all or nothing":
            return replace(quiz, scoring="all_or_nothing")
        if (attempts := number_in(text, lang, "attempts")) and attempts.denominator == 1:
            return replace(quiz, attempts=int(attempts))
        if (wanted := behind(text, lang, "pass")) and (share := percent(wanted)):
            return replace(quiz, pass_mark=share)
        if (drawn := behind(text, lang, "pick")) and (pick := read_pick(drawn, lang)):
            return replace(quiz, picks=(*quiz.picks, pick))
        return None

    def translate(self, section: QuizSection, raw: Translation) -> QuizSection:
        file = raw.part.heading.file
        before, parts = split(file, raw.part.lines, 3)
        questions = {question.id: question for question in section.questions}
        for part in parts:
            translate_question(part, questions, raw)
        for question in section.questions:
            if raw.lang not in questions[question.id].prompt:
                said = question.prompt[raw.source_lang].text
                heading = f"### … <!-- #{question.id} -->"
                raw.log.add("T01", question.span, title=said, id=question.id, file=file.path, heading=heading)
        title = own_words(raw.part.heading, self.keywords, raw.lang, raw.log)
        return replace(
            section,
            title=joined(section.title, raw.lang, title),
            body=joined_body(section.body, prose(file, before), raw, section.id),
            questions=tuple(questions.values()),
        )

    def key(self, section: QuizSection) -> Json:
        return [
            str(section.pass_mark),
            [[pick.count, pick.pool] for pick in section.picks],
            section.attempts,
            section.scoring,
            section.practice,
            sorted([question.id, question.key_print] for question in section.questions),
        ]


def read_pick(text: str, lang: Lang) -> Pick | None:
    """`3`, or `2 from NAME`."""
    found = PICK.match(text)
    if found is None or int(found[1]) < 1:
        return None
    pool = behind(found[2], lang, "from") if found[2] else None
    return None if found[2] and not pool else Pick(int(found[1]), pool)


def _check_picks(quiz: QuizSection, words: tuple[Word, ...], log: Log) -> None:
    pools = {question.pool for question in quiz.questions if question.pool}
    place = next((word.span for word in words if behind(word.text, "fr", "pick")), quiz.span)
    for pick, questions in groups(quiz):
        if pick is None:
            continue
        if pick.pool is not None and not questions:
            meant = keywords.nearest(pick.pool, pools)
            log.add("Q26", place, pool=pick.pool, count=pick.count, meant=meant)
        elif pick.count > len(questions):
            log.add("Q25", place, count=pick.count, there=len(questions))
        for question in questions:
            if question.critical and not question.always:
                log.add("Q27", question.span, id=question.id)


KIND = Quiz()
