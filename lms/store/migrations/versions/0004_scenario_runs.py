"""Walks through scenarios, and when an enrolment had them all behind it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("enrolment", sa.Column("walked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "scenario_run",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("course", sa.Text(), nullable=False),
        sa.Column("cycle_start", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("scenario", sa.Text(), nullable=False),
        sa.Column("key_print", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("path", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_scenario_run_edition_id_edition")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_scenario_run_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario_run")),
        sa.UniqueConstraint(
            "person_id",
            "course",
            "cycle_start",
            "scenario",
            "number",
            name=op.f("uq_scenario_run_person_id_course_cycle_start_scenario_number"),
        ),
    )


def downgrade() -> None:
    raise NotImplementedError("the record is never taken down; restore a backup instead")
