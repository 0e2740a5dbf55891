"""The text of each item as it stands in its files: for people who compare two editions side by side."""

from collections.abc import Iterator, Mapping

from lms.domain.course.model import Course
from lms.domain.course.places import Id, Lang, T
from lms.domain.course.source import decode


def extracts(course: Course, files: Mapping[str, bytes]) -> dict[tuple[Id, Lang], str]:
    """(item, language) → its lines, from its heading to the next one; a course or module has what stands above."""
    starts: dict[str, list[tuple[int, Id, Lang]]] = {}
    for id, title in _headings(course):
        for lang, text in title.items():
            starts.setdefault(text.span.file, []).append((text.span.line, id, lang))
    for id, title in [(course.id, course.title), *((module.id, module.title) for module in course.modules)]:
        for lang, text in title.items():
            starts.setdefault(text.span.file, []).append((1, id, lang))
    found: dict[tuple[Id, Lang], str] = {}
    for path, rows in starts.items():
        lines = [line.text for line in decode(path, files[path]).lines] if path in files else []
        rows.sort()
        for (line, id, lang), following in zip(rows, [*(row[0] for row in rows[1:]), len(lines) + 1], strict=True):
            found[id, lang] = "\n".join(lines[line - 1 : following - 1]).strip("\n")
    return found


def _headings(course: Course) -> Iterator[tuple[Id, T]]:
    yield from ((section.id, section.title) for _, section in course.sections())
    yield from ((question.id, question.prompt) for question in course.questions())


def titles(course: Course) -> dict[Id, T]:
    """What each item is called: the course, its modules, sections and questions."""
    own = {course.id: course.title} | {module.id: module.title for module in course.modules}
    return own | dict(_headings(course))
