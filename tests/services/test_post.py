"""The outbox, over a real SMTP server: delivered once, whatever fails."""

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from flask import Flask

from lms.services import assigning, links, people, post
from lms.services.post import Letter
from lms.services.throttle import Caller
from lms.store import db, new_id, reading, writing
from lms.store.models import Mail, RecordEntry
from tests.cast import NOW, Cast
from tests.engines import settings_for
from tests.obligations import assign_to, differences, enrolment_of


class Postbox:
    """What the server took; `refuse` is what it answers to every recipient instead."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refuse = ""

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.messages.append(message_from_bytes(envelope.content or b"", policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


class Server:
    """A mail server on a local port that can go down and come back."""

    def __init__(self) -> None:
        self.box = Postbox()
        self.port = free_port()
        self.restart()

    def stop(self) -> None:
        self.controller.stop(no_assert=True)

    def restart(self) -> None:
        self.controller = Controller(self.box, hostname="127.0.0.1", port=self.port)
        self.controller.start()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.stop()


def render(letter: Letter) -> tuple[str, str]:
    return f"About {letter.titles['en']}", f"Bonjour {letter.given_name}, é\n"


def send(tmp_path: Path, server: Server | None, **later: float) -> int:
    smtp = {"LMS_SMTP_URL": f"smtp://127.0.0.1:{server.port}"} if server else {}
    return post.deliver(settings_for(tmp_path, **smtp), render, NOW + timedelta(**later))


def rows() -> list[Mail]:
    with reading() as session:
        found = list(session.scalars(sa.select(Mail).order_by(Mail.id)))
        session.expunge_all()
        return found


def test_a_mail_is_delivered_once_and_the_rung_notified_is_reached(
    cast: Cast, small: str, server: Server, tmp_path: Path
) -> None:
    assign_to(cast, small, cast.ana.id)
    assert [send(tmp_path, server), send(tmp_path, server, minutes=1)] == [1, 0]
    message = server.box.messages[0]
    assert (message["To"], message["Message-ID"]) == (cast.ana.email, f"<{rows()[0].id}@localhost>")
    assert "Bonjour Ana, é" in message.get_content() and "Ana" not in message["Subject"]
    assert enrolment_of(cast.ana.id).notified_at == NOW and differences() == []


def test_without_a_server_mail_waits_and_nobody_counts_as_notified(cast: Cast, small: str, tmp_path: Path) -> None:
    assign_to(cast, small, cast.ana.id)
    assert send(tmp_path, None) == 0
    assert rows()[0].tries == 0 and enrolment_of(cast.ana.id).notified_at is None


def test_after_an_outage_what_waited_is_sent(cast: Cast, small: str, server: Server, tmp_path: Path) -> None:
    assign_to(cast, small, cast.ana.id, cast.omar.id)
    server.stop()
    assert send(tmp_path, server) == 0
    assert {row.last_error for row in rows()} == {"ConnectionRefusedError"}
    server.restart()
    assert [send(tmp_path, server, seconds=1), send(tmp_path, server, minutes=2)] == [0, 2]
    assert len(server.box.messages) == 2 and differences() == []


def test_a_refusal_is_tried_again_later_and_later_and_holds_up_nobody(
    cast: Cast, small: str, server: Server, tmp_path: Path
) -> None:
    assign_to(cast, small, cast.ana.id)
    server.box.refuse = "450 not now"
    assert [send(tmp_path, server), send(tmp_path, server, minutes=1)] == [0, 0]
    assert rows()[0].due_at == NOW + timedelta(minutes=3)
    assert (rows()[0].last_error, rows()[0].leased_until) == ("recipient refused (450)", None)


def test_an_address_that_is_refused_for_good_is_given_up_at_last(
    cast: Cast, small: str, server: Server, tmp_path: Path
) -> None:
    assign_to(cast, small, cast.ana.id)
    server.box.refuse = "550 no such person"
    with writing() as session:
        session.execute(sa.update(Mail).values(tries=post.GIVE_UP_AFTER - 1))
    send(tmp_path, server)
    assert rows()[0].dropped_at == NOW and rows()[0].last_error == "recipient refused (550)"


def test_two_senders_at_once_send_each_mail_once(
    app: Flask, cast: Cast, small: str, server: Server, tmp_path: Path
) -> None:
    assign_to(cast, small, *(one.id for one in (cast.ana, cast.omar, cast.marc, cast.paul)))
    failures: list[BaseException] = []

    def work() -> None:
        try:
            with app.app_context():
                send(tmp_path, server)
                db.session.remove()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == [] and len({str(message["To"]) for message in server.box.messages}) == 4
    assert len(server.box.messages) == 4


def test_a_sender_that_died_leaves_its_mail_to_the_next(cast: Cast, small: str, server: Server, tmp_path: Path) -> None:
    assign_to(cast, small, cast.ana.id)
    with writing() as session:
        session.execute(sa.update(Mail).values(leased_until=NOW + post.LEASE))
    assert [send(tmp_path, server), send(tmp_path, server, minutes=11)] == [0, 1]


def test_nothing_is_sent_to_who_left_or_has_finished(cast: Cast, small: str, server: Server, tmp_path: Path) -> None:
    assign_to(cast, small, cast.ana.id, cast.omar.id)
    people.deactivate(cast.hana.id, cast.ana.id, NOW)
    assigning.waive(cast.hana.id, enrolment_of(cast.omar.id).id, "On leave", NOW)
    send(tmp_path, server)
    assert server.box.messages == [] and all(row.dropped_at for row in rows())


def test_a_link_is_forgotten_once_it_is_sent_and_never_sent_when_too_old(
    cast: Cast, server: Server, tmp_path: Path
) -> None:
    def queue(expires: timedelta) -> None:
        values = {"url": "http://localhost/link/secret", "expires_at": (NOW + expires).isoformat()}
        with writing() as session:
            row = Mail(dedupe_key=new_id(), person_id=cast.ana.id, kind="invitation", values=values)
            row.created_at = row.due_at = NOW
            session.add(row)

    queue(timedelta(days=7))
    queue(timedelta(0))
    sent = post.deliver(
        settings_for(tmp_path, LMS_SMTP_URL=f"smtp://127.0.0.1:{server.port}"),
        lambda letter: ("A link", letter.values["url"]),
        NOW,
    )
    assert sent == 2 and len(server.box.messages) == 1
    assert [row.values for row in rows()] == [{}, {}]


def test_what_waited_for_a_week_is_not_sent_any_more(cast: Cast, small: str, server: Server, tmp_path: Path) -> None:
    """Where mail is set up late, the assignments of long ago must not flood everybody."""
    assign_to(cast, small, cast.ana.id)
    assert [send(tmp_path, None), send(tmp_path, server, days=7)] == [0, 1]
    assert server.box.messages == [] and rows()[0].dropped_at == NOW + timedelta(days=7)
    assert enrolment_of(cast.ana.id).notified_at is None and differences() == []


def test_what_waited_for_less_is_sent(cast: Cast, small: str, server: Server, tmp_path: Path) -> None:
    assign_to(cast, small, cast.ana.id)
    assert send(tmp_path, server, days=6, hours=23) == 1 and len(server.box.messages) == 1


def send_links(tmp_path: Path, server: Server, **later: float) -> list[str]:
    """The tokens of the links that were mailed."""
    settings = settings_for(tmp_path, LMS_SMTP_URL=f"smtp://127.0.0.1:{server.port}")
    post.deliver(settings, lambda letter: ("A link", letter.values["token"]), NOW + timedelta(**later))
    return [message.get_content().strip() for message in server.box.messages]


def test_only_the_newest_invitation_is_mailed(cast: Cast, server: Server, tmp_path: Path) -> None:
    for day in range(3):
        url = links.create_invitation(cast.hana.id, cast.ana.id, NOW + timedelta(days=day), "http://x", mail=True)
    assert send_links(tmp_path, server, days=3) == [url.rpartition("/")[2]]
    assert len(rows()) == 3 and [row.values for row in rows()] == [{}, {}, {}]


def test_of_several_resets_asked_for_during_an_outage_one_is_mailed(cast: Cast, server: Server, tmp_path: Path) -> None:
    for minute in range(3):
        links.request_reset(cast.ana.email, Caller("192.0.2.1"), NOW + timedelta(minutes=minute))
    assert len(send_links(tmp_path, server, minutes=5)) == 1 and all(row.values == {} for row in rows())


def test_a_reset_of_half_an_hour_ago_is_not_mailed(cast: Cast, server: Server, tmp_path: Path) -> None:
    links.request_reset(cast.ana.email, Caller("192.0.2.1"), NOW)
    assert send_links(tmp_path, server, minutes=30) == [] and rows()[0].values == {}


def test_a_link_that_was_used_already_is_not_mailed(cast: Cast, server: Server, tmp_path: Path) -> None:
    url = links.create_invitation(cast.hana.id, cast.ana.id, NOW, "http://x", mail=True)
    links.use(url.rpartition("/")[2], "a lamp that nobody lights", NOW)
    assert send_links(tmp_path, server, minutes=1) == []


def test_a_text_that_cannot_be_written_holds_up_nobody(cast: Cast, small: str, server: Server, tmp_path: Path) -> None:
    assign_to(cast, small, cast.ana.id, cast.omar.id)

    def broken_for_ana(letter: Letter) -> tuple[str, str]:
        if letter.given_name == "Ana":
            raise KeyError("title")
        return render(letter)

    settings = settings_for(tmp_path, LMS_SMTP_URL=f"smtp://127.0.0.1:{server.port}")
    assert post.deliver(settings, broken_for_ana, NOW) == 1
    assert [str(message["To"]) for message in server.box.messages] == [cast.omar.email]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # loopback, on purpose
def test_credentials_are_used_and_a_wrong_password_is_an_outage(cast: Cast, small: str, tmp_path: Path) -> None:
    box = Postbox()

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
        right = (data.login, data.password) == (b"paraph", b"p@ss word")
        return AuthResult(success=right, handled=False)  # the server is to answer; else the client waits for ever

    options = {"authenticator": check, "auth_required": True, "auth_require_tls": False}
    port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        assign_to(cast, small, cast.ana.id)
        for password, minutes in (("wrong", 0), ("p%40ss%20word", 2)):
            settings = settings_for(tmp_path, LMS_SMTP_URL=f"smtp://paraph:{password}@127.0.0.1:{port}")
            post.deliver(settings, render, NOW + timedelta(minutes=minutes))
    finally:
        controller.stop(no_assert=True)
    assert len(box.messages) == 1


def test_the_record_says_that_mail_was_the_channel(cast: Cast, small: str, server: Server, tmp_path: Path) -> None:
    assign_to(cast, small, cast.ana.id)
    send(tmp_path, server)
    with reading() as session:
        body = session.scalars(sa.select(RecordEntry.body).where(RecordEntry.kind == "notified")).one()
    assert b'"channel":"mail"' in body and cast.ana.email.encode() not in body
