"""For those who watch the server: is it alive, and can it do its work."""

import shutil
from dataclasses import asdict

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from lms.config import VERSION
from lms.services import checkpoints, delivering, readiness
from lms.store import seals
from lms.store.seals import SealUnavailable, Source
from lms.web.clock import now, settings
from lms.web.guards import public
from lms.web.paper.child import available

bp = Blueprint("health", __name__)
LEAST_FREE_MB = 20  # below it every write may be the one that fails


@bp.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """Answers as long as the process does; asks nobody else."""
    return {"status": "ok"}


@bp.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """What an operator wants to know at a glance; 503 when the database does not answer or the disk is full."""
    free = _free()
    report = {"status": "ok", "version": VERSION, "disk_free_mb": free}
    report |= {"certificates": available() or "available", "seal": _seal()}
    try:
        found = asdict(readiness.look(now())) | {"checkpoints": _checkpoints()}
    except SQLAlchemyError:
        return jsonify(report | {"status": "unavailable", "database": "does not answer"}), 503, {"Retry-After": "5"}
    report |= {"database": "ok", "engine_version": found.pop("version"), **found}
    if free is not None and free < LEAST_FREE_MB:
        return jsonify(report | {"status": "the disk is full"}), 503, {"Retry-After": "60"}
    return jsonify(report)


def _seal() -> str:
    """Whether new certificates can be sealed; they wait while they cannot."""
    try:
        seals.load(Source.of(settings()), now())
    except SealUnavailable as problem:
        return str(problem)
    return "available"


def _checkpoints() -> str:
    """What stands in the way of checkpoints, or of their leaving the house; a hanging folder is not touched here."""
    told = settings()
    late = delivering.overdue(told.checkpoint_folder, told.timestamp_url, now())
    problems = [checkpoints.trouble(told.instance, now()), *late]
    return "; ".join(problem for problem in problems if problem) or "ok"


def _free() -> int | None:
    try:
        return shutil.disk_usage(settings().instance).free // 1_000_000
    except OSError:
        return None
