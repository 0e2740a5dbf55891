"""The lms command: each subcommand is a few lines around a service, errors go to stderr, 0 means that it worked."""

from lms.cli import (
    authoring,
    backup,
    converting,
    courses,
    examining,
    folders,
    making,
    people,
    publishing,
    record,
    reporting,
    retention,
    running,
)
from lms.cli.group import main

__all__ = [
    "authoring",
    "backup",
    "converting",
    "courses",
    "examining",
    "folders",
    "main",
    "making",
    "people",
    "publishing",
    "record",
    "reporting",
    "retention",
    "running",
]
