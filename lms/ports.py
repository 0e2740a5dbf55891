"""Looks at a port before anything is started, and says in one sentence what is wrong with it."""

import errno
import os
import socket


class PortTaken(Exception):
    """The address cannot be listened on; the sentence says why and what to do."""


def check_port(host: str, port: int) -> None:
    """Raises PortTaken when nothing could listen there. Nothing has been started by then."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror:
        raise PortTaken(f"{host} is no address of this machine. Use --host 127.0.0.1, or 0.0.0.0 for all.") from None
    for family, kind, protocol, _, address in found[:1]:
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
                probe.listen()
            except OSError as error:
                raise PortTaken(_sentence(error, host, port)) from None


def _sentence(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        other = port + 1
        return f"Port {port} is in use. Choose another one: lms serve --port {other}, or make run PORT={other}."
    if error.errno == errno.EACCES:
        return f"Port {port} needs rights that this user does not have. Choose one above 1024, for example --port 8000."
    return f"Cannot listen on {host}, port {port}: {os.strerror(error.errno or 0)}."
