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
from lms.store.models.privacy import Erasure, Retention
from lms.store.models.proposals import Proposal, ProposalFile, Withdrawal
from lms.store.models.record import (
    CheckpointDelivery,
    CheckpointTimestamp,
    FactPii,
    RecordAlarm,
    RecordCheckpoint,
    RecordEntry,
    RecordHead,
    RecordNode,
    RecordVerification,
    SignatureScan,
)
from lms.store.models.rewards import Credential, Revocation
from lms.store.models.work import Job

__all__ = [
    "Answer",
    "Assignment",
    "Attempt",
    "Award",
    "Certificate",
    "CheckpointDelivery",
    "CheckpointTimestamp",
    "Course",
    "CourseDraft",
    "Credential",
    "Document",
    "DraftFile",
    "DraftLock",
    "DraftRevision",
    "Edition",
    "EditionFile",
    "Enrolment",
    "Erasure",
    "FactPii",
    "Job",
    "Mail",
    "OneTimeLink",
    "Password",
    "Person",
    "Proposal",
    "ProposalFile",
    "RecordAlarm",
    "RecordCheckpoint",
    "RecordEntry",
    "RecordHead",
    "RecordNode",
    "RecordVerification",
    "Retention",
    "Revocation",
    "Role",
    "ScenarioRun",
    "SectionView",
    "SignIn",
    "SignatureScan",
    "Throttle",
    "Withdrawal",
]
