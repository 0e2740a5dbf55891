"""The seal on certificates: a private root and a leaf made here, or the organisation's own key from a PKCS#12 file.

Files in `keys/` of the instance: `seal-root.key` (may be taken off the machine, and is wanted again only to renew the
leaf), `seal-root.pem` (its certificate, published), `seal-YYYYMMDD.pem` (key and certificate of the leaf, by its last
day). Elliptic, because a P-256 signature costs a third of what RSA-3072 does and every PDF reader knows it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from cryptography.x509.oid import NameOID

from lms.config import Settings
from lms.store import keys

ROOT_LIFE, LEAF_LIFE = timedelta(days=3650), timedelta(days=5 * 365)
RENEW_AFTER = timedelta(days=2 * 365)  # so that what is sealed on the last day can still be checked for three years
WARN_BEFORE = timedelta(days=60)
_EARLIER = timedelta(days=1)  # clocks of readers differ
_LONGEST = 64  # bytes of a name in a certificate (RFC 5280, ub-organization-name)
_ROOT_KEY, _ROOT = "seal-root.key", "seal-root.pem"

Key = EllipticCurvePrivateKey | RSAPrivateKey


class SealUnavailable(Exception):
    """Nothing can be sealed at the moment; the sentence says why and names no path."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the key comes from: a PKCS#12 file and its password, or, without one, the instance."""

    instance: Path
    organisation: str
    pkcs12: Path | None = None
    password: str | None = None

    @classmethod
    def of(cls, settings: Settings) -> Self:
        return cls(settings.instance, settings.organisation, settings.seal_pkcs12, settings.seal_password)


@dataclass(frozen=True, slots=True)
class Seal:
    """A key, its certificate and those above it, the nearest first."""

    key: Key
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]

    @property
    def until(self) -> datetime:
        return self.certificate.not_valid_after_utc

    def warning(self, now: datetime) -> str | None:
        """A sentence when the certificate ends soon and nobody has renewed it."""
        if now + WARN_BEFORE < self.until:
            return None
        return f"the seal's certificate ends on {self.until:%Y-%m-%d}: renew it, or put seal-root.key back for a minute"


def prepare(source: Source, now: datetime) -> None:
    """Makes what the instance lacks and renews a leaf in time; nothing with a PKCS#12 file. Raises SealUnavailable."""
    if source.pkcs12 is not None:
        return
    leaf = _newest(source.instance)
    if leaf is not None and now < leaf.certificate.not_valid_before_utc + RENEW_AFTER:
        return
    root = _root(source, now)
    if root is None:
        if leaf is None or leaf.until <= now:
            raise SealUnavailable("The seal ended, and the key of its root (seal-root.key) is not here to renew it.")
        return
    key = generate_private_key(SECP256R1())
    until = min(now + LEAF_LIFE, root.until)
    if until <= now:
        raise SealUnavailable(f"The seal's root ended on {root.until:%Y-%m-%d}. Move its files away for a new one.")
    certificate = _certify(source.organisation, key, root, now, until)
    _keep(source.instance, f"seal-{until:%Y%m%d}.pem", _pem(key) + certificate.public_bytes(Encoding.PEM))
    for older in _leaves(source.instance)[:-1]:  # what it sealed stays valid; nobody can seal with it any more
        older.unlink(missing_ok=True)


def load(source: Source, now: datetime) -> Seal:
    """The seal in use. Raises SealUnavailable: none, unreadable, expired, or of a kind no reader of PDF knows."""
    seal = _from_pkcs12(source.pkcs12, source.password) if source.pkcs12 else _newest(source.instance)
    if seal is None:
        raise SealUnavailable("There is no seal yet. Run `lms init`, or start the worker once.")
    if now < seal.certificate.not_valid_before_utc:
        raise SealUnavailable(f"The seal's certificate begins on {seal.certificate.not_valid_before_utc:%Y-%m-%d}.")
    if now >= seal.until:
        raise SealUnavailable(f"The seal's certificate ended on {seal.until:%Y-%m-%d}. Give a newer one.")
    return seal


def published(source: Source) -> bytes:
    """The certificates that readers are to trust, as PEM: our root, and the topmost of the organisation's chain."""
    found: list[x509.Certificate] = []
    if (root := _root_certificate(source.instance)) is not None:
        found.append(root)
    if source.pkcs12 is not None:
        seal = _from_pkcs12(source.pkcs12, source.password)
        found.append((seal.certificate, *seal.chain)[-1])
    return b"".join(each.public_bytes(Encoding.PEM) for each in found)


def _from_pkcs12(path: Path, password: str | None) -> Seal:
    try:
        store = load_pkcs12(path.read_bytes(), password.encode() if password else None)
    except OSError as error:
        raise SealUnavailable(f"The file of LMS_SEAL_PKCS12 cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise SealUnavailable("The file of LMS_SEAL_PKCS12 does not open: wrong password, or no PKCS#12.") from error
    if store.key is None or store.cert is None:
        raise SealUnavailable("The file of LMS_SEAL_PKCS12 holds no key with its certificate.")
    if not isinstance(store.key, EllipticCurvePrivateKey | RSAPrivateKey):
        raise SealUnavailable("The key of LMS_SEAL_PKCS12 must be RSA or elliptic (ECDSA): PDF readers know no other.")
    _require_use(store.cert.certificate)
    others = [each.certificate for each in store.additional_certs]
    return Seal(store.key, store.cert.certificate, _above(store.cert.certificate, others))


def _require_use(certificate: x509.Certificate) -> None:
    try:
        use = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    if not (use.digital_signature or use.content_commitment):
        raise SealUnavailable("The certificate of LMS_SEAL_PKCS12 is not meant for signing (its key usage).")


def _above(leaf: x509.Certificate, others: Sequence[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """The issuers in order, as far as the file has them."""
    chain: list[x509.Certificate] = []
    lowest = leaf
    while lowest.issuer != lowest.subject and len(chain) < len(others):
        issuer = next((each for each in others if each.subject == lowest.issuer), None)
        if issuer is None:
            break
        chain.append(issuer)
        lowest = issuer
    return tuple(chain)


def _leaves(instance: Path) -> list[Path]:
    """By their last day."""
    return sorted(keys.folder(instance).glob("seal-[0-9]*.pem"))


def _newest(instance: Path) -> Seal | None:
    """The leaf of this instance that lasts longest."""
    files = _leaves(instance)
    if not files:
        return None
    root = _root_certificate(instance)
    try:
        pem = files[-1].read_bytes()
        key, certificate = load_pem_private_key(pem, None), x509.load_pem_x509_certificate(pem)
    except (OSError, ValueError) as error:
        raise SealUnavailable("The seal's key cannot be read; put it back from a backup.") from error
    if root is None or not isinstance(key, EllipticCurvePrivateKey):
        raise SealUnavailable("The certificate of the seal's root is missing; put seal-root.pem back from a backup.")
    return Seal(key, certificate, (root,))


def _root(source: Source, now: datetime) -> Seal | None:
    """The root with its key, made when there is none; None when only its certificate is here."""
    path = keys.folder(source.instance) / _ROOT_KEY
    certificate = _root_certificate(source.instance)
    if certificate is not None and not path.exists():
        return None
    if not path.exists():
        _keep(source.instance, _ROOT_KEY, _pem(generate_private_key(SECP256R1())))
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, EllipticCurvePrivateKey):
        raise SealUnavailable("seal-root.key is not the key of a seal.")
    if certificate is None:
        made = _certify(source.organisation, key, None, now, now + ROOT_LIFE)
        _keep(source.instance, _ROOT, made.public_bytes(Encoding.PEM))
        certificate = _root_certificate(source.instance) or made
    return Seal(key, certificate, ())


def _root_certificate(instance: Path) -> x509.Certificate | None:
    try:
        return x509.load_pem_x509_certificate((keys.folder(instance) / _ROOT).read_bytes())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise SealUnavailable("seal-root.pem is not a certificate; put it back from a backup.") from error


def _certify(organisation: str, key: Key, root: Seal | None, now: datetime, until: datetime) -> x509.Certificate:
    """The root's certificate when `root` is None, else the leaf's."""
    is_root = root is None
    signer = root.key if root else key
    subject = _name(organisation, "root of the seal" if is_root else "seal")
    use = {"digital_signature": not is_root, "content_commitment": not is_root}
    use |= {"key_cert_sign": is_root, "crl_sign": is_root}
    none = dict.fromkeys(("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"))
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(root.certificate.subject if root else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(max(now - _EARLIER, root.certificate.not_valid_before_utc) if root else now - _EARLIER)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(is_root, 0 if is_root else None), critical=True)
        .add_extension(x509.KeyUsage(**use, **{name: False for name in none}), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    return builder.sign(signer, hashes.SHA256())


def _name(organisation: str, what: str) -> x509.Name:
    """As certificates allow it: 64 bytes each."""
    short = _cut(organisation, _LONGEST - len(what) - 2)
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _cut(organisation, _LONGEST)),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{short}, {what}"),
        ]
    )


def _cut(text: str, longest: int) -> str:
    return text.encode()[:longest].decode(errors="ignore").strip()


def _pem(key: EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _keep(instance: Path, name: str, body: bytes) -> None:
    """Whoever comes second (a second worker, `lms init` beside it) uses what the first one wrote."""
    try:
        keys.keep(instance, name, body)
    except FileExistsError:
        return
