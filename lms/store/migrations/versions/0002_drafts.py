"""Drafts of courses, their files, what these were before, and who is writing."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "course_draft",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("course", sa.Text(), nullable=False),
        sa.Column("base_edition_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("created_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_why", sa.Text(), nullable=True),
        sa.Column("open_course", sa.Text(), nullable=True),
        sa.CheckConstraint("closed_why IN ('discarded', 'replaced', 'sent')", name=op.f("ck_course_draft_closed_why")),
        sa.ForeignKeyConstraint(
            ["base_edition_id"], ["edition.id"], name=op.f("fk_course_draft_base_edition_id_edition")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_course_draft_created_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_draft")),
        sa.UniqueConstraint("open_course", name=op.f("uq_course_draft_open_course")),
    )
    op.create_table(
        "draft_file",
        sa.Column("draft_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edited_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["course_draft.id"], name=op.f("fk_draft_file_draft_id_course_draft")),
        sa.ForeignKeyConstraint(["edited_by"], ["person.id"], name=op.f("fk_draft_file_edited_by_person")),
        sa.PrimaryKeyConstraint("draft_id", "path", name=op.f("pk_draft_file")),
    )
    op.create_table(
        "draft_revision",
        sa.Column("draft_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("edited_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["course_draft.id"], name=op.f("fk_draft_revision_draft_id_course_draft")
        ),
        sa.ForeignKeyConstraint(["edited_by"], ["person.id"], name=op.f("fk_draft_revision_edited_by_person")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_draft_revision_ended_by_person")),
        sa.PrimaryKeyConstraint("draft_id", "path", "version", name=op.f("pk_draft_revision")),
    )
    op.create_table(
        "draft_lock",
        sa.Column("draft_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("holder_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["course_draft.id"], name=op.f("fk_draft_lock_draft_id_course_draft")),
        sa.ForeignKeyConstraint(["holder_id"], ["person.id"], name=op.f("fk_draft_lock_holder_id_person")),
        sa.PrimaryKeyConstraint("draft_id", "path", name=op.f("pk_draft_lock")),
    )


def downgrade() -> None:
    raise NotImplementedError("the record is never taken down; restore a backup instead")
