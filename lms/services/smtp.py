"""One conversation with the organisation's mail server, and what can go wrong in it, in two words."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

TIMEOUT_SECONDS = 15
_LOCAL = ("127.0.0.1", "::1", "localhost")


class Unreachable(Exception):
    """The server does not answer, or not to us: nothing can be sent for now."""


class Refused(Exception):
    """The server took no delivery of this one message; others may pass. `lasting` when it said that it never will."""

    def __init__(self, reason: str, lasting: bool) -> None:
        super().__init__(reason)
        self.lasting = lasting


class Server:
    """An open conversation."""

    def __init__(self, conversation: smtplib.SMTP) -> None:
        self._conversation = conversation

    def send(self, message: EmailMessage) -> None:
        """Hands a message over. Raises Refused or Unreachable; both name codes only, never an address."""
        try:
            self._conversation.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            raise Refused(f"recipient refused ({code})", lasting=code >= 500) from error
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            raise Refused(f"{type(error).__name__} ({error.smtp_code})", lasting=False) from error
        except (smtplib.SMTPNotSupportedError, UnicodeError) as error:
            raise Refused("the server does not take this address", lasting=True) from error
        except (smtplib.SMTPException, OSError) as error:
            raise Unreachable(_named(error)) from error


@contextmanager
def conversation(url: str) -> Iterator[Server]:
    """Opens smtp:// (STARTTLS where offered) or smtps://, with the credentials in the address if it holds any.

    Raises Unreachable, also when a password would travel in the clear to another machine.
    """
    try:
        opened = _open(url)
    except (smtplib.SMTPException, OSError) as error:
        raise Unreachable(_named(error)) from error
    try:
        yield Server(opened)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            opened.quit()
        opened.close()


def _open(url: str) -> smtplib.SMTP:
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    tls = ssl.create_default_context()
    if parts.scheme == "smtps":
        opened: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=tls)
    else:
        opened = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_SECONDS)
    try:
        _introduce(opened, host, tls, unquote(parts.username or ""), unquote(parts.password or ""))
    except BaseException:
        opened.close()
        raise
    return opened


def _introduce(opened: smtplib.SMTP, host: str, tls: ssl.SSLContext, user: str, password: str) -> None:
    opened.ehlo_or_helo_if_needed()
    secure = isinstance(opened, smtplib.SMTP_SSL)
    if not secure and opened.has_extn("starttls"):
        opened.starttls(context=tls)
        opened.ehlo()
        secure = True
    if user and not secure and host not in _LOCAL:
        raise Unreachable("the server offers no TLS, so the password was not sent")
    if user:
        opened.login(user, password)


def _named(error: Exception) -> str:
    code = getattr(error, "smtp_code", None)
    return f"{type(error).__name__} ({code})" if code else type(error).__name__
