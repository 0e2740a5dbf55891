"""Seals a finished PDF (PAdES B-B, with a timestamp B-T): the last thing done to it, in the process that holds the key.

Never in the printing process, which lays out what people wrote. The key is parsed once: pyHanko would parse it again
for each file, which costs four times the signature with RSA.
"""

import io
import logging
import urllib.request
from asyncio import to_thread
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import tsp, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from lms.store import seals
from lms.store.seals import Seal, SealUnavailable, Source

log = logging.getLogger(__name__)
FIELD = "Seal"
_NOWHERE = (-10, -10, -10, -10)  # a visible stamp would bring a font that is not embedded
_LEAST_ROOM, _ROOM_FOR_TIME = 8192, 24_576  # hexadecimal digits
_SECONDS = 5.0
_PAUSE = timedelta(minutes=5)  # without a timestamp, after the authority failed: issuing never waits for it
_KEPT_LOOK = timedelta(minutes=1)

Fetch = Callable[[str, bytes], bytes]
"""(address, timestamp query) → timestamp reply; raises OSError."""


class Sealer:
    """The seal in use, looked up anew once a minute; may be shared by threads."""

    def __init__(self, source: Source, timestamps: str | None = None, fetch: Fetch | None = None) -> None:
        self._source, self._timestamps, self._fetch = source, timestamps, fetch or ask_authority
        self._press: _Press | None = None
        self._looked_at: datetime | None = None
        self._problem: str | None = None
        self._without_time_until = 0.0

    def ready(self, now: datetime) -> str | None:
        """None when certificates can be sealed, else why not. Makes and renews the instance's own seal on the way."""
        if self._looked_at is None or not self._looked_at <= now < self._looked_at + _KEPT_LOOK:
            before, self._looked_at = self._problem, now
            try:
                seals.prepare(self._source, now)
                self._press, self._problem = _Press(seals.load(self._source, now)), None
            except SealUnavailable as problem:
                self._press, self._problem = None, str(problem)
            if self._problem and self._problem != before:
                log.error("Certificates wait: %s", self._problem)
        return self._problem

    def seal(self, pdf: bytes, now: datetime) -> bytes:
        """The sealed bytes; without a timestamp where the authority does not answer. Raises SealUnavailable."""
        if problem := self.ready(now):
            raise SealUnavailable(problem)
        assert self._press is not None
        if self._timestamps and monotonic() >= self._without_time_until:
            try:
                return self._press.sealed(pdf, now, _Authority(self._timestamps, self._fetch))
            except Exception as error:  # whatever an outside service answers
                self._without_time_until = monotonic() + _PAUSE.total_seconds()
                log.warning("No timestamp on certificates for some minutes: %s", error)
        return self._press.sealed(pdf, now)


class _Press:
    """What is computed once for one key."""

    def __init__(self, seal: Seal) -> None:
        der = seal.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko's own gap
        registry.register_multiple(_converted(each) for each in seal.chain)
        self._signer = _Signer(
            signing_cert=_converted(seal.certificate),
            signing_key=asn1_keys.PrivateKeyInfo.load(der),
            cert_registry=registry,
        )
        self._signer.ready_key = seal.key
        carried = sum(len(each.public_bytes(Encoding.DER)) for each in (seal.certificate, *seal.chain))
        self._room = max(_LEAST_ROOM, 2 * (carried + 2048))

    def sealed(self, pdf: bytes, now: datetime, authority: TimeStamper | None = None) -> bytes:
        writer = _Writer(io.BytesIO(pdf))
        _add_field(writer)
        signer = signers.PdfSigner(
            signers.PdfSignatureMetadata(
                field_name=FIELD,
                md_algorithm="sha256",
                subfilter=fields.SigSeedSubFilter.PADES,
                certify=True,
                docmdp_permissions=fields.MDPPerm.NO_CHANGES,
            ),
            self._signer,
            timestamper=authority,
        )
        room = self._room + (_ROOM_FOR_TIME if authority else 0)
        return bytes(signer.sign_pdf(writer, bytes_reserved=room).getvalue())


def _add_field(writer: IncrementalPdfFileWriter) -> None:
    """A field nowhere on the page, with an appearance that draws nothing: the older archives forbid one without."""
    spec = fields.SigFieldSpec(FIELD, on_page=0, box=_NOWHERE, readable_field_name="Seal")
    fields.append_signature_field(writer, spec)
    _, _, field = next(fields.enumerate_sig_fields(writer, with_name=FIELD))
    name = generic.pdf_name
    bare: Callable[..., Any] = generic.DictionaryObject  # pyHanko's constructors carry no types
    number: Callable[..., Any] = generic.NumberObject
    nothing = {
        name("/Type"): name("/XObject"),
        name("/Subtype"): name("/Form"),
        name("/BBox"): generic.ArrayObject([number(0)] * 4),
        name("/Resources"): bare(),
    }
    drawing = writer.add_object(generic.StreamObject(nothing, stream_data=b""))
    field.get_object()[name("/AP")] = bare({name("/N"): drawing})


class _Writer(IncrementalPdfFileWriter):
    def _update_meta(self) -> None:
        """Leaves the metadata as they are: rewritten by pyHanko they describe PDF/UA in a form that PDF/A forbids."""


class _Signer(signers.SimpleSigner):
    ready_key: seals.Key

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        if isinstance(self.ready_key, RSAPrivateKey):
            return self.ready_key.sign(data, PKCS1v15(), hashes.SHA256())
        return self.ready_key.sign(data, ECDSA(hashes.SHA256()))


class _Authority(TimeStamper):
    """RFC 3161 over HTTP; a fresh one for each file, because it remembers what it was told."""

    def __init__(self, url: str, fetch: Fetch) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # pyHanko's own gap
        self._url, self._fetch = url, fetch

    async def async_request_tsa_response(self, req: Any) -> Any:
        return tsp.TimeStampResp.load(await to_thread(self._fetch, self._url, req.dump()))


def ask_authority(url: str, query: bytes) -> bytes:
    """Posts a query to the authority and waits at most five seconds. Raises OSError."""
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    request = urllib.request.Request(url, query, headers)
    with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
        return bytes(answer.read(1 << 20))


def _converted(certificate: Any) -> Any:
    return x509.Certificate.load(certificate.public_bytes(Encoding.DER))
