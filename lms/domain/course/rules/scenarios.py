"""S: scenarios; reading reports what a step lacks, and here the whole story is looked at from above."""

from lms.domain.course import graph
from lms.domain.course.messages import Log
from lms.domain.course.model import ScenarioSection
from lms.domain.course.rules.rule import Desk, Rule
from lms.domain.course.scenario_model import Step

RULES = (
    Rule(
        "S01",
        "error",
        "This scenario has no steps.",
        "Cette mise en situation n'a pas d'étape.",
        "### Step start: What the reader sees",
        "### Étape start : Ce que l'on voit",
    ),
    Rule(
        "S02",
        "error",
        'This answer leads to "{name}", which does not exist.',
        "Cette réponse mène à « {name} », qui n'existe pas.",
        "-> {meant}",
    ),
    Rule(
        "S03",
        "error",
        "Answer {letter}) leads nowhere.",
        "La réponse {letter}) ne mène nulle part.",
        "- {letter}) {text} -> {goto}",
    ),
    Rule(
        "S04",
        "error",
        'Step "{name}" has no answers, so the reader is stuck.',
        "L'étape « {name} » n'a pas de réponse : on y reste bloqué.",
        "### {kind} {name}: {title}",
        "### {kind} {name} : {title}",
    ),
    Rule(
        "S05",
        "warning",
        'No way from the first step leads to "{name}".',
        "Aucun chemin depuis la première étape ne mène à « {name} ».",
        "-> {name} behind an answer, or take this part away",
        "-> {name} après une réponse, ou retirer cette partie",
    ),
    Rule(
        "S06",
        "error",
        "This scenario has no end.",
        "Cette mise en situation n'a pas de fin.",
        "### End well (good): How the story ends",
        "### Fin bien (bon) : Comment l'histoire se termine",
    ),
    Rule(
        "S07",
        "error",
        'From step "{name}" no end can ever be reached.',
        "Depuis l'étape « {name} », aucune fin ne peut être atteinte.",
        "-> {goto} behind one of its answers",
        "-> {goto} après une de ses réponses",
    ),
    Rule(
        "S08",
        "warning",
        'Every answer of step "{name}" leads to the same place and counts the same; is the choice real?',
        "Toutes les réponses de l'étape « {name} » mènent au même endroit et valent autant ; est-ce un vrai choix ?",
        "other places to lead to, or (best), (ok) and (poor)",
        "des destinations différentes, ou (meilleur), (acceptable) et (mauvais)",
    ),
    Rule(
        "S09",
        "warning",
        'No answer of step "{name}" is marked as best or ok.',
        "Aucune réponse de l'étape « {name} » n'est marquée comme la meilleure ou acceptable.",
        "-> {goto} (best)",
        "-> {goto} (meilleur)",
    ),
    Rule(
        "S10",
        "error",
        'Two steps or ends of this scenario are called "{name}".',
        "Deux étapes ou fins de cette mise en situation s'appellent « {name} ».",
        "### Step {name}-2: …",
        "### Étape {name}-2 : …",
    ),
    Rule(
        "S11",
        "error",
        'A scenario has steps and ends with a name; "{said}" is neither.',
        "Une mise en situation a des étapes et des fins qui portent un nom ; « {said} » n'en est pas une.",
        "### Step start: What the reader sees",
        "### Étape start : Ce que l'on voit",
    ),
    Rule(
        "S12",
        "error",
        '"{word}" cannot stand in these brackets.',
        "« {word} » n'a pas sa place entre ces parenthèses.",
        "(best)",
        "(meilleur)",
    ),
    Rule(
        "S13",
        "error",
        "The verdict stands behind the arrow; here the reader would see it.",
        "Le jugement se place après la flèche ; ici, tout le monde le verrait.",
        "-> step-name (best)",
        "-> nom-d-etape (meilleur)",
    ),
    Rule(
        "S14",
        "error",
        "Answers of a scenario have no boxes; a word behind the arrow says which is best.",
        "Une réponse de mise en situation n'a pas de case ; un mot après la flèche dit laquelle est la meilleure.",
        "- {letter}) {text} -> {goto}",
    ),
    Rule(
        "S15",
        "error",
        '"{label}" belongs to a question; in a scenario each answer has its own feedback.',
        "« {label} » va avec une question ; dans une mise en situation, chaque réponse a son propre retour.",
        "  > {text}",
    ),
    Rule(
        "S16",
        "error",
        "An end leads nowhere; with answers it is a step.",
        "Une fin ne mène nulle part ; avec des réponses, c'est une étape.",
        "### {kind} {name}: {title}",
        "### {kind} {name} : {title}",
    ),
    Rule(
        "S17",
        "error",
        'The part "{name}" of this scenario has no title.',
        "La partie « {name} » de cette mise en situation n'a pas de titre.",
        "### {kind} {name}: What the reader sees",
        "### {kind} {name} : Ce que l'on voit",
    ),
    Rule(
        "S18",
        "error",
        "Steps and ends are named before the colon; they have no tag.",
        "Le nom d'une étape ou d'une fin se place avant le deux-points ; elle n'a pas d'étiquette.",
        "### {kind} {name}: {title}",
        "### {kind} {name} : {title}",
    ),
    Rule(
        "S19",
        "error",
        'This step is outside a scenario; put a "## Scenario:" line above it.',
        "Cette étape est hors d'une mise en situation ; mettez une ligne « ## Mise en situation : » au-dessus.",
        "## Scenario: What do you do?",
        "## Mise en situation : Que faites-vous ?",
    ),
)


def check(desk: Desk, log: Log) -> None:
    """Every scenario: each step by itself, then what can be reached."""
    for _, section in desk.course.sections():
        if isinstance(section, ScenarioSection):
            for node in section.nodes.values():
                if isinstance(node, Step) and node.choices:
                    _check_step(node, log)
            if graph.complete(section.nodes):
                _check_ways(section, log)


def _check_step(step: Step, log: Log) -> None:
    first = step.choices[0]
    if len({(choice.goto, choice.verdict) for choice in step.choices}) == 1 and first.goto:
        log.add("S08", step.span, name=step.id)
    if not any(choice.verdict in ("best", "ok") for choice in step.choices):
        log.add("S09", step.span, name=step.id, goto=first.goto or "…")


def _check_ways(section: ScenarioSection, log: Log) -> None:
    reached, escaping = graph.reached(section.nodes, section.start), graph.escaping(section.nodes)
    goto = next((id for id, node in section.nodes.items() if not isinstance(node, Step)), None)
    for id, node in section.nodes.items():
        if section.start and id not in reached:
            log.add("S05", node.span, name=id)
        if goto is not None and id not in escaping:
            log.add("S07", node.span, name=id, goto=goto)
