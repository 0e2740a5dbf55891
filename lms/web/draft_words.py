"""What the script of the editor says, in the reader's language, its own library's words included."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import ngettext


def editor_words(path: str) -> dict[str, object]:
    """The sentences by name; `phrases` are the library's, by their English."""
    return {
        "label": _("Text of %(file)s", file=path),
        "keys": _("Tab indents. Press Escape, then Tab, to leave the text. Ctrl and S save, Ctrl and F search."),
        "saving": _("Saving…"),
        "saved": _("Saved."),
        "changed": _("Changed, not saved yet."),
        "offline": _("Not saved: there is no connection. Your text is still here."),
        "uploaded": _("Uploaded, and written into the text."),
        "preview": _("Preview while typing"),
        "line": _("Line %(line)s", line="{n}"),
        "error": _("Error"),
        "warning": _("Warning"),
        "try": _("Try:"),
        "phrases": _phrases(),
    }


def counted(counts: Mapping[str, tuple[int, int]]) -> dict[str, list[tuple[str, str]]]:
    """The numbers beside each file in words."""
    return {
        path: [
            *([("error", ngettext("%(num)s error", "%(num)s errors", errors))] if errors else []),
            *([("warning", ngettext("%(num)s warning", "%(num)s warnings", warnings))] if warnings else []),
        ]
        for path, (errors, warnings) in counts.items()
    }


def _phrases() -> dict[str, str]:
    return {
        "Find": _("Find"),
        "Replace": _("Replace"),
        "next": _("next"),
        "previous": _("previous"),
        "all": _("all"),
        "match case": _("match case"),
        "regexp": _("pattern"),
        "by word": _("by word"),
        "replace": _("replace"),
        "replace all": _("replace all"),
        "close": _("close"),
        "current match": _("current match"),
        "on line": _("on line"),
        "replaced match on line $": _("replaced on line %(line)s", line="$"),
        "replaced $ matches": _("%(number)s replaced", number="$"),
        "Go to line": _("Go to line"),
        "go": _("go"),
        "Diagnostics": _("What the checker says"),
        "No diagnostics": _("Nothing to say about this file."),
        "Control character": _("Control character"),
        "Selection deleted": _("Selection deleted"),
    }
