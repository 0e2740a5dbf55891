"""Talking to a mail server: encrypted where it can be, and never a password in the clear."""

import ssl
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from lms.services import smtp
from tests.services.test_post import Postbox, free_port

# For 127.0.0.1, vouching for itself, with its key; made for these tests and good for nothing else.
CERTIFICATE = Path(__file__).parent / "smtp" / "server.pem"
Start = Callable[..., Controller]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts servers that stop with the test; `tls` is starttls, smtps or empty."""
    running: list[Controller] = []

    def begin(box: Postbox, tls: str) -> Controller:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(CERTIFICATE)
        options = {"starttls": {"tls_context": context, "require_starttls": True}, "smtps": {"ssl_context": context}}
        controller = Controller(box, hostname="127.0.0.1", port=free_port(), **options.get(tls, {}))
        controller.start()
        running.append(controller)
        return controller

    yield begin
    for controller in running:
        controller.stop(no_assert=True)


def letter() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "paraph@x.example", "ana@x.example", "About"
    message.set_content("Bonjour")
    return message


@pytest.mark.parametrize(("tls", "scheme"), [("starttls", "smtp"), ("smtps", "smtps"), ("", "smtp")])
def test_mail_travels_encrypted_where_the_server_can(
    start: Start, monkeypatch: pytest.MonkeyPatch, tls: str, scheme: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    box = Postbox()
    with smtp.conversation(f"{scheme}://127.0.0.1:{start(box, tls).port}") as server:
        server.send(letter())
    assert len(box.messages) == 1


def test_a_server_nobody_vouches_for_gets_nothing(start: Start) -> None:
    box = Postbox()
    url = f"smtp://127.0.0.1:{start(box, 'starttls').port}"
    with pytest.raises(smtp.Unreachable, match="SSLCertVerificationError"), smtp.conversation(url):
        pass
    assert box.messages == []


def test_no_password_travels_in_the_clear_to_another_machine(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"smtp://paraph:secret@127.0.0.1:{start(Postbox(), '').port}"
    monkeypatch.setattr(smtp, "_LOCAL", ())
    with pytest.raises(smtp.Unreachable, match="no TLS"), smtp.conversation(url):
        pass
