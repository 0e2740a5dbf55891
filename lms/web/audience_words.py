"""An audience as a sentence in the reader's language."""

from babel.lists import format_list
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from lms.domain.audience import Audience, Departments, People

SHOWN = 6


def audience_words(audience: Audience) -> str:
    """Whom the rule selects, in one or two sentences."""
    if audience.without_signed:
        return _whom(audience) + ". " + _("Without those who have signed this version already") + "."
    return _whom(audience)


def _whom(audience: Audience) -> str:
    if isinstance(audience, Departments):
        return str(_("Everybody in %(names)s", names=_joined(audience.names)))
    if isinstance(audience, People):
        return str(ngettext("%(num)s chosen person", "%(num)s chosen people", len(audience.ids)))
    return str(_("Everybody"))


def _joined(names: tuple[str, ...]) -> str:
    more = len(names) - SHOWN
    shown = [*names[:SHOWN], ngettext("%(num)s more", "%(num)s more", more)] if more > 0 else list(names)
    return str(format_list(shown, locale=get_locale()))
