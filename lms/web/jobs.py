"""Work that somebody asked for: how far it is, its file, stop, and once more."""

from dataclasses import replace

from flask import Blueprint, current_app, flash, jsonify, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.domain.refusal import Refusal
from lms.services import jobs
from lms.services.jobs import Asker
from lms.web import confirming
from lms.web.clock import now, settings
from lms.web.errors import say
from lms.web.guards import signed_in
from lms.web.me import me

bp = Blueprint("jobs", __name__)


@bp.get("/jobs")
@signed_in
def index() -> ResponseReturnValue:
    """What I asked for, the newest first."""
    return render_template("jobs/index.html", jobs=jobs.of(asker()))


@bp.get("/jobs/<job_id>")
@signed_in
def show(job_id: str) -> ResponseReturnValue:
    """One of them: a bar while it is being done, then its file."""
    return render_template("jobs/job.html", job=jobs.one(asker(), job_id))


@bp.get("/jobs/<job_id>/progress")
@signed_in
def progress(job_id: str) -> ResponseReturnValue:
    """How far it is, for the page that waits."""
    job = jobs.one(asker(), job_id)
    return jsonify(state=job.state, open=job.open, done=job.done, of=job.of, percent=job.percent, words=_words(job))


@bp.get("/jobs/<job_id>/file")
@signed_in
def file(job_id: str) -> ResponseReturnValue:
    """Its file, streamed from the disk; whoever lost the role it needs finds nothing here."""
    place, job = jobs.file(settings().instance, asker(), job_id)
    return send_file(place, "application/octet-stream", True, job.file_name, conditional=False, etag=False)


@bp.post("/jobs/<job_id>/cancel")
@signed_in
def cancel(job_id: str) -> ResponseReturnValue:
    """Stops it at its next step."""
    jobs.cancel(asker(), job_id)
    flash(_("Stopped. Nothing was kept."))
    return redirect(url_for("jobs.show", job_id=job_id), 303)


@bp.post("/jobs/<job_id>/again")
@signed_in
def again(job_id: str) -> ResponseReturnValue:
    """The same once more, as a new piece of work; what takes a password takes it again, where it was asked first."""
    if jobs.one(asker(), job_id).proven and confirming.wanted():
        flash(say(Refusal("confirm-password")), "warn")
        return redirect(url_for("profile.show"), 303)
    return redirect(url_for("jobs.show", job_id=jobs.again(asker(), job_id, now())), 303)


def _words(job: jobs.Shown) -> str:
    """As the page's own template says it; in steps of ten, for whoever hears it."""
    module = current_app.jinja_env.get_template("jobs/words.html").module
    return str(module.how_far(replace(job, done=job.percent // 10 * 10, of=100 if job.of else 0)))  # type: ignore[attr-defined]  # a macro


def asker() -> Asker:
    """Who is asking, with the roles of this moment."""
    return Asker(me().id, me().roles)
