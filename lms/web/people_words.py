"""The words of a person's page: fields and roles."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

FIELDS = {
    "given_name": _l("Given name"),
    "family_name": _l("Family name"),
    "email": _l("E-mail address"),
    "department": _l("Department"),
    "location": _l("Location"),
    "job_title": _l("Job title"),
    "manager_email": _l("Manager"),
    "language": _l("Language"),
    "timezone": _l("Time zone"),
}


def role_words(role: str) -> tuple[str, str]:
    """What a role is called, and what it may do."""
    return {
        "author": (
            _("Author"),
            _("Writes courses. Publishing takes an approver too, and for now somebody at the server."),
        ),
        "approver": (_("Approver"), _("Approves what an author publishes.")),
        "hr": (_("Human resources"), _("Manages people, assigns courses, follows up.")),
        "auditor": (
            _("Auditor"),
            _("Sees the record, searches it and takes checkpoints away. Each look at a person is itself recorded."),
        ),
        "admin": (
            _("Administrator"),
            _("Grants roles, adds and deactivates people. The organisation itself is set up on the server."),
        ),
    }[role]
