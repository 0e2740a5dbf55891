"""The first schema: people, courses, learning, the outbox and the record with its triggers."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Evidence is append-only: the triggers as they were when this migration was written.
SQLITE_TRIGGERS = [
    "CREATE TRIGGER record_entry_no_update BEFORE UPDATE ON record_entry BEGIN SELECT RAISE(ABORT, 'record_entry is append-only'); END",
    "CREATE TRIGGER record_entry_no_delete BEFORE DELETE ON record_entry BEGIN SELECT RAISE(ABORT, 'record_entry is append-only'); END",
    "CREATE TRIGGER record_node_no_update BEFORE UPDATE ON record_node BEGIN SELECT RAISE(ABORT, 'record_node is append-only'); END",
    "CREATE TRIGGER record_node_no_delete BEFORE DELETE ON record_node BEGIN SELECT RAISE(ABORT, 'record_node is append-only'); END",
    "CREATE TRIGGER record_checkpoint_no_update BEFORE UPDATE ON record_checkpoint BEGIN SELECT RAISE(ABORT, 'record_checkpoint is append-only'); END",
    "CREATE TRIGGER record_checkpoint_no_delete BEFORE DELETE ON record_checkpoint BEGIN SELECT RAISE(ABORT, 'record_checkpoint is append-only'); END",
    "CREATE TRIGGER edition_no_update BEFORE UPDATE ON edition BEGIN SELECT RAISE(ABORT, 'edition is append-only'); END",
    "CREATE TRIGGER edition_no_delete BEFORE DELETE ON edition BEGIN SELECT RAISE(ABORT, 'edition is append-only'); END",
    "CREATE TRIGGER edition_file_no_update BEFORE UPDATE ON edition_file BEGIN SELECT RAISE(ABORT, 'edition_file is append-only'); END",
    "CREATE TRIGGER edition_file_no_delete BEFORE DELETE ON edition_file BEGIN SELECT RAISE(ABORT, 'edition_file is append-only'); END",
    "CREATE TRIGGER document_no_update BEFORE UPDATE ON document BEGIN SELECT RAISE(ABORT, 'document is append-only'); END",
    "CREATE TRIGGER document_no_delete BEFORE DELETE ON document BEGIN SELECT RAISE(ABORT, 'document is append-only'); END",
    "CREATE TRIGGER record_entry_no_replace BEFORE INSERT ON record_entry WHEN EXISTS (SELECT 1 FROM record_entry WHERE seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'record_entry is append-only'); END",
    "CREATE TRIGGER record_checkpoint_no_replace BEFORE INSERT ON record_checkpoint WHEN EXISTS (SELECT 1 FROM record_checkpoint WHERE size = NEW.size) BEGIN SELECT RAISE(ABORT, 'record_checkpoint is append-only'); END",
    "CREATE TRIGGER record_head_grows BEFORE UPDATE ON record_head WHEN NEW.size < OLD.size OR NEW.id <> OLD.id BEGIN SELECT RAISE(ABORT, 'record_head may only grow'); END",
    "CREATE TRIGGER record_head_no_delete BEFORE DELETE ON record_head BEGIN SELECT RAISE(ABORT, 'record_head is append-only'); END",
]

POSTGRESQL_TRIGGERS = [
    "CREATE FUNCTION paraph_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
    "CREATE FUNCTION paraph_head_grows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.size < OLD.size OR NEW.id <> OLD.id THEN RAISE EXCEPTION 'record_head may only grow'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER record_entry_no_change BEFORE UPDATE OR DELETE ON record_entry FOR EACH ROW EXECUTE FUNCTION paraph_append_only()",
    "CREATE TRIGGER record_node_no_change BEFORE UPDATE OR DELETE ON record_node FOR EACH ROW EXECUTE FUNCTION paraph_append_only()",
    "CREATE TRIGGER record_checkpoint_no_change BEFORE UPDATE OR DELETE ON record_checkpoint FOR EACH ROW EXECUTE FUNCTION paraph_append_only()",
    "CREATE TRIGGER edition_no_change BEFORE UPDATE OR DELETE ON edition FOR EACH ROW EXECUTE FUNCTION paraph_append_only()",
    "CREATE TRIGGER edition_file_no_change BEFORE UPDATE OR DELETE ON edition_file FOR EACH ROW EXECUTE FUNCTION paraph_append_only()",
    "CREATE TRIGGER document_no_change BEFORE UPDATE OR DELETE ON document FOR EACH ROW EXECUTE FUNCTION paraph_append_only()",
    "CREATE TRIGGER record_head_grows BEFORE UPDATE ON record_head FOR EACH ROW EXECUTE FUNCTION paraph_head_grows()",
    "CREATE TRIGGER record_head_no_delete BEFORE DELETE ON record_head FOR EACH ROW EXECUTE FUNCTION paraph_append_only()",
    "CREATE TRIGGER record_entry_no_truncate BEFORE TRUNCATE ON record_entry FOR EACH STATEMENT EXECUTE FUNCTION paraph_append_only()",
    "CREATE TRIGGER record_node_no_truncate BEFORE TRUNCATE ON record_node FOR EACH STATEMENT EXECUTE FUNCTION paraph_append_only()",
    "CREATE TRIGGER record_checkpoint_no_truncate BEFORE TRUNCATE ON record_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION paraph_append_only()",
    "CREATE TRIGGER edition_no_truncate BEFORE TRUNCATE ON edition FOR EACH STATEMENT EXECUTE FUNCTION paraph_append_only()",
    "CREATE TRIGGER edition_file_no_truncate BEFORE TRUNCATE ON edition_file FOR EACH STATEMENT EXECUTE FUNCTION paraph_append_only()",
    "CREATE TRIGGER document_no_truncate BEFORE TRUNCATE ON document FOR EACH STATEMENT EXECUTE FUNCTION paraph_append_only()",
    "CREATE TRIGGER record_head_no_truncate BEFORE TRUNCATE ON record_head FOR EACH STATEMENT EXECUTE FUNCTION paraph_append_only()",
]


def upgrade() -> None:
    # ### commands auto generated by Alembic - please adjust! ###
    op.create_table(
        "course",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("edition_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_course")),
    )
    op.create_table(
        "document",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_document")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("hr_id", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("given_name", sa.Text(), nullable=False),
        sa.Column("family_name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("job_title", sa.Text(), nullable=False),
        sa.Column("manager_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("timezone", sa.Text(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["manager_id"], ["person.id"], name=op.f("fk_person_manager_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email_key", name=op.f("uq_person_email_key")),
        sa.UniqueConstraint("hr_id", name=op.f("uq_person_hr_id")),
    )
    op.create_index(op.f("ix_person_department"), "person", ["department"], unique=False)
    op.create_index(op.f("ix_person_manager_id"), "person", ["manager_id"], unique=False)
    op.create_index(op.f("ix_person_name_key"), "person", ["name_key"], unique=False)
    op.create_table(
        "record_checkpoint",
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_record_checkpoint")),
    )
    op.create_table(
        "record_entry",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("course", sa.Text(), nullable=True),
        sa.Column("enrolment", sa.Uuid(as_uuid=False), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_record_entry")),
        sa.UniqueConstraint("id", name=op.f("uq_record_entry_id")),
    )
    op.create_index(op.f("ix_record_entry_enrolment"), "record_entry", ["enrolment"], unique=False)
    op.create_index("ix_record_entry_subject_course", "record_entry", ["subject", "course", "seq"], unique=False)
    op.create_table(
        "record_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("peaks", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_record_head_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_head")),
    )
    op.create_table(
        "record_node",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("idx", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "idx", name=op.f("pk_record_node")),
    )
    op.create_table(
        "throttle",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("window_started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttle")),
    )
    op.create_table(
        "assignment",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("course", sa.Text(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("created_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["course"], ["course.slug"], name=op.f("fk_assignment_course_course")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_assignment_created_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index(op.f("ix_assignment_course"), "assignment", ["course"], unique=False)
    op.create_table(
        "edition",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("course", sa.Text(), nullable=False),
        sa.Column("major", sa.Integer(), nullable=False),
        sa.Column("minor", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("source_language", sa.Text(), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("approved_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.CheckConstraint("kind IN ('cosmetic', 'update', 'material')", name=op.f("ck_edition_kind")),
        sa.CheckConstraint("published_by <> approved_by", name=op.f("ck_edition_two_people")),
        sa.ForeignKeyConstraint(["approved_by"], ["person.id"], name=op.f("fk_edition_approved_by_person")),
        sa.ForeignKeyConstraint(["course"], ["course.slug"], name=op.f("fk_edition_course_course")),
        sa.ForeignKeyConstraint(["published_by"], ["person.id"], name=op.f("fk_edition_published_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("course", "major", "minor", name=op.f("uq_edition_course_major_minor")),
    )
    op.create_table(
        "fact_pii",
        sa.Column("fact_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_fact_pii_person_id_person")),
        sa.PrimaryKeyConstraint("fact_id", name=op.f("pk_fact_pii")),
    )
    op.create_index(op.f("ix_fact_pii_person_id"), "fact_pii", ["person_id"], unique=False)
    op.create_table(
        "mail",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mail_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_mail_dedupe_key")),
    )
    op.create_index(op.f("ix_mail_person_id"), "mail", ["person_id"], unique=False)
    op.create_index("ix_mail_waiting", "mail", ["sent_at", "dropped_at", "due_at"], unique=False)
    op.create_table(
        "one_time_link",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_one_time_link_person_id_person")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_one_time_link")),
    )
    op.create_index(op.f("ix_one_time_link_person_id"), "one_time_link", ["person_id"], unique=False)
    op.create_table(
        "password",
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_password_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_password")),
    )
    op.create_table(
        "role",
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.CheckConstraint("name IN ('author', 'approver', 'hr', 'auditor', 'admin')", name=op.f("ck_role_known")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "name", name=op.f("pk_role")),
    )
    op.create_table(
        "sign_in",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("authenticated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_person_id_person")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in")),
    )
    op.create_index(op.f("ix_sign_in_expires_at"), "sign_in", ["expires_at"], unique=False)
    op.create_index(op.f("ix_sign_in_person_id"), "sign_in", ["person_id"], unique=False)
    op.create_table(
        "attempt",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("course", sa.Text(), nullable=False),
        sa.Column("cycle_start", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("quiz", sa.Text(), nullable=False),
        sa.Column("key_print", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("got", sa.Integer(), nullable=True),
        sa.Column("of", sa.Integer(), nullable=True),
        sa.Column("held", sa.Integer(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_attempt_edition_id_edition")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attempt_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint(
            "person_id",
            "course",
            "cycle_start",
            "quiz",
            "number",
            name=op.f("uq_attempt_person_id_course_cycle_start_quiz_number"),
        ),
    )
    op.create_table(
        "award",
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("badge", sa.Text(), nullable=False),
        sa.Column("edition_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("earned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_award_edition_id_edition")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_award_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "badge", name=op.f("pk_award")),
    )
    op.create_table(
        "certificate",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("course", sa.Text(), nullable=False),
        sa.Column("edition_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("signed_fact_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("holder_short", sa.Text(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_certificate_edition_id_edition")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_certificate_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("code", name=op.f("uq_certificate_code")),
    )
    op.create_index(op.f("ix_certificate_frozen_at"), "certificate", ["frozen_at"], unique=False)
    op.create_index(op.f("ix_certificate_person_id"), "certificate", ["person_id"], unique=False)
    op.create_table(
        "edition_file",
        sa.Column("edition_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_edition_file_edition_id_edition")),
        sa.PrimaryKeyConstraint("edition_id", "path", name=op.f("pk_edition_file")),
    )
    op.create_table(
        "enrolment",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("course", sa.Text(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("cycle_start", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("displayed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edition_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("score_got", sa.Integer(), nullable=True),
        sa.Column("score_of", sa.Integer(), nullable=True),
        sa.Column("extra_attempts", sa.JSON(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'completed', 'waived', 'withdrawn')", name=op.f("ck_enrolment_state")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_enrolment_assignment_id_assignment")
        ),
        sa.ForeignKeyConstraint(["course"], ["course.slug"], name=op.f("fk_enrolment_course_course")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_enrolment_edition_id_edition")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_enrolment_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint(
            "assignment_id", "person_id", "cycle", name=op.f("uq_enrolment_assignment_id_person_id_cycle")
        ),
    )
    op.create_index(op.f("ix_enrolment_assignment_id"), "enrolment", ["assignment_id"], unique=False)
    op.create_index("ix_enrolment_course_state", "enrolment", ["course", "state", "due_at"], unique=False)
    op.create_index("ix_enrolment_person_course", "enrolment", ["person_id", "course"], unique=False)
    op.create_table(
        "section_view",
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("course", sa.Text(), nullable=False),
        sa.Column("cycle_start", sa.Integer(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("text_print", sa.Text(), nullable=False),
        sa.Column("edition_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("displayed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_section_view_edition_id_edition")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_section_view_person_id_person")),
        sa.PrimaryKeyConstraint(
            "person_id", "course", "cycle_start", "section", "text_print", name=op.f("pk_section_view")
        ),
    )
    op.create_table(
        "answer",
        sa.Column("attempt_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("got", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_answer_attempt_id_attempt")),
        sa.PrimaryKeyConstraint("attempt_id", "question", name=op.f("pk_answer")),
    )
    # ### end Alembic commands ###
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_TRIGGERS if sqlite else POSTGRESQL_TRIGGERS:
        op.execute(sa.text(statement))


def downgrade() -> None:
    raise NotImplementedError("the record is never taken down; restore a backup instead")
