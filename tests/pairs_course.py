"""The small course under another name, with a quiz of one order, one match and one sort."""

from pathlib import Path

from lms.store.folder import read_folder
from tests.domain.course.pairs import SOURCE, TRANSLATION

SMALL = Path(__file__).parent / "courses" / "small"
SLUG = "pairs"
QUIZ = f"/courses/{SLUG}/posting/quiz-check"


def files() -> dict[str, bytes]:
    """Its files, in both languages."""
    found = {path: data.decode() for path, data in read_folder(SMALL).items()}
    found["course.md"] = found["course.md"].replace("id: small", f"id: {SLUG}")
    for path, text in (("10-posting.md", SOURCE), ("10-posting.fr.md", TRANSLATION)):
        before = found[path].partition("\n### ")[0]
        found[path] = before + "\n" + text.partition("<!-- #quiz -->\n\n")[2]
    found["10-posting.md"] = found["10-posting.md"].replace("## Quiz:", "## Quiz (part marks):")
    return {path: text.encode() for path, text in found.items()}
