"""What the states of a certificate and the reasons behind them are called, for Jinja and for views."""

from flask_babel import gettext as _


def state_words(state: str) -> str:
    """A state or a filter of the list."""
    return {
        "valid": _("Valid"),
        "expiring": _("Expires within a month"),
        "expired": _("Expired"),
        "revoked": _("Revoked"),
        "superseded": _("Issued anew"),
        "waiting": _("Not printed yet"),
        "unprintable": _("Missing characters"),
    }[state]


def reason_words(reason: str | None) -> str:
    """Why one was revoked, as anybody may read it."""
    return {
        "error": _("It was issued by mistake, or with wrong values."),
        "misuse": _("Somebody else took the course or signed."),
        "replaced": _("Another certificate was issued in its place."),
        "signature-withdrawn": _("The signature was withdrawn."),
    }.get(reason or "", _("For another reason."))


def asked_reasons() -> list[tuple[str, str]]:
    """What HR may choose when asking to revoke."""
    return [
        ("error", _("Issued by mistake, or with wrong values")),
        ("misuse", _("Somebody else took the course or signed")),
        ("other", _("Something else, as said in the note")),
    ]


def anew_reasons() -> list[tuple[str, str]]:
    """What HR may choose when issuing anew."""
    return [
        ("name", _("The name has changed")),
        ("design", _("The design or the organisation’s name has changed")),
        ("font", _("A font was missing")),
        ("error", _("A value was wrong")),
    ]
