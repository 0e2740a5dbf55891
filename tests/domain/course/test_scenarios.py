"""Scenarios: how a story is read, joined with its translation, looked at from above, and counted."""

import pytest

from lms.domain.course import graph, report
from lms.domain.course.document import canonical_document
from lms.domain.course.everything import section_texts
from lms.domain.course.fixing import fix_tags
from lms.domain.course.messages import MOST_ALIKE
from lms.domain.course.model import Course, End, ScenarioSection, Step
from lms.domain.course.parse import parse_course
from lms.domain.course.reading_time import CHOICE_SECONDS, section_seconds
from lms.domain.course.scanner import MOST_PARTS
from tests.domain.course.cases import COURSE, FRENCH, HEAD
from tests.domain.course.story import story_course, story_files

OPEN = "## Scenario: S <!-- #s -->\n\n"
ENDS = "\n### End well (good): Good\n\n### End badly (bad): Bad\n"


def scenario_of(course: Course | None) -> ScenarioSection:
    assert course is not None
    return next(section for _, section in course.sections() if isinstance(section, ScenarioSection))


def written(text: str, language: str = "en") -> tuple[ScenarioSection, list[str]]:
    """A scenario made of these lines, and the codes of what the checker says about it."""
    course = COURSE.replace("language: en", f"language: {language}")
    result = parse_course({"course.md": course.encode(), "10-m.md": (HEAD + text).encode()})
    return scenario_of(result.course), [note.code for note in result.diagnostics]


def step(*answers: str) -> str:
    return OPEN + "### Step start: S\n\n" + "\n".join(answers) + "\n" + ENDS


def start_of(scenario: ScenarioSection) -> Step:
    node = scenario.nodes[scenario.start]
    assert isinstance(node, Step)
    return node


def test_the_story_has_nothing_to_say() -> None:
    assert parse_course(story_files()).diagnostics == ()


def test_a_story_is_read_with_its_steps_its_ends_and_where_answers_lead() -> None:
    scenario = scenario_of(story_course())
    assert list(scenario.nodes) == ["start", "sam-answers", "spreads", "handled", "hidden"]
    choices = [(choice.key, choice.goto, choice.verdict) for choice in start_of(scenario).choices]
    assert choices == [("a", "spreads", "poor"), ("b", "sam-answers", "best"), ("c", "start", None)]


def test_an_end_has_an_outcome() -> None:
    ends = [node for node in scenario_of(story_course()).nodes.values() if isinstance(node, End)]
    assert [(end.id, end.outcome) for end in ends] == [("handled", "good"), ("hidden", "bad")]


def test_an_answer_keeps_nothing_of_its_arrow_and_verdict_in_any_text() -> None:
    told = " ".join(md.text for text in section_texts(scenario_of(story_course())) for md in text.values())
    assert not any(sign in told for sign in ("->", "→", "(best)", "(poor)", "sam-answers"))


@pytest.mark.parametrize("arrow", ["-> well", "→ well", "--> well", "->well", "–> well"])
def test_arrows_may_be_written_in_several_ways(arrow: str) -> None:
    scenario, codes = written(step(f"- a) Yes {arrow} (best)", "- b) No -> badly"))
    assert not codes and start_of(scenario).choices[0].goto == "well"


def test_an_arrow_may_stand_on_the_line_that_continues_an_answer() -> None:
    scenario, codes = written(
        step("- a) A long answer", "  goes on -> well (best)", "  > Because.", "- b) No -> badly")
    )
    choice = start_of(scenario).choices[0]
    assert not codes and (choice.text["en"].text, choice.goto) == ("A long answer\ngoes on", "well")


def test_only_the_last_arrow_of_an_answer_leads_on() -> None:
    scenario, codes = written(step("- a) Choose File -> Save -> well (best)", "- b) No -> badly"))
    assert not codes and start_of(scenario).choices[0].text["en"].text == "Choose File -> Save"


def test_the_caret_stands_under_the_name_that_leads_nowhere() -> None:
    bad = story_files() | {"10-leak.md": story_files()["10-leak.md"].replace(b"-> sam-answers", b"-> sam-answer")}
    told = report.text(parse_course(bad).errors, bad, "en").splitlines()
    assert told[0].endswith('leads to "sam-answer", which does not exist. Did you mean "sam-answers"?')
    assert told[1].index("sam-answer") == told[2].index("^") and told[2].count("^") == len("sam-answer")
    assert told[3] == "   Try: -> sam-answers"


def test_a_missing_name_is_not_reported_twice_as_a_step_nobody_reaches() -> None:
    _, codes = written(step("- a) Yes -> nowhere-at-all (best)", "- b) No -> badly"))
    assert codes == ["S02"]


def test_french_words_of_a_french_source_are_understood() -> None:
    text = (
        "## Mise en situation : S <!-- #s -->\n\n### Étape start : Début\n\n- a) Oui -> bien (meilleur)\n"
        "- b) Peut-être -> bien (acceptable)\n- c) Non -> mal (mauvais)\n\n"
        "### Fin bien (bon) : Bien\n\n### Fin mal (mauvaise) : Mal\n"
    )
    scenario, codes = written(text, "fr")
    assert not codes and [choice.verdict for choice in start_of(scenario).choices] == ["best", "ok", "poor"]
    assert [node.outcome for node in scenario.nodes.values() if isinstance(node, End)] == ["good", "bad"]


@pytest.mark.parametrize("keyword", ["Scenario", "Mise en situation", "Scénario"])
def test_a_scenario_has_several_names(keyword: str) -> None:
    text = step("- a) Yes -> well (best)", "- b) No -> badly").replace("Scenario", keyword, 1)
    assert written(text, "fr")[1] == []


def test_a_setting_in_the_brackets_of_a_scenario_is_refused() -> None:
    text = step("- a) Yes -> well (best)", "- b) No -> badly").replace("Scenario", "Scenario (optional)", 1)
    assert written(text)[1] == ["F21"]


def test_a_translation_joins_steps_by_name_and_answers_by_letter() -> None:
    scenario = scenario_of(story_course())
    answers = scenario.nodes["sam-answers"]
    assert isinstance(answers, Step) and answers.title["fr"].text == "Sam répond"
    assert answers.choices[0].text["fr"].text == "« Non, c'est effacé. »"


def test_a_translation_may_not_repeat_an_arrow() -> None:
    french = story_files()["10-leak.fr.md"].replace("en privé".encode(), "en privé -> sam-answers (meilleur)".encode())
    notes = parse_course(story_files() | {"10-leak.fr.md": french}).diagnostics
    assert [note.code for note in notes] == ["T04"] and notes[0].args["plain"] == "- b) Écrire à Sam en privé"


def translated(french: str, answer: str = "- a) Yes -> well (best)") -> list[str]:
    files = {
        "course.md": COURSE.replace("modules:", "translations: [fr]\nmodules:").encode(),
        "course.fr.md": FRENCH.encode(),
        "10-m.md": (HEAD + step(answer, "- b) No -> badly")).encode(),
        "10-m.fr.md": ("---\nlanguage: fr\n---\n\n# M\n\n## S <!-- #s -->\n\n" + french).encode(),
    }
    return [note.code for note in parse_course(files).diagnostics]


REST = "\n### Fin well : Bien\n\n### Fin badly : Mal\n"
WHOLE = "### Étape start : Début\n\n- a) Oui\n- b) Non\n" + REST


@pytest.mark.parametrize(
    ("french", "code"),
    [
        (REST, "T01"),
        (WHOLE.replace("- b) Non\n", ""), "T02"),
        (WHOLE.replace("- b)", "- d) Si\n- b)"), "T03"),
        (WHOLE.replace("- b)", "- a) Si\n- b)"), "Q07"),
        (WHOLE.replace("Oui", "Oui (meilleur)"), "T04"),
        (WHOLE.replace("- a) Oui", "- [x] a) Oui"), "T04"),
        (WHOLE.replace("Fin well", "Fin well (bon)"), "T04"),
        (WHOLE.replace("Oui\n", "Oui\n  > Parce que.\n"), "T06"),
        (WHOLE + "\n### Fin wel : Encore\n", "T07"),
        (WHOLE + "\n### Fin well : Encore\n", "S10"),
        (WHOLE.replace("Étape start", "Etap start"), "S11"),
    ],
)
def test_what_is_wrong_with_a_translated_story_is_said(french: str, code: str) -> None:
    assert code in translated(french)
    assert translated(WHOLE) == []


def test_an_arrow_within_the_words_may_be_translated() -> None:
    french = WHOLE.replace("Oui", "Fichier -> Enregistrer")
    assert translated(french, "- a) File -> Save -> well (best)") == []


def test_one_more_end_or_another_target_changes_what_must_be_done_but_a_word_does_not() -> None:
    scenario = scenario_of(story_course())
    changed = {
        name: scenario_of(parse_course(story_files() | {"10-leak.md": text}).course)
        for name, text in {
            "words": story_files()["10-leak.md"].replace(b"Sam can act", b"Sam may act"),
            "target": story_files()["10-leak.md"].replace(b"-> hidden (poor)", b"-> start (poor)", 1),
            "verdict": story_files()["10-leak.md"].replace(b"handled (ok)", b"handled (best)"),
        }.items()
    }
    assert changed["words"].key_print == scenario.key_print and changed["words"].text_print != scenario.text_print
    assert len({scenario.key_print, changed["target"].key_print, changed["verdict"].key_print}) == 3


def test_the_time_of_a_story_is_that_of_its_best_way() -> None:
    scenario = scenario_of(story_course())
    way, end = graph.best_way(scenario.nodes, scenario.start)
    assert [choice.key for _, choice in way] == ["b", "b"] and end is scenario.nodes["handled"]
    assert 2 * CHOICE_SECONDS < section_seconds(scenario) < 120


def test_a_story_is_no_part_of_what_is_signed() -> None:
    text = canonical_document(story_course(), "en").decode()
    assert "Tell the security desk" in text and "Friday screenshot" not in text and "Sam" not in text


def test_missing_tags_are_written_to_sections_and_never_to_steps() -> None:
    bare = story_files()["10-leak.md"].replace(b" <!-- #friday -->", b"")
    fixed = fix_tags(story_files() | {"10-leak.md": bare})["10-leak.md"].decode()
    assert "screenshot <!-- #" in fixed and "### Step start: You see this post\n" in fixed


def test_text_to_read_with_the_word_step_is_left_alone() -> None:
    files = {
        "course.md": COURSE.encode(),
        "10-m.md": (HEAD + "## A <!-- #a -->\n\n### Step one: wash hands\n").encode(),
    }
    assert parse_course(files).diagnostics == ()


def chain(length: int, last: str = "well") -> str:
    steps = [f"### Step s{n}: S\n\n- a) On -> s{n + 1} (best)\n- b) Back -> s0\n\n" for n in range(length)]
    return OPEN + "".join(steps) + f"### Step s{length}: S\n\n- a) On -> {last} (best)\n- b) Back -> s0\n" + ENDS


def test_as_many_steps_in_a_row_as_are_read_are_walked_to_their_end() -> None:
    steps = MOST_PARTS - 4
    scenario, codes = written(chain(steps))
    way, end = graph.best_way(scenario.nodes, scenario.start)
    assert codes.count("S05") == 1 and len(way) == steps + 1 and end is scenario.nodes["well"]


def test_ten_thousand_wrong_names_are_reported_soon() -> None:
    _, codes = written(chain(10_000).replace("-> s", "-> t"))
    assert codes.count("S02") == MOST_ALIKE
