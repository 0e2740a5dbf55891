"""The readable page of what is held about a person: headings and columns in words, in that person's language."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from babel.dates import format_datetime
from babel.support import NullTranslations, Translations
from flask_babel import force_locale
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lms.config import HOUSE, Settings
from lms.domain.refusal import N_
from lms.services.exporting import Collected, Render
from lms.web import record_words
from lms.web.language import TRANSLATIONS

TITLES: Mapping[str, str] = {
    "account": N_("Who you are"),
    "roles": N_("Your roles"),
    "password": N_("Your password (kept as a fingerprint only)"),
    "sign_ins": N_("Where you are signed in"),
    "links": N_("One-time links you were given"),
    "enrolments": N_("Courses you were asked to do"),
    "sections": N_("Sections you had on screen"),
    "attempts": N_("Quizzes you took"),
    "answers": N_("Your answers"),
    "scenarios": N_("Stories you walked through"),
    "badges": N_("Your badges"),
    "certificates": N_("Your certificates"),
    "certificates_taken_back": N_("Certificates of yours that were to be revoked"),
    "credentials": N_("Your badges as credentials"),
    "scans": N_("Scans of your signatures on paper"),
    "mail": N_("Mails to you"),
    "jobs": N_("Files you asked for"),
    "erasure": N_("Requests to erase your data"),
    "drafts": N_("Drafts you began"),
    "draft_files": N_("Files you wrote in drafts"),
    "draft_versions": N_("Former versions of files you wrote or changed"),
    "writing_now": N_("Files you are writing in now"),
    "proposals": N_("Texts you proposed"),
    "decisions": N_("Proposals you decided"),
    "editions_published": N_("Versions you published or approved"),
    "withdrawals": N_("Versions you asked to take back"),
    "withdrawals_decided": N_("Versions you took back"),
    "assignments": N_("Courses you assigned"),
    "revocations_asked": N_("Revocations you asked for or decided"),
    "erasures_asked": N_("Erasures you asked for or decided"),
    "alarms_settled": N_("Alarms you settled"),
    "periods_changed": N_("Periods of retention you changed"),
    "looked_at": N_("Who looked at your evidence"),
    "facts": N_("The record: what happened with you, and what you did"),
    "beside_facts": N_("Beside the record: what it only keeps a fingerprint of"),
}
COLUMNS: Mapping[str, str] = {
    "active": N_("Active"),
    "answered_at": N_("Answered"),
    "asked_at": N_("Asked"),
    "assigned_at": N_("Assigned"),
    "at": N_("When"),
    "attempt_id": N_("Attempt"),
    "authenticated_at": N_("Password confirmed"),
    "badge": N_("Badge"),
    "because": N_("Your reason"),
    "body": N_("Bytes of the entry"),
    "by": N_("Who"),
    "changed_at": N_("Changed"),
    "closed_at": N_("Closed"),
    "closed_why": N_("Why closed"),
    "code": N_("Code"),
    "completed_at": N_("Completed"),
    "course": N_("Course"),
    "created_at": N_("Made on"),
    "cycle": N_("Cycle"),
    "days": N_("Days"),
    "decided_at": N_("Decided"),
    "declined_at": N_("Declined"),
    "department": N_("Department"),
    "displayed_at": N_("On screen"),
    "dropped_at": N_("Dropped"),
    "due_at": N_("Due"),
    "due_on": N_("Due on"),
    "earned_at": N_("Earned"),
    "edited_at": N_("Written"),
    "email": N_("E-mail address"),
    "ended_at": N_("Ended"),
    "expires_at": N_("Expires"),
    "expires_on": N_("Expires on"),
    "fact_id": N_("Entry"),
    "family_name": N_("Family name"),
    "finished_at": N_("Finished"),
    "found_at": N_("Found"),
    "frozen_at": N_("Frozen"),
    "given": N_("Given"),
    "given_name": N_("Given name"),
    "got": N_("Points (thousandths)"),
    "held": N_("Points held (thousandths)"),
    "holder_short": N_("Name shown to strangers"),
    "how": N_("How"),
    "hr_id": N_("Number in the HR system"),
    "id": N_("Number"),
    "issued_at": N_("Issued"),
    "job_title": N_("Job title"),
    "kind": N_("Kind"),
    "language": N_("Language"),
    "last_seen_at": N_("Last seen"),
    "leaf_sha256": N_("Hash"),
    "location": N_("Place"),
    "manager": N_("Manager"),
    "media_type": N_("Type of file"),
    "method": N_("How"),
    "name": N_("Name"),
    "notified_at": N_("Told by mail"),
    "number": N_("Number"),
    "of": N_("Out of"),
    "opened_at": N_("Opened"),
    "passed": N_("Passed"),
    "path": N_("Path"),
    "problem": N_("Problem"),
    "proposed_at": N_("Proposed"),
    "published_at": N_("Published"),
    "purpose": N_("Purpose"),
    "question": N_("Question"),
    "questions": N_("Questions as shown"),
    "quiz": N_("Quiz"),
    "reason": N_("Reason"),
    "replaces": N_("Replaces"),
    "revoked_at": N_("Revoked"),
    "revoked_for": N_("Why revoked"),
    "salt": N_("Random bytes (salt)"),
    "scenario": N_("Story"),
    "score_got": N_("Points (thousandths)"),
    "score_of": N_("Out of"),
    "section": N_("Section"),
    "sent_at": N_("Sent"),
    "seq": N_("Position"),
    "settled_at": N_("Settled"),
    "sha256": N_("Fingerprint of the file"),
    "signed_at": N_("Signed"),
    "started_at": N_("Started"),
    "started_on": N_("Joined on"),
    "state": N_("State"),
    "tested_at": N_("Quizzes passed"),
    "timezone": N_("Time zone"),
    "titles": N_("Titles"),
    "told": N_("What it says"),
    "total": N_("Out of, in all"),
    "until": N_("Until"),
    "used_at": N_("Used"),
    "values": N_("What is printed"),
    "walked_at": N_("Stories finished"),
    "what": N_("What"),
    "withdrawn_at": N_("Withdrawn"),
}
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def renderer(told: Settings) -> Render:
    """What turns the data into one page that needs no other file and no network."""

    def render(collected: Collected) -> str:
        language = collected.language if collected.language in told.languages else told.languages[0]
        environment = _environment(language)
        environment.filters["shown"] = lambda value: _shown(value, language)
        page = environment.get_template("personal_data.html")
        with force_locale(language):
            kinds = {kind: str(word) for kind, word in record_words.KINDS.items()}
        words = {"language": language, "titles": TITLES, "columns": COLUMNS, "kinds": kinds, "heads_of": _heads}
        return page.render(data=collected, made_at=collected.made_at.isoformat(), **words)

    return render


def _heads(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The columns that any row has, in the order of the first that has them."""
    return list(dict.fromkeys(column for row in rows for column in row))


def _shown(value: Any, language: str) -> str:
    """One cell: an instant in words (UTC), what has a shape of its own as JSON."""
    if value is None:
        return ""
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        return f"{format_datetime(datetime.fromisoformat(value), locale=language)} UTC"
    if isinstance(value, bool):
        return "✓" if value else "–"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


@lru_cache
def _environment(language: str) -> Environment:
    """Of its own, as for mail: the page may be written without a request."""
    environment = Environment(
        loader=FileSystemLoader(HOUSE / "templates" / "paper"),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    translations: NullTranslations = Translations.load(str(TRANSLATIONS), [language])
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]  # of the extension
    return environment
