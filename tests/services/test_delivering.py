"""Checkpoints leave the house: by mail, into a folder, and to a timestamp authority that is OpenSSL's own."""

import os
import subprocess
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import sqlalchemy as sa
from asn1crypto import cms
from flask import Flask

from lms.domain.facts import SYSTEM
from lms.domain.kinds import PersonAdded
from lms.services import checkpoints, delivering, record, timestamping
from lms.services.delivering import OutsideDiffersError
from lms.services.enclosures import OF_KIND
from lms.services.post import Letter
from lms.services.timestamping import NotStampedError
from lms.store import reading, writing
from lms.store.models import CheckpointDelivery, CheckpointTimestamp, Mail
from tests.cast import NOW, Cast, add_person

TOMORROW = NOW + timedelta(days=1)
CONFIGURATION = """
[ca]
basicConstraints = critical, CA:FALSE
extendedKeyUsage = {usage}
[tsa]
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
ess_cert_id_alg = sha256
"""


@pytest.fixture
def instance(app: Flask) -> Path:
    found: Path = app.config["PARAPH"].instance
    return found


def grow(cast: Cast) -> None:
    with writing() as session:
        record.seal(session, record.draft(PersonAdded(), actor=SYSTEM, now=NOW, subject=cast.ana.id))


def mails() -> list[Mail]:
    with reading() as session:
        return list(session.scalars(sa.select(Mail).where(Mail.kind == "checkpoint").order_by(Mail.dedupe_key)))


def ways() -> list[str]:
    with reading() as session:
        return sorted(session.scalars(sa.select(CheckpointDelivery.channel)))


def test_every_active_auditor_gets_one_mail_a_day_with_the_note(cast: Cast, instance: Path) -> None:
    ruth = add_person("Ruth", "Auclair", roles=("auditor",))
    found = checkpoints.sign_now(instance, NOW)
    assert [delivering.post_to_auditors(NOW), delivering.post_to_auditors(NOW)] == [1, 0]
    (mail,) = mails()
    letter = Letter(mail.id, mail.kind, mail.values, ruth.email, "Ruth", "en", {}, 0, 1)
    (file,) = OF_KIND["checkpoint"](letter)
    assert (mail.person_id, file.name, file.body) == (ruth.id, f"{found.size}.checkpoint", found.note)


def test_a_second_checkpoint_of_the_day_waits_for_tomorrow(cast: Cast, instance: Path) -> None:
    add_person("Ruth", "Auclair", roles=("auditor",))
    checkpoints.sign_now(instance, NOW)
    delivering.post_to_auditors(NOW)
    grow(cast)
    checkpoints.sign_now(instance, NOW)
    assert delivering.post_to_auditors(NOW) == 0
    assert delivering.post_to_auditors(TOMORROW) == 1
    assert delivering.post_to_auditors(TOMORROW + timedelta(days=1)) == 0  # nothing new


def test_without_auditors_no_mail_is_said_to_have_gone(cast: Cast, instance: Path) -> None:
    checkpoints.sign_now(instance, NOW)
    assert (delivering.post_to_auditors(NOW), ways()) == (0, [])


def test_the_folder_gets_a_file_that_is_never_overwritten(cast: Cast, instance: Path, tmp_path: Path) -> None:
    folder = tmp_path / "outside"
    folder.mkdir()
    found = checkpoints.sign_now(instance, NOW)
    assert delivering.put_into_folder(folder, NOW) == 1
    (file,) = folder.iterdir()
    assert (file.name, file.read_bytes()) == (f"{found.size}.checkpoint", found.note)
    assert delivering.put_into_folder(folder, NOW) == 0 and delivering.compare(folder) is None


def test_another_checkpoint_under_the_same_name_is_left_alone_and_told(
    cast: Cast, instance: Path, tmp_path: Path
) -> None:
    found = checkpoints.sign_now(instance, NOW)
    path = tmp_path / f"{found.size}.checkpoint"
    path.write_bytes(b"something else")
    with pytest.raises(OutsideDiffersError):
        delivering.put_into_folder(tmp_path, NOW)
    assert path.read_bytes() == b"something else" and ways() == []


def test_a_folder_out_of_reach_is_told_and_tried_again(cast: Cast, instance: Path, tmp_path: Path) -> None:
    checkpoints.sign_now(instance, NOW)
    folder = tmp_path / "outside"
    with pytest.raises(OSError, match="outside"):
        delivering.put_into_folder(folder, NOW)
    late = NOW + timedelta(minutes=11)
    assert delivering.overdue(folder, None, late) == ["no checkpoint has reached the folder today"]
    assert "cannot be written" in (delivering.compare(folder) or "")
    folder.mkdir()
    assert delivering.put_into_folder(folder, late) == 1 and delivering.overdue(folder, None, late) == []


def test_a_folder_that_knows_more_than_the_record_shows_that_it_was_cut(
    cast: Cast, instance: Path, tmp_path: Path
) -> None:
    found = checkpoints.sign_now(instance, NOW)
    more = found.note.replace(f"\n{found.size}\n".encode(), b"\n5000\n")
    (tmp_path / "5000.checkpoint").write_bytes(more)
    assert "it was cut" in (delivering.compare(tmp_path) or "")


def test_a_folder_that_knows_another_history_shows_that_the_record_was_rewritten(
    cast: Cast, instance: Path, tmp_path: Path
) -> None:
    found = checkpoints.sign_now(instance, NOW)
    lines = found.note.split(b"\n")
    lines[2] = b"A" * 43 + b"="
    (tmp_path / f"{found.size}.checkpoint").write_bytes(b"\n".join(lines))
    assert "it was rewritten" in (delivering.compare(tmp_path) or "")


def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


class Authority:
    """A timestamp authority behind HTTP: `openssl ts -reply`, honest unless `answer` is set."""

    def __init__(self, folder: Path, usage: str = "critical, timeStamping") -> None:
        folder.mkdir()
        (folder / "tsa.cnf").write_text(CONFIGURATION.format(usage=usage))
        (folder / "serial").write_text("01\n")
        subject = ("-subj", "/CN=A timestamp authority", "-config", "/dev/null")
        fresh = ("-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "req.pem")
        openssl(folder, "req", *fresh, *subject)
        issue = ("-req", "-in", "req.pem", "-signkey", "key.pem", "-days", "9", "-extfile", "tsa.cnf")
        openssl(folder, "x509", *issue, "-extensions", "ca", "-out", "cert.pem")
        self.folder, self.answer = folder, None
        self.server = HTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/tsr"

    def reply(self, query: bytes) -> bytes:
        (self.folder / "query.tsq").write_bytes(query)
        keys = ("-inkey", "key.pem", "-signer", "cert.pem", "-section", "tsa", "-config", "tsa.cnf")
        openssl(self.folder, "ts", "-reply", "-queryfile", "query.tsq", *keys, "-out", "reply.tsr")
        return (self.folder / "reply.tsr").read_bytes()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                query = self.rfile.read(int(self.headers["Content-Length"]))
                body = authority.reply(query) if authority.answer is None else authority.answer
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        return Handler


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    found = Authority(tmp_path_factory.mktemp("authority") / "honest")
    yield found
    found.server.shutdown()
    found.server.server_close()


def test_a_timestamp_is_kept_and_openssl_verifies_it(
    cast: Cast, instance: Path, authority: Authority, tmp_path: Path
) -> None:
    note = checkpoints.sign_now(instance, NOW).note
    assert [delivering.stamp(authority.url, NOW), delivering.stamp(authority.url, NOW)] == [1, 0]
    with reading() as session:
        token = session.scalars(sa.select(CheckpointTimestamp.token)).one()
    (tmp_path / "note").write_bytes(note)
    (tmp_path / "token").write_bytes(token)
    trusted = ("-CAfile", str(authority.folder / "cert.pem"))
    openssl(tmp_path, "ts", "-verify", "-token_in", "-in", "token", "-data", "note", *trusted)
    assert abs(timestamping.said_at(token).timestamp() - os.stat(tmp_path / "token").st_mtime) < 60


@pytest.mark.parametrize("body", [b"", b"no answer", b"0" * 300_000])
def test_what_is_no_token_is_not_kept(cast: Cast, instance: Path, authority: Authority, body: bytes) -> None:
    checkpoints.sign_now(instance, NOW)
    authority.answer = body
    try:
        with pytest.raises(NotStampedError):
            delivering.stamp(authority.url, NOW)
    finally:
        authority.answer = None
    assert ways() == []


def test_a_token_for_another_question_is_refused(authority: Authority) -> None:
    timestamping.stamp(authority.url, b"a note")
    authority.answer = (authority.folder / "reply.tsr").read_bytes()
    try:
        with pytest.raises(NotStampedError, match="another question"):
            timestamping.stamp(authority.url, b"a note")
        with pytest.raises(NotStampedError, match="over something else"):
            timestamping.stamp(authority.url, b"another note")
    finally:
        authority.answer = None


def test_a_token_with_a_changed_signature_is_refused(authority: Authority) -> None:
    token = timestamping.stamp(authority.url, b"a note")
    changed = token[:-5] + bytes([token[-5] ^ 1]) + token[-4:]
    with pytest.raises(NotStampedError, match="signature"):
        timestamping.check(cms.ContentInfo.load(changed), b"a note")


def test_a_certificate_for_something_else_stamps_nothing(tmp_path: Path) -> None:
    with pytest.raises((NotStampedError, subprocess.CalledProcessError)):
        timestamping.stamp(Authority(tmp_path / "wrong", "serverAuth").url, b"a note")


def test_an_authority_out_of_reach_holds_up_nothing(cast: Cast, instance: Path) -> None:
    checkpoints.sign_now(instance, NOW)
    with pytest.raises(NotStampedError, match="out of reach"):
        delivering.stamp("http://127.0.0.1:9/tsr", NOW)
    late = NOW + timedelta(minutes=11)
    assert delivering.overdue(None, "http://127.0.0.1:9/tsr", late) == ["no timestamp could be had today"]
    assert checkpoints.sign_due(instance, NOW) == 0
