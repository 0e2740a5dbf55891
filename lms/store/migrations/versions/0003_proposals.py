"""Proposals with their files, withdrawals of editions, and the short path of somebody who does only a part again."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    op.add_column("enrolment", sa.Column("path", sa.JSON(), nullable=True))
    op.add_column("enrolment", sa.Column("reopened_for", sa.Uuid(as_uuid=False), nullable=True))
    op.create_table(
        "proposal",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("course", sa.Text(), nullable=False),
        sa.Column("major", sa.Integer(), nullable=False),
        sa.Column("minor", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("least", sa.Text(), nullable=True),
        sa.Column("because", sa.Text(), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("reviewers", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("base_edition_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("proposed_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("edition_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.CheckConstraint("state <> 'approved' OR decided_by <> proposed_by", name=op.f("ck_proposal_two_people")),
        sa.CheckConstraint("state IN ('open', 'approved', 'rejected', 'withdrawn')", name=op.f("ck_proposal_state")),
        sa.ForeignKeyConstraint(["base_edition_id"], ["edition.id"], name=op.f("fk_proposal_base_edition_id_edition")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_proposal_decided_by_person")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_proposal_edition_id_edition")),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name=op.f("fk_proposal_proposed_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    op.create_index("ix_proposal_course", "proposal", ["course", "proposed_at"], unique=False)
    op.create_index(
        "ix_proposal_one_open", "proposal", ["course"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_table(
        "proposal_file",
        sa.Column("proposal_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_file_proposal_id_proposal")),
        sa.PrimaryKeyConstraint("proposal_id", "path", name=op.f("pk_proposal_file")),
    )
    op.create_table(
        "withdrawal",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("edition_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state <> 'confirmed' OR decided_by <> asked_by", name=op.f("ck_withdrawal_two_people")),
        sa.CheckConstraint("state IN ('open', 'confirmed', 'rejected', 'withdrawn')", name=op.f("ck_withdrawal_state")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_withdrawal_asked_by_person")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_withdrawal_decided_by_person")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_withdrawal_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal")),
    )
    op.create_index(op.f("ix_withdrawal_edition_id"), "withdrawal", ["edition_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("the record is never taken down; restore a backup instead")
