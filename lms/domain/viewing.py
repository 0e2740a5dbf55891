"""What somebody can have looked at: the closed list behind *evidence viewed*, in the words of whom it is about."""

from datetime import timedelta

from lms.domain.refusal import N_

VIEWED: dict[str, str] = {
    "record-list": N_("the list of what the record says about you"),
    "record-entry": N_("single entries of the record about you"),
    "person-page": N_("your page in the list of people"),
    "certificate": N_("a certificate of yours"),
    "signed-copy": N_("a signed copy of yours"),
    "receipt": N_("a receipt of yours"),
    "paper-scan": N_("the scan of a signature of yours"),
    "evidence-pack": N_("a file with the evidence about you"),
    "personal-data": N_("everything that is held about you"),
}

ONE_LOOK = timedelta(hours=1)
"""Within this time the same person looking at the same thing of the same person is one look.

Whoever turns pages or reloads has looked once; whoever comes back later in the day has looked again. A day would hide
the second look, a minute would fill the record with the turning of pages.
"""
