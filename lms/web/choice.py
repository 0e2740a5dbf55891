"""The choices of the assignment form, as they travel from the form to the preview and on to the act."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import request

from lms.domain.audience import Audience, Departments, Everyone, People
from lms.domain.refusal import Refusal
from lms.services import directory
from lms.web.asked import legible


@dataclass(frozen=True, slots=True)
class Choice:
    """Everything as it was typed; `people` are ids, `emails` an address a line."""

    course: str = ""
    rule: str = "everyone"
    departments: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    emails: str = ""
    without_signed: bool = True
    due: str = ""

    @property
    def known_people(self) -> tuple[str, ...]:
        """The ids that can be ids at all."""
        return tuple(text for text in self.people if _is_id(text))

    def audience(self) -> Audience:
        """The rule. Raises Refusal people-unknown, or audience-empty when none was chosen."""
        if self.rule == "departments":
            return Departments(self.without_signed, self.departments)
        if self.rule == "people":
            typed = directory.by_email(self.emails.replace(",", " ").replace(";", " ").split())
            return People(self.without_signed, tuple(dict.fromkeys([*self.known_people, *typed])))
        if self.rule != "everyone":
            raise Refusal("audience-empty")
        return Everyone(self.without_signed)

    def due_on(self) -> date:
        """The date. Raises Refusal date-invalid."""
        return day_in(self.due)


def chosen() -> Choice:
    """The choices in the form just sent."""
    form = request.form
    return Choice(
        course=legible(form.get("course", "")),
        rule=form.get("rule", "everyone"),
        departments=tuple(legible(name) for name in form.getlist("department")),
        people=tuple(form.getlist("person")) or tuple(form.get("people", "").split()),
        emails=legible(form.get("emails", "")),
        without_signed="without_signed" in form,
        due=legible(form.get("due", "")),
    )


def day_in(text: str) -> date:
    """A date as browsers send it. Raises Refusal date-invalid."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refusal("date-invalid") from None


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
