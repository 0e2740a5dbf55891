"""The roof over evidence packs: the texts and scripts they carry, the key that signs their list, and the job."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from string import Template
from typing import Any

from lms.config import HOUSE, Settings
from lms.domain.checkpoint import write_note
from lms.domain.facts import OPERATOR
from lms.domain.population import APART, OBLIGED, percent
from lms.domain.refusal import Refusal
from lms.services import checkpoints, evidence_pack, evidence_scope
from lms.services.evidence_pack import Enclosed
from lms.services.evidence_scope import Scope
from lms.services.job_runs import Task
from lms.services.record import person
from lms.store import job_files, keys, reading, verifying
from lms.store.archive import Sink

log = logging.getLogger("lms.evidence")
TEXTS = HOUSE / "templates" / "evidence"
VERIFIER = Path(__file__).parent / "verify_record.py"  # another program that reads receipts
BY_VERIFIER = {
    "en": " `python3 verify_record.py --receipt receipt.json --key keys.txt`\nchecks it anywhere.",
    "fr": " `python3 verify_record.py --receipt receipt.json --key keys.txt`\nle vérifie n’importe où.",
}
README = {"en": "README.md", "fr": "LISEZMOI.md"}
COVERED = {
    "en": (
        "The newest checkpoint in this pack covers $checkpoint_size of the $record_size entries that the record had.",
        "**There is no checkpoint in this pack**, so nothing shows that its entries stand in the record.",
    ),
    "fr": (
        "Le point de contrôle le plus récent couvre $checkpoint_size des $record_size entrées du registre.",
        "**Ce dossier ne contient aucun point de contrôle** : rien ne montre que ses entrées sont dans le registre.",
    ),
}
WITHOUT = {"en": " (left out of this pack on request)", "fr": " (laissés de côté à la demande)"}


def work(settings: Settings, task: Task) -> Iterator[tuple[int, int]]:
    """The job: the pack as a file of the job, and the fact that it was made."""
    about = evidence_scope.about(Scope.from_params(task.params))
    actor = person(task.wanted_by) if task.wanted_by else OPERATOR
    yield from build(settings, about, task.language, task.now, task.out)
    task.file_name = about.file_name
    task.on_finish.append(lambda session, digest, now: evidence_pack.exported(session, about, actor, digest, now))


def build(
    settings: Settings, about: evidence_scope.About, language: str, now: datetime, sink: Sink
) -> Iterator[tuple[int, int]]:
    """Writes the pack, yielding (people done, people in all)."""
    sign_record(settings.instance, now)
    folder = job_files.folder(settings.instance)
    enclosed = Enclosed(partial(enclosed_files, about), partial(sign, settings.instance))
    return evidence_pack.build(about, settings.house, language, now, sink, folder, enclosed)


def sign_record(instance: Path, now: datetime) -> None:
    """A checkpoint over everything the pack looks at, where the key lies here; else the newest there is must do."""
    try:
        checkpoints.sign_now(instance, now)
    except (Refusal, checkpoints.CannotSignError) as problem:
        log.warning("an evidence pack without a new checkpoint: %s", problem)


def enclosed_files(about: evidence_scope.About, facts: dict[str, Any], language: str) -> Sequence[tuple[str, bytes]]:
    """The read-me in English and in the asker's language, and the scripts that check."""
    languages = [lang for lang in README if lang in ("en", language)]
    texts = [(README[lang], read_me(about, facts, lang).encode()) for lang in languages]
    scripts = [path for path in (TEXTS / "check_pack.py", VERIFIER) if path.is_file()]
    return [*texts, *((path.name, path.read_bytes()) for path in scripts)]


def read_me(about: evidence_scope.About, facts: dict[str, Any], language: str) -> str:
    covered = Template(COVERED[language][0 if facts["checkpoint_size"] else 1]).substitute(facts)
    values = {
        **facts,
        "about": one_line(about.name or about.titles.get(language) or next(iter(about.titles.values()), "")),
        "organisation": one_line(facts["organisation"]),
        "numbers": "\n\n".join(numbers(course) for course in facts["courses"]) or "–",
        "covered": covered,
        "verifier": BY_VERIFIER[language] if VERIFIER.is_file() else "",
        "without": "" if facts["certificates"] else WITHOUT[language],
    }
    return Template((TEXTS / f"README.{language}.md").read_text(encoding="utf-8")).substitute(values)


def numbers(course: dict[str, Any]) -> str:
    """A table of one course: every number, and its share of the denominator."""
    told = course["numbers"]
    whole = told["obliged"]
    rows = [f"| **obliged** | **{whole}** | |"]
    rows += [f"| {word} | {told[word]} | {percent(told[word], whole)} |" for word in OBLIGED]
    rows += [f"| *{word}* | {told[word]} | |" for word in APART]
    return "\n".join([f"| {course['course']} | people | of those obliged |", "|---|---:|---:|", *rows])


def sign(instance: Path, text: str) -> bytes | None:
    """The digest of the list as a signed note, by the key that signs checkpoints; None where that key is not here.

    Its second line is no number, so that no reader takes the note for a checkpoint.
    """
    with reading() as session:
        changes = verifying.key_changes(session)
    private = keys.ed25519(instance, keys.CHECKPOINTS)
    if private is None or not changes or private.public_key().public_bytes_raw() != changes[-1].key.public:
        return None
    return write_note(f"{changes[-1].key.name}/evidence-pack\nsha256:{text}\n", [(changes[-1].key, private.sign)])


def one_line(text: str) -> str:
    """Text of people inside the read-me: no markup and no line of its own."""
    return " ".join(text.split()).replace("|", "/").replace("<", "‹").replace("`", "'")
