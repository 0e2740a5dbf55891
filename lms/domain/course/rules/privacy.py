"""P: what looks like a real person: addresses, numbers and names that belong into `words:` or nowhere."""

import re
from collections.abc import Iterator
from itertools import islice

from lms.domain.course.everything import items, quiet
from lms.domain.course.messages import Log
from lms.domain.course.model import Course
from lms.domain.course.places import Md, T
from lms.domain.course.rules.rule import Desk, Quiet, Rule

RULES = (
    Rule(
        "P01",
        "warning",
        '"{found}" looks like a real name, phone number or e-mail of a person; a course outlives them.',
        "« {found} » ressemble au nom, au numéro ou à l'adresse d'une personne réelle ; un cours lui survit.",
        "a role, such as the press office, or a word under words:",
        "un rôle, comme le service de presse, ou un mot sous words:",
    ),
)

MOST = 20
MAIL = re.compile(
    r"(?<![\w.+-])([A-Za-z][\w+-]{0,40}(?:\.[\w+-]{1,40}){0,3})@([A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4})"
)
PHONE = re.compile(
    r"(?<![\w+./-])(?:\+\d{1,3}(?:[ .-]?\(0\))?(?:[ .-]?\d){7,12}|0\d(?:[ .-]?\d{2}){4})(?![\w-]|[.,]\d)"
)
NAMED = re.compile(r"\b(?:(?:Mr|Mrs|Ms|Dr|Prof)\.?|Mme|Mlle|Monsieur|Madame) [A-Z][^\W\d_]{2,}(?:-[A-Z][^\W\d_]+)?")
NOBODY = re.compile(r"(?:^|\.)(?:example|test|invalid|localhost)(?:\.(?:com|org|net|fr))?\Z", re.I)
# Numbers that regulators keep free for stories.
FICTION = re.compile(
    r"(?:\+33|0)(?:19900|26191|35301|46571|53649|63998)\d{4}|\+?1?\d{3}55501\d\d|(?:\+44|0)7700900\d{3}"
)
ROLE = re.compile(
    r"(?:accueil|achats|admin|assistance|bureau|care|communications?|compliance|comptabilit\w+|conformit\w+|contact|data"
    r"|desk|direction|dpo|ethics|ethique|finance|help|helpdesk|hello|hr|info|it|juridique|legal|mail|no|noreply|office|paie"
    r"|payroll|people|policy|post|press|presse|privacy|recrutement|report\w*|reply|rh|safety|sales|secretariat|securite"
    r"|security|service|siret|speak|support|team|training|travel|up|voyages)\Z",
    re.I,
)


def check(desk: Desk, log: Log) -> None:
    """Every text in every language; what stands under `words:` or `contact:` was put there on purpose."""
    silenced = quiet(desk.course)
    known = {md.text for word in desk.course.words.values() for md in word.values()} | {desk.course.contact}
    for id, text in _texts(desk.course):
        for md in text.values():
            for found in islice(_people(md, known), MOST):
                place = desk.place(md, found.start(), len(found[0]))
                Quiet(log, silenced.get(id, ())).add("P01", place, found=found[0])


def _texts(course: Course) -> Iterator[tuple[str, T]]:
    if course.intro:
        yield course.id, course.intro
    yield from ((module.id, module.intro) for module in course.modules if module.intro)
    for id, texts in items(course):
        yield from ((id, text) for text in texts)


def _people(md: Md, known: set[str]) -> Iterator[re.Match[str]]:
    text = md.text
    if "@" in text:
        yield from (found for found in MAIL.finditer(text) if found[0] not in known and _somebody(found[1], found[2]))
    for found in PHONE.finditer(text):
        if found[0] not in known and not FICTION.fullmatch(re.sub(r"[^\d+]", "", found[0].replace("(0)", ""))):
            yield found
    yield from NAMED.finditer(text)


def _somebody(name: str, domain: str) -> bool:
    """Whether an address has the form of a person's, at a domain that can exist."""
    pieces = [piece for piece in re.split(r"[._+-]", name) if piece]
    return len(pieces) > 1 and not NOBODY.search(domain) and not any(map(ROLE.match, pieces))
