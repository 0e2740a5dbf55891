"""An audience as a sentence in the reader's language."""

from babel.lists import format_list
from flask_babel import get_locale, gettext, ngettext

from lms.domain.audience import WITHOUT_SIGNED, Audience, sentence

SHOWN = 6


def audience_words(audience: Audience) -> str:
    """Whom the rule selects, in one or two sentences."""
    told = sentence(audience)
    if told.plural is not None:
        text = ngettext(told.singular, told.plural, told.number)
    else:
        text = gettext(told.singular, names=_joined(told.names))
    return f"{text}. {gettext(WITHOUT_SIGNED)}." if audience.without_signed else str(text)


def _joined(names: tuple[str, ...]) -> str:
    more = len(names) - SHOWN
    shown = [*names[:SHOWN], ngettext("%(num)s more", "%(num)s more", more)] if more > 0 else list(names)
    return str(format_list(shown, locale=get_locale()))
