"""The record in words: what each kind of fact is called, who acted, and which ways a checkpoint took."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.domain.facts import Actor

KINDS = {
    "record opened": _l("Record begun"),
    "person added": _l("Person added"),
    "person changed": _l("Person’s details changed"),
    "person deactivated": _l("Person deactivated"),
    "person reactivated": _l("Person reactivated"),
    "role granted": _l("Role granted"),
    "role revoked": _l("Role revoked"),
    "link issued": _l("One-time link issued"),
    "password set": _l("Password set"),
    "edition published": _l("Version published"),
    "edition withdrawn": _l("Version taken back"),
    "assigned": _l("Course assigned"),
    "path widened": _l("More to do again"),
    "due date moved": _l("Due date moved"),
    "notified": _l("Mail handed over"),
    "waived": _l("Waived"),
    "withdrawn": _l("Obligation withdrawn"),
    "opened": _l("Course opened"),
    "module read": _l("Module read"),
    "quiz taken": _l("Quiz taken"),
    "scenario finished": _l("Scenario finished"),
    "attempt granted": _l("Attempt granted"),
    "signed": _l("Signature given"),
    "declined": _l("Signature declined"),
    "signature withdrawn": _l("Signature withdrawn"),
    "paper signature recorded": _l("Signature on paper recorded"),
    "completed": _l("Course completed"),
    "badge earned": _l("Badge earned"),
    "certificate issued": _l("Certificate issued"),
    "certificate frozen": _l("Certificate frozen"),
    "certificate revoked": _l("Certificate revoked"),
    "credential issued": _l("Digital badge issued"),
    "credential revoked": _l("Digital badge revoked"),
    "checkpoint key changed": _l("Checkpoint key changed"),
    "evidence viewed": _l("Evidence viewed"),
    "evidence exported": _l("Evidence exported"),
    "integrity alarm": _l("Integrity alarm"),
    "integrity alarm settled": _l("Integrity alarm settled"),
    "erasure asked": _l("Erasure asked for"),
    "erasure refused": _l("Erasure refused"),
    "person erased": _l("Person erased"),
    "retention changed": _l("Retention changed"),
    "data purged": _l("Data purged"),
    "backup restored": _l("Backup restored"),
}


def kind_word(kind: str) -> str:
    """What a kind of fact is called; the code itself where this version knows no word."""
    return str(KINDS.get(kind, kind))


def kind_choices() -> list[tuple[str, str]]:
    """For a select, in the order of the words."""
    return sorted(((kind, str(word)) for kind, word in KINDS.items()), key=lambda pair: pair[1].casefold())


def actor_word(actor: Actor, names: dict[str, str]) -> str:
    """Who acted: the name where the page may show it, else the beginning of the id."""
    if actor.kind == "person" and actor.id:
        return names.get(actor.id) or short(actor.id)
    return {"system": _("Paraph itself"), "operator": _("the operator at the server")}.get(actor.kind, actor.kind)


def short(person_id: str) -> str:
    """A person without a name."""
    return _("person %(id)s…", id=person_id[:8])


def way_word(channel: str) -> str:
    """How a checkpoint left the house."""
    return {"folder": _("folder"), "mail": _("mail"), "timestamp": _("timestamp")}.get(channel, channel)
