"""What the component sheet shows: a form with one field of each kind, some of them wrong, and a few values."""

from collections.abc import Callable
from datetime import UTC, datetime

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    Form,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional


class SampleForm(Form):  # type: ignore[misc]
    """One field of each kind, as page forms declare them."""

    person = EmailField(
        "Work email", [InputRequired("Write the address we should send to.")], description="As in their account"
    )
    role = SelectField("Role", choices=[SelectChoice("hr", "HR"), SelectChoice("auditor", "Auditor")])
    note = TextAreaField("Note", [Optional(), Length(max=5, message="At most 5 letters. Nothing was saved.")])
    agreed = BooleanField("Send it today")
    day_off = DateField("Day off", [Optional()])
    size = RadioField("Size", choices=[SelectChoice("s", "Small"), SelectChoice("l", "Large")], default="s")
    sites = SelectMultipleField(
        "Sites", choices=[SelectChoice("lyon", "Lyon"), SelectChoice("leeds", "Leeds")], default=["leeds"]
    )
    typed_name = StringField("Type your full name, as in your account")


def samples() -> dict[str, object]:
    """The context of `patterns.html`."""
    form = SampleForm(
        MultiDict({"person": "", "note": "Far too long", "role": "auditor", "size": "s", "sites": "leeds"})
    )
    form.validate()
    page_url: Callable[[int], str] = "/patterns?page={}".format
    now = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)
    return {"form": form, "today": now.date(), "now": now, "page_url": page_url}
