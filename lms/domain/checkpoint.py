"""Checkpoints as text: the signed notes (C2SP signed-note) and tree heads (C2SP tlog-checkpoint) of other logs.

How an Ed25519 signature is made or checked is passed in. A key is known by its *verifier line*, `name+id+base64`,
the form in which other tools of transparency logs take it.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from lms.domain.merkle import HASH_BYTES

ED25519 = b"\x01"  # the signature type of signed-note
KEY_BYTES, ID_BYTES, SIGNATURE_BYTES = 32, 4, 64
MAX_NOTE_BYTES, MAX_SIGNATURES = 64_000, 100

Sign = Callable[[bytes], bytes]
Check = Callable[[bytes, bytes, bytes], bool]
"""(public key, message, signature) → whether the signature is right."""

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A promise about the first `size` entries of the record that `origin` names."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class Key:
    """A public key and the name it signs under."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """The first four bytes of SHA-256(name ‖ LF ‖ 0x01 ‖ public key)."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:ID_BYTES]

    @property
    def line(self) -> str:
        """The verifier line."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(ED25519 + self.public).decode()}"


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature line as it stands in a note, not yet believed."""

    name: str
    key_id: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A note taken apart: the signed text with its last line feed, and the lines below it."""

    text: str
    signatures: tuple[Signature, ...]


def origin_of(opened_as: str, first_id: str) -> str:
    """What checkpoints call the record: the address it was opened under, and the beginning of its first entry's id.

    The address as the specification wants it, without scheme, blanks and plus; the id tells two records apart that
    were opened under the same address, such as a rehearsal and the real one.
    """
    address = re.sub(r"[\s+\x00-\x1f]+", "-", re.sub(r"^[a-z]+://", "", opened_as)).strip("-/")
    return f"{address or 'paraph'}/{first_id[:8]}"


def read_key(line: str) -> Key:
    """The key of a verifier line. Raises ValueError when it is none, or when its id is not that of the key."""
    name, _, rest = line.strip().partition("+")
    claimed, _, encoded = rest.partition("+")
    raw = _decoded(encoded)
    if raw[:1] != ED25519 or len(raw) != 1 + KEY_BYTES or not _is_name(name):
        raise ValueError("this is no verifier line of an Ed25519 key")
    key = Key(name, raw[1:])
    if key.id.hex() != claimed:
        raise ValueError("the id in this verifier line is not that of its key")
    return key


def write_note(text: str, signers: Iterable[tuple[Key, Sign]]) -> bytes:
    """The note with a line for each signer. Raises ValueError for a text that no reader would take."""
    if not text.endswith("\n") or "\n\n" in text or _CONTROL.search(text):
        raise ValueError("a note's text ends with a line feed and has neither empty lines nor control characters")
    lines = [_signature_line(key, sign(text.encode())) for key, sign in signers]
    if not lines:
        raise ValueError("a note without a signature is none")
    return f"{text}\n{''.join(lines)}".encode()


def read_note(raw: bytes) -> Note:
    """Takes a note apart, believing nothing. Raises ValueError for bytes that are no note."""
    if len(raw) > MAX_NOTE_BYTES:
        raise ValueError("too long for a note")
    try:
        whole = raw.decode()
    except UnicodeDecodeError as error:
        raise ValueError("a note is UTF-8") from error
    text, separator, below = whole.rpartition("\n\n")
    if not separator or not text or not below.endswith("\n") or _CONTROL.search(whole):
        raise ValueError("a note has a text, an empty line, and signatures")
    lines = below[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise ValueError("too many signatures for a note")
    return Note(text + "\n", tuple(_read_signature(line) for line in lines))


def read_checkpoint(text: str) -> Checkpoint:
    """The tree head that a note's text holds. Raises ValueError when it holds none."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]) or not _SIZE.fullmatch(lines[1]):
        raise ValueError("a checkpoint has an origin, a number of entries and a root")
    root = _decoded(lines[2])
    if len(root) != HASH_BYTES:
        raise ValueError("the root of a checkpoint has 32 bytes")
    return Checkpoint(lines[0], int(lines[1]), root)


def signers(note: Note, keys: Sequence[Key], check: Check) -> list[Key]:
    """Which of the known keys signed the note; other signatures are passed over, as the specification says.

    Raises ValueError when a line that claims one of the known keys holds a wrong signature.
    """
    found = []
    for signature in note.signatures:
        for key in keys:
            if (key.name, key.id) != (signature.name, signature.key_id) or key in found:
                continue
            if not check(key.public, note.text.encode(), signature.value):
                raise ValueError(f"the signature of {key.name} is wrong")
            found.append(key)
    return found


def _signature_line(key: Key, signature: bytes) -> str:
    if not _is_name(key.name):
        raise ValueError("a key's name has neither blanks nor plus")
    return f"— {key.name} {base64.b64encode(key.id + signature).decode()}\n"


def _read_signature(line: str) -> Signature:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    raw = _decoded(encoded)
    if dash != "—" or not _is_name(name) or len(raw) <= ID_BYTES:
        raise ValueError("a signature line has a dash, a name, and a key id with a signature in base64")
    return Signature(name, raw[:ID_BYTES], raw[ID_BYTES:])


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(char.isspace() for char in name)


def _decoded(encoded: str) -> bytes:
    """Strict base64: what is decoded must encode to the same again, or one note would have many spellings."""
    try:
        raw = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("this is no base64") from error
    if base64.b64encode(raw).decode() != encoded:
        raise ValueError("this base64 is not the canonical one")
    return raw
