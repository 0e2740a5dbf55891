"""`lms course publish` and `lms course withdraw`: an edition comes into force, or is taken back, by two people."""

import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from lms.cli.courses import course, read_course
from lms.cli.group import inside_app, now
from lms.domain.refusal import Refusal

YES_NO = {"yes": True, "no": False}


@course.command(
    epilog="Example: lms course publish courses/social-media --by cleo@example.com --approved-by lena@example.com"
)
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--by", required=True, help="E-mail of the author who publishes.")
@click.option("--approved-by", required=True, help="E-mail of another person, who has approved it.")
@click.option("--because", default="", help="Why it may be called a smaller change than it looks.")
@click.option("--changes-duty", type=click.Choice(list(YES_NO)), help="Whether it changes what people must do.")
@click.option("--reviewer", "reviewers", multiple=True, metavar="LANG=EMAIL", help="Who has checked a translation.")
@click.option("--due", type=click.DateTime(["%Y-%m-%d"]), help="When those who are asked again must be done.")
@click.option("--language", default="en", show_default=True, help="Language of the reasons: en or fr.")
@click.option("--dry-run", is_flag=True, help="Only show what would change; exit code 1 when it may not be published.")
@click.option("--yes", is_flag=True, help="Ask nothing.")
def publish(
    path: Path,
    by: str,
    approved_by: str,
    because: str,
    changes_duty: str | None,
    reviewers: tuple[str, ...],
    due: datetime | None,
    language: str,
    dry_run: bool,
    yes: bool,
) -> None:
    """Publish a course folder as a new edition that learners read from then on.

    First comes what differs from the edition before, line by line, and how many people it concerns.
    """
    from lms.services import proposing, publishing

    files = read_course(path)
    with inside_app() as settings:
        seen = proposing.preview(files, now())
        text = _sound(seen, files, language)
        _refuse_draft(text.id)
        for line in _told(seen, language):
            click.echo(line, err=True)
        duty = YES_NO[changes_duty] if changes_duty else _asked(seen, yes)
        answers = {} if duty is None else {publishing.DUTY: duty}
        said = publishing.Declaration(because, answers, _reviewers(reviewers))
        publishing.check(files, said)
        if dry_run:
            click.echo("It may be published like this. Nothing was written.", err=True)
            return
        _agreed(seen, yes)
        day = due.date() if due else None
        people = {"by": by, "approved_by": approved_by}
        publishing.publish(files, **people, now=now(), declaration=said, house=settings.house, due_on=day)
        _write_snapshot(path, publishing.snapshot(files, now()))
    click.echo(f"Published version {text.version} of {text.id}.")


@course.command(
    epilog="Example: lms course withdraw social-media 2.0 --by cleo@example.com --approved-by lena@example.com "
    '--reason "A client is named in it."'
)
@click.argument("slug")
@click.argument("version")
@click.option("--by", required=True, help="E-mail of the author or approver who takes it back.")
@click.option("--approved-by", required=True, help="E-mail of another person, an approver, who agrees.")
@click.option("--reason", required=True, help="Why; it is kept beside the record.")
def withdraw(slug: str, version: str, by: str, approved_by: str, reason: str) -> None:
    """Take a published version back: people read the one before; whoever signed it keeps text and certificate."""
    from lms.services import tallies, withdrawing

    with inside_app():
        withdrawing.withdraw(slug, version, by=by, approved_by=approved_by, reason=reason, now=now())
        current = next((line.number for line in tallies.editions(slug) if line.current), None)
    then = f"People read version {current} now." if current else "The course cannot be read until another is published."
    click.echo(f"Version {version} of {slug} is taken back. {then}")


def _sound(seen: Any, files: Mapping[str, bytes], language: str) -> Any:
    """The course, once the checker finds no error in it."""
    from lms.domain.course import report

    if seen.course is None or seen.errors:
        click.echo(report.text(seen.errors, files, language), nl=False, err=True)
        raise Refusal("course-broken")
    return seen.course


def _refuse_draft(slug: str) -> None:
    """Whoever writes in the app would lose sight of what is published beside it."""
    from lms.services import drafting

    if drafting.find(slug):
        raise Refusal("draft-open-publish", course=slug)


def _told(seen: Any, language: str) -> Iterator[str]:
    """The comparison line by line, then what it comes to."""
    from lms.domain.course.compare import sentence

    if seen.before is None:
        yield f"The first edition of {seen.course.id}."
        return
    yield f"Compared with version {seen.before.number}:"
    for one in seen.comparison.differences:
        where = f"{one.place.file}:{one.place.line}: " if one.place else ""
        lang = f" ({one.lang})" if one.lang else ""
        yield f"  {where}#{one.item}{lang}: {one.least}: {sentence(one, language)}"
    yield f"At least {seen.least}; you call it {seen.declared}."
    for lang, items in seen.stale.items():
        yield f"Out of date in {lang}: {', '.join(f'#{item}' for item in items)}."
    yield from _impact(seen.impact)


def _impact(impact: Any) -> Iterator[str]:
    yield f"{impact.signed} signed: {impact.stay} signatures stay, {impact.asked} people are asked again."
    for group in impact.groups:
        what = "the whole course" if group.path is None else ", ".join(f"#{tag}" for tag in group.path)
        yield f"  {group.people} who signed {group.signed}: {what}; {group.minutes} min each."
    if impact.asked:
        yield f"{impact.minutes_in_all} minutes in all."
    if impact.reading:
        yield f"{impact.reading} are reading it and go on with the new text."


def _asked(seen: Any, yes: bool) -> bool | None:
    """What only a person can answer; nothing where nobody is there to ask."""
    if not seen.questions or yes or not sys.stdin.isatty():
        return None
    return click.confirm("Does this change what people must do?", err=True)


def _agreed(seen: Any, yes: bool) -> None:
    if yes or not seen.impact.asked:
        return
    if not sys.stdin.isatty():
        raise click.ClickException(f"{seen.impact.asked} people would be asked again. Add --yes to say so.")
    click.confirm(f"Publish, and ask {seen.impact.asked} people again?", abort=True, err=True)


def _reviewers(told: tuple[str, ...]) -> dict[str, str]:
    from lms.services import publishing

    pairs = [one.partition("=") for one in told]
    if any(not lang or not email for lang, _, email in pairs):
        raise click.UsageError("Say who has checked a translation as LANG=EMAIL, such as fr=marc@example.com.")
    return publishing.reviewers_by_email({lang: email for lang, _, email in pairs})


def _write_snapshot(path: Path, body: bytes) -> None:
    """So that the checker compares with this edition outside the app as well; a folder may be read-only."""
    try:
        (path / "published.json").write_bytes(body)
    except OSError as error:
        click.echo(f"published.json could not be written: {error.strerror}.", err=True)
