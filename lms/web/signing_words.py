"""What the ceremony shows: the steps behind, the statements, what will be recorded, and what changed meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeTimedSerializer
from markupsafe import Markup

from lms.domain import strokes
from lms.domain.strokes import Strokes
from lms.services import signing
from lms.services.progress import Progress
from lms.services.signing import Ceremony
from lms.web import standing
from lms.web.clock import now
from lms.web.content import book_in, book_of
from lms.web.language import timezone
from lms.web.me import Me
from lms.web.moments import dated, moment

LONGEST = 12 * 60 * 60  # as long as a session can last
SHOWN_OF_HASH = 32

Row = tuple[str, str | Markup, str | Markup]


@dataclass(frozen=True, slots=True)
class Change:
    """One line of what is new."""

    number: str
    note: str


def values(ceremony: Ceremony, signer: Me, posted: Mapping[str, str]) -> dict[str, Any]:
    """Everything the page shows; `posted` is what the person had ticked, so that a refusal takes nothing away."""
    stand = ceremony.progress
    book = book_in(stand.edition, ceremony.language)
    section = stand.course.acknowledgement
    assert section is not None
    names = [(f"statement-{statement.key}", Markup(statement.html)) for statement in ceremony.statements]
    return {
        "book": book,
        "opening": book.opening(section),
        "ticks": [(name, text, name in posted) for name, text in names],
        "steps": _steps(ceremony),
        "rows": _rows(ceremony, signer),
        "bound": {
            "edition": stand.edition.id,
            "document": ceremony.document,
            "language": ceremony.language,
            "opened": posted.get("opened") or _opened(),
        },
    }


def drawn(lines: Strokes) -> tuple[str, str] | None:
    """The `viewBox` and the path of a drawn signature; None where nothing was drawn."""
    return (" ".join(map(str, strokes.box(lines))), strokes.path(lines)) if lines else None


def opened_at(token: str, fallback: datetime) -> datetime:
    """When the page of the ceremony was opened, as we signed it ourselves; a damaged token counts as just now."""
    try:
        instant: datetime = _signer().loads(token, max_age=LONGEST, return_timestamp=True)[1]
    except BadData:
        return fallback
    return min(instant, fallback)


def changes(stand: Progress, seen: str) -> dict[str, Any]:
    """What is new since the edition that was on the page, the newest first, and the way to it."""
    book = book_of(stand.edition)
    since = signing.version_of(stand.edition.slug, seen)
    wanted = [change for change in stand.course.changes if since is None or since < change.version]
    newest = sorted(wanted, key=lambda change: change.version, reverse=True)
    lines = [Change(str(change.version), book.plain(change.note)) for change in newest]
    return {"changes": lines, "onward": standing.onward(stand), "changed": standing.changed(stand)}


def _steps(ceremony: Ceremony) -> list[tuple[str, str]]:
    slug = ceremony.progress.edition.slug
    steps = [(_("Read"), url_for("courses.show", slug=slug))]
    if ceremony.score_percent is not None:
        steps.append((_("Quiz, %(percent)s%%", percent=ceremony.score_percent), url_for("courses.show", slug=slug)))
    return [*steps, (_("Sign"), "")]


def _rows(ceremony: Ceremony, signer: Me) -> list[Row]:
    edition, book = ceremony.progress.edition, book_in(ceremony.progress.edition, ceremony.language)
    what = _("%(course)s, version %(number)s", course=book.title, number=edition.number)
    published = _(
        "in force since %(day)s, in %(language)s", day=dated(edition.published_at), language=_named(ceremony.language)
    )
    zone = _("%(zone)s time, set by the server when you sign", zone=timezone().rpartition("/")[2].replace("_", " "))
    proof = _("SHA-256, first 32 characters. If one letter of the policy changes, this changes.")
    rows: list[Row] = [
        (_("Who"), signer.full_name, signer.email),
        (_("What"), what, published),
        (_("When"), moment(now()), zone),
        (_("Proof of the text"), _fingerprint(ceremony.document), proof),
    ]
    if ceremony.score_percent is not None:
        score = _("%(percent)s%%", percent=ceremony.score_percent)
        rows.append(
            (_("Your result"), _("%(score)s, first attempts", score=score) if ceremony.first_attempts else score, "")
        )
    if ceremony.typed:
        rows.append((_("Your signature"), *_by_hand()))
    rows.append((_("From where"), _("IP address and browser"), _("kept apart, erased with your data")))
    return rows


def _by_hand() -> tuple[str, str]:
    return _("Your name as you type it, or the lines as you draw them"), _(
        "the shape only, not the speed; kept apart, erased with your data"
    )


def _named(language: str) -> str:
    """A language in the reader's own words."""
    locale = get_locale()
    return str(locale.languages.get(language, language)) if locale else language


def _fingerprint(sha256: str) -> Markup:
    groups = [sha256[start : start + 4] for start in range(0, SHOWN_OF_HASH, 4)]
    return Markup("<code>{}</code>").format(" ".join(groups))


def _opened() -> str:
    return str(_signer().dumps("opened"))


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="ceremony")
