"""Signed notes and tree heads, against what other implementations published."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lms.domain.checkpoint import (
    Checkpoint,
    Key,
    origin_of,
    read_checkpoint,
    read_key,
    read_note,
    signers,
    write_note,
)
from lms.store.keys import signed_by

# The example of Go's sumdb/note package: text, private key, and the note its implementation makes of them.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO_NOTE = (
    f"{GO_TEXT}\n— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
).encode()

# The head of Go's checksum database on 23 September 2024, and the key that every Go tool carries.
SUMDB_KEY = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
SUMDB = (
    "go.sum database tree\n30055305\nmXfgRcJ0bG0j3CPdKwgGWtUzBUbX67saZGRmFuJGGsM=\n\n— sum.golang.org "
    "Az3grpgEild5qw7+5dtV13Kf1C2Xurm8q4fhdxvcsDHnqNTaxL2AFjBY+2TyGKevucFcAAlWFJJYle3EJlDCrQ+y3A8=\n"
).encode()


def test_a_note_is_written_byte_for_byte_as_go_writes_it() -> None:
    private = Ed25519PrivateKey.from_private_bytes(GO_SEED)
    key = Key("PeterNeumann", private.public_key().public_bytes_raw())
    assert (key.line, write_note(GO_TEXT, [(key, private.sign)])) == (GO_KEY, GO_NOTE)


@pytest.mark.parametrize(("raw", "line"), [(GO_NOTE, GO_KEY), (SUMDB, SUMDB_KEY)])
def test_notes_of_others_verify(raw: bytes, line: str) -> None:
    key = read_key(line)
    assert signers(read_note(raw), [key], signed_by) == [key]


def test_a_checkpoint_of_another_log_is_read_and_written_the_same() -> None:
    text = read_note(SUMDB).text
    told = read_checkpoint(text)
    assert (told.origin, told.size, told.text) == ("go.sum database tree", 30_055_305, text)


@pytest.mark.parametrize("place", range(0, len(SUMDB), 7))
def test_one_changed_bit_of_a_note_is_never_believed(place: int) -> None:
    changed = bytearray(SUMDB)
    changed[place] ^= 1
    key = read_key(SUMDB_KEY)
    try:
        assert signers(read_note(bytes(changed)), [key], signed_by) == []
    except ValueError:
        return


def test_lines_of_unknown_keys_are_passed_over() -> None:
    raw = GO_NOTE + SUMDB.split(b"\n\n")[1]
    assert signers(read_note(raw), [read_key(GO_KEY)], signed_by) == [read_key(GO_KEY)]
    assert signers(read_note(raw), [], signed_by) == []


def test_a_wrong_line_of_a_known_key_spoils_the_note() -> None:
    raw = GO_NOTE + SUMDB.split(b"\n\n")[1]
    with pytest.raises(ValueError, match=r"sum\.golang\.org"):
        signers(read_note(raw), [read_key(GO_KEY), read_key(SUMDB_KEY)], signed_by)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"text\n",
        b"text\n\n",
        b"\n\n\n",
        GO_NOTE[:-1],
        GO_NOTE.replace("—".encode(), b"-"),
        GO_NOTE.replace(b" PeterNeumann", b" Peter+Neumann"),
        GO_NOTE.replace(b"nAM=", b"nAN="),
        GO_NOTE.replace(b"If", b"\x1b["),
        b"\xff" + GO_NOTE,
        b"x" * 70_000 + GO_NOTE,
    ],
)
def test_what_is_no_note_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_note(raw)


@pytest.mark.parametrize(
    "text", ["a\n1\n", "a\n01\n" + "A" * 43 + "=\n", "a\n-1\n" + "A" * 43 + "=\n", "a\n1\nAAAA\n", "\n1\n\n", "a\n1\nb"]
)
def test_what_is_no_tree_head_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_checkpoint(text)


@pytest.mark.parametrize("line", ["", "a+b+c", GO_KEY.replace("c74f20a3", "c74f20a4"), GO_KEY.replace("ARpc", "AhpC")])
def test_what_is_no_key_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_key(line)


@pytest.mark.parametrize("text", ["no end", "an empty\n\nline\n", "a bell\x07\n"])
def test_a_text_that_no_reader_would_take_is_not_signed(text: str) -> None:
    key = read_key(GO_KEY)
    with pytest.raises(ValueError, match="text ends"):
        write_note(text, [(key, lambda _: b"x" * 64)])


def test_an_origin_cannot_smuggle_lines_into_a_checkpoint() -> None:
    with pytest.raises(ValueError, match="text ends"):
        write_note(Checkpoint("evil\n999\n\n", 1, b"\0" * 32).text, [(read_key(GO_KEY), lambda _: b"")])


@pytest.mark.parametrize(
    ("opened_as", "origin"),
    [
        ("https://policies.example.com", "policies.example.com/1b4e28ba"),
        ("http://h:80/a b+c/", "h:80/a-b-c/1b4e28ba"),
        ("", "paraph/1b4e28ba"),
    ],
)
def test_a_record_is_called_by_its_address_and_first_entry(opened_as: str, origin: str) -> None:
    assert origin_of(opened_as, "1b4e28ba-2fa1-4bd2-883f-0016d3cca427") == origin
