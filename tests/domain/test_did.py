"""The issuer's identifiers, against values of the specifications."""

import pytest

from lms.domain import did

KEY = bytes(range(32))


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"Hello World!", "2NEpo7TZRRrLZSi2U"), (b"\0\0\x28\x7f\xb4\xcd", "11233QC4"), (b"", "")],
)
def test_base58_of_the_published_examples(data: bytes, text: str) -> None:
    assert did.base58(data) == text


def test_an_ed25519_key_is_known_by_its_first_letters() -> None:
    assert did.multikey(KEY).startswith("z6Mk")


def test_the_key_of_the_published_example() -> None:
    """did:key 1.0, test vector 1."""
    public = bytes.fromhex("2e6fcce36701dc791488e0d0b1745cc1e33a4c1c9fcc41c63bd343dbbe0970e6")
    assert did.multikey(public) == "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        did.multikey(b"short")


@pytest.mark.parametrize(
    ("base_url", "issuer"),
    [
        ("https://policies.example.com", "did:web:policies.example.com"),
        ("https://Policies.example.com:8443", "did:web:policies.example.com%3A8443"),
    ],
)
def test_an_https_address_is_the_issuer(base_url: str, issuer: str) -> None:
    assert did.issuer_id(base_url, KEY) == issuer


@pytest.mark.parametrize("base_url", ["http://localhost:8000", "https://a.example/paraph", "https://u:p@a.example"])
def test_where_did_web_cannot_be_the_key_is_the_issuer(base_url: str) -> None:
    assert did.issuer_id(base_url, KEY) == f"did:key:{did.multikey(KEY)}"


def test_the_document_lists_every_key_that_ever_signed() -> None:
    found = did.document("did:web:a.example", [KEY, bytes(32)])
    assert found["assertionMethod"] == [method["id"] for method in found["verificationMethod"]]
    assert len(found["assertionMethod"]) == 2
