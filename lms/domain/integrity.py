"""What a verification of the record can find: the closed list of problems, each with the sentence people read."""

import re
from dataclasses import dataclass

from lms.domain.refusal import N_

PROBLEMS: dict[str, str] = {
    "entry-missing": N_("An entry is missing, or another one stands in its place."),
    "entry-changed": N_("The bytes of an entry do not match its hash."),
    "entry-unreadable": N_("The bytes of an entry are not a fact that this version knows."),
    "columns-differ": N_("The columns used for searching say something else than the entry."),
    "tree-differs": N_("The hashes of the tree above an entry do not match."),
    "tree-incomplete": N_("The tree lacks hashes, so what follows them cannot be checked."),
    "tree-overgrown": N_("The tree has hashes that no entry accounts for."),
    "checkpoint-differs": N_("A stored checkpoint does not agree with the entries."),
    "key-unvouched": N_("The key of checkpoints was changed without the one that had signed until then."),
    "checkpoint-beyond": N_("A stored checkpoint covers more entries than there are: the end was cut off."),
    "head-size": N_("The head counts another number of entries: the end was cut off, or something was added."),
    "head-differs": N_("The head holds other hashes than the entries give."),
    "unreadable": N_("The database cannot read the record at all."),
    "unknown": N_("The record does not hold, for a reason that has no name yet."),
}

# The words of `store.verifying`, which names what it met in a sentence for the command line.
_TOLD = (
    (r"entry \d+ is missing", "entry-missing"),
    (r"its bytes do not match", "entry-changed"),
    (r"entry \d+ is (not a fact|of an unknown)", "entry-unreadable"),
    (r"its look-up columns", "columns-differ"),
    (r"it changes the key", "key-unvouched"),
    (r"the tree's node", "tree-differs"),
    (r"the record has no whole tree", "tree-incomplete"),
    (r"the tree has nodes", "tree-overgrown"),
    (r"a checkpoint is stored for", "checkpoint-beyond"),
    (r"the checkpoint stored for", "checkpoint-differs"),
    (r"the head counts", "head-size"),
    (r"the head holds", "head-differs"),
)
# These concern the end, which moves with each new entry; the same problem must have the same name tomorrow.
_OF_THE_END = {"tree-overgrown", "checkpoint-beyond", "head-size", "head-differs", "unreadable"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that does not hold, and the first entry it concerns where it concerns one."""

    code: str
    entry: int | None = None

    @property
    def sentence(self) -> str:
        """In English: the key into the catalogue."""
        return PROBLEMS[self.code]


def problem(told: str, entry: int | None) -> Problem:
    """What a verification told, as a code; one without a name is a problem all the same."""
    code = next((code for words, code in _TOLD if re.match(words, told)), "unknown")
    return Problem(code, None if code in _OF_THE_END else entry)
