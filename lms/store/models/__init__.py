"""All tables of the house, one file per theme."""

from lms.store import triggers as triggers  # a schema without its triggers is not this schema
from lms.store.models.courses import Course, Document, Edition, EditionFile
from lms.store.models.drafting import CourseDraft, DraftFile, DraftLock, DraftRevision
from lms.store.models.learning import (
    Answer,
    Assignment,
    Attempt,
    Award,
    Certificate,
    Enrolment,
    ScenarioRun,
    SectionView,
)
from lms.store.models.people import OneTimeLink, Password, Person, Role, SignIn, Throttle
from lms.store.models.post import Mail
from lms.store.models.proposals import Proposal, ProposalFile, Withdrawal
from lms.store.models.record import FactPii, RecordCheckpoint, RecordEntry, RecordHead, RecordNode

__all__ = [
    "Answer",
    "Assignment",
    "Attempt",
    "Award",
    "Certificate",
    "Course",
    "CourseDraft",
    "Document",
    "DraftFile",
    "DraftLock",
    "DraftRevision",
    "Edition",
    "EditionFile",
    "Enrolment",
    "FactPii",
    "Mail",
    "OneTimeLink",
    "Password",
    "Person",
    "Proposal",
    "ProposalFile",
    "RecordCheckpoint",
    "RecordEntry",
    "RecordHead",
    "RecordNode",
    "Role",
    "ScenarioRun",
    "SectionView",
    "SignIn",
    "Throttle",
    "Withdrawal",
]
