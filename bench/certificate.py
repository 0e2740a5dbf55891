"""CPU time of one certificate, once the process is warm: `python -m bench.certificate`."""

import statistics
import time
from dataclasses import replace
from datetime import date

from lms.domain.certificate import CertificateValues, new_code
from lms.web.paper.certificate import render_certificate

ROUNDS = 30
TARGET_MS = 100
_CODE = new_code(bytes(range(16)))
_VALUES = CertificateValues(
    language="en",
    organisation="Ostrelle",
    holder="Ana Aubert-Nkemelu",
    course_id="social-media",
    course_title="Social media and you",
    score_percent=92,
    signed_on=date(2026, 11, 24),
    valid_until=date(2027, 11, 24),
    version="3.2",
    signed_by="Hana Lefèvre",
    signed_by_role="Head of people",
    typed_name="Ana Aubert-Nkemelu",
    code=_CODE,
    verify_url=f"https://ostrelle.example/verify/{_CODE}",
    fingerprint="7f3a91c4d2085be10c6e44a9f17de08b52a7c39e1b60d4f88e213b7ac9d0e5a4",
)
_FIRST = ("Ana", "Łukasz", "Žofie", "Marie-Françoise", "Ελένη", "Александра")
_LAST = ("Aubert", "Wiśniewski", "Řehořová", "de Saint-Aubin", "O’Neil")


def cpu_milliseconds(rounds: int = ROUNDS) -> list[float]:
    """One figure per certificate, each with another name; the first two rounds only warm the process up."""
    figures = []
    for index in range(rounds + 2):
        name = f"{_FIRST[index % len(_FIRST)]} {_LAST[index % len(_LAST)]}"
        values = replace(_VALUES, holder=name, typed_name=name)
        start = time.process_time()
        render_certificate(values, b'{"receipt": true}')
        figures.append((time.process_time() - start) * 1000)
    return figures[2:]


def bench() -> float:
    """Prints the median in milliseconds and returns it."""
    figures = sorted(cpu_milliseconds())
    median = statistics.median(figures)
    print(
        f"certificate: {median:.0f} ms CPU (median of {len(figures)}, warm; "
        f"{figures[0]:.0f} to {figures[-1]:.0f}; target at most {TARGET_MS})"
    )
    return median


if __name__ == "__main__":
    bench()
