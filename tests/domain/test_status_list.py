"""The list of revocations, read back by openbadgeslib."""

from datetime import UTC, datetime

from openbadgeslib.ob3.status import decode_encoded_list, set_indices

from lms.domain import status_list

BASE = "https://policies.example.com"


def test_the_bits_that_were_set_are_read_back() -> None:
    bits = {0, 7, 8, 131_071}
    assert set_indices(decode_encoded_list(status_list.encoded(bits))) == bits


def test_an_empty_list_has_its_full_length() -> None:
    assert len(decode_encoded_list(status_list.encoded([]))) * 8 == status_list.SIZE


def test_equal_bits_have_equal_bytes() -> None:
    assert status_list.encoded([3, 1]) == status_list.encoded([1, 3])


def test_the_list_after_the_first_begins_at_bit_0() -> None:
    entry = status_list.entry(BASE, status_list.SIZE + 4)
    assert entry["statusListCredential"] == f"{BASE}/badges/status/1.json"
    assert (entry["statusListIndex"], entry["id"]) == ("4", f"{BASE}/badges/status/1.json#4")


def test_a_copy_grows_old() -> None:
    found = status_list.unsigned(BASE, 0, "did:web:a.example", [], datetime(2026, 11, 23, 9, tzinfo=UTC))
    assert (found["validFrom"], found["validUntil"]) == ("2026-11-23T09:00:00Z", "2026-11-25T09:00:00Z")
