"""C: do-and-don't cards."""

from lms.domain.course.rules.rule import Rule

RULES = (
    Rule(
        "C01",
        "error",
        'A card starts with "Do:" or "Don\'t:".',
        "Une carte commence par « À faire : » ou « À éviter : ».",
        "- {letter}) Do: {text}",
        "- {letter}) À faire : {text}",
    ),
    Rule(
        "C02",
        "error",
        "This section has no cards.",
        "Cette partie n'a pas de cartes.",
        "- a) Do: …",
        "- a) À faire : …",
    ),
    Rule("C03", "error", "Two cards are both called {letter}).", "Deux cartes s'appellent {letter}).", "- {free}) …"),
)
