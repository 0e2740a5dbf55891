"""The script that checks an export of the record, for whoever wants it from us."""

from flask import Blueprint, Response

from lms.services.record_export import CHECKER
from lms.web.guards import public

bp = Blueprint("verifier", __name__)


@bp.get("/record/verify_record.py")
@public
def script() -> Response:
    """Public: it holds no secret, and an auditor from outside has no account."""
    headers = {"Content-Disposition": f'attachment; filename="{CHECKER.name}"'}
    return Response(CHECKER.read_bytes(), content_type="text/x-python; charset=utf-8", headers=headers)
