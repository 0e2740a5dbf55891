"""The seal's own root and leaf, its renewal, and the key an organisation brings."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

from lms.store import keys, seals
from lms.store.seals import SealUnavailable, Source

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
YEAR = timedelta(days=365)


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return Source(tmp_path, "Ostrelle")


def pkcs12(folder: Path, key: object, until: datetime = NOON + YEAR, password: str = "sesame") -> Source:
    """The organisation's own key, certified by the root of another instance."""
    elsewhere = Source(folder / "elsewhere", "A trusted authority")
    seals.prepare(elsewhere, NOON)
    root = seals._root(elsewhere, NOON)
    assert root is not None
    certificate = seals._certify("Ostrelle SA", key, root, NOON, until)  # type: ignore[arg-type]  # a wrong one too
    path = folder / f"{type(key).__name__}.p12"
    body = serialize_key_and_certificates(
        b"seal",
        key,  # type: ignore[arg-type]
        certificate,
        [root.certificate],
        BestAvailableEncryption(password.encode()),
    )
    path.write_bytes(body)
    return Source(folder, "Ostrelle", path, "sesame")


def test_root_and_leaf_are_made_once_and_only_this_user_reads_them(source: Source) -> None:
    seals.prepare(source, NOON)
    first = seals.load(source, NOON)
    seals.prepare(source, NOON + timedelta(days=1))
    assert seals.load(source, NOON).certificate == first.certificate
    assert {path.stat().st_mode & 0o777 for path in keys.folder(source.instance).iterdir()} == {0o600}


def test_the_leaf_names_the_organisation_and_is_signed_by_the_published_root(source: Source) -> None:
    seals.prepare(source, NOON)
    seal, root = seals.load(source, NOON), x509.load_pem_x509_certificate(seals.published(source))
    seal.certificate.verify_directly_issued_by(root)
    assert "O=Ostrelle" in seal.certificate.subject.rfc4514_string()
    assert root.not_valid_after_utc == NOON + 10 * YEAR


def test_a_very_long_name_is_cut_to_what_certificates_allow(tmp_path: Path) -> None:
    source = Source(tmp_path, "Société " * 20)
    seals.prepare(source, NOON)
    assert seals.load(source, NOON).until == NOON + 5 * YEAR


def test_the_leaf_is_renewed_long_before_its_end_and_the_old_key_goes(source: Source) -> None:
    seals.prepare(source, NOON)
    old = seals.load(source, NOON).certificate
    seals.prepare(source, later := NOON + 2 * YEAR)
    assert seals.load(source, later).certificate != old
    assert len(list(keys.folder(source.instance).glob("seal-2*.pem"))) == 1


def test_without_the_root_key_the_leaf_serves_until_its_last_day(source: Source) -> None:
    seals.prepare(source, NOON)
    (keys.folder(source.instance) / "seal-root.key").rename(source.instance / "in-the-safe")
    seals.prepare(source, NOON + 4 * YEAR)
    assert "2031-03-01" in (seals.load(source, NOON + 4.9 * YEAR).warning(NOON + 4.9 * YEAR) or "")
    with pytest.raises(SealUnavailable, match="not here to renew"):
        seals.prepare(source, NOON + 5 * YEAR)
    with pytest.raises(SealUnavailable, match="ended on 2031"):
        seals.load(source, NOON + 5 * YEAR)


def test_a_root_half_made_is_completed(source: Source) -> None:
    seals.prepare(source, NOON)
    for path in keys.folder(source.instance).glob("*.pem"):
        path.unlink()
    seals.prepare(source, NOON)
    assert seals.load(source, NOON)


@pytest.mark.parametrize("damage", ["seal-root.pem", "seal-20310301.pem"])
def test_a_damaged_file_is_a_sentence(source: Source, damage: str) -> None:
    seals.prepare(source, NOON)
    (keys.folder(source.instance) / damage).write_bytes(b"not a key")
    with pytest.raises(SealUnavailable, match=r"put .*back"):
        seals.load(source, NOON)


def test_before_anything_was_made_there_is_none(source: Source) -> None:
    with pytest.raises(SealUnavailable, match="no seal yet"):
        seals.load(source, NOON)
    assert seals.published(source) == b""


@pytest.mark.parametrize(
    "make", [lambda: rsa.generate_private_key(65537, 2048), lambda: ec.generate_private_key(ec.SECP384R1())]
)
def test_the_organisation_may_bring_its_key_with_the_chain(tmp_path: Path, make: Callable[[], object]) -> None:
    source = pkcs12(tmp_path, make())
    seals.prepare(source, NOON)
    seal = seals.load(source, NOON)
    assert "O=Ostrelle SA" in seal.certificate.subject.rfc4514_string()
    assert [each.subject for each in seal.chain] == [seal.certificate.issuer]
    assert x509.load_pem_x509_certificate(seals.published(source)) == seal.chain[-1]


def test_what_a_key_of_the_organisation_can_have_wrong_is_a_sentence(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    good = pkcs12(tmp_path, key)
    told = []
    for source, now in (
        (Source(tmp_path, "Ostrelle", tmp_path / "nowhere.p12", "sesame"), NOON),
        (Source(tmp_path, "Ostrelle", good.pkcs12, "wrong"), NOON),
        (Source(tmp_path, "Ostrelle", good.pkcs12, None), NOON),
        (good, NOON + 2 * YEAR),
        (good, NOON - YEAR),
        (pkcs12(tmp_path, ed25519.Ed25519PrivateKey.generate()), NOON),
    ):
        with pytest.raises(SealUnavailable) as problem:
            seals.load(source, now)
        told.append(str(problem.value))
    wanted = ("cannot be read", "does not open", "does not open", "ended on", "begins on", "RSA or elliptic")
    assert [words in sentence for words, sentence in zip(wanted, told, strict=True)] == [True] * 6
    assert not any(str(tmp_path) in sentence for sentence in told)
