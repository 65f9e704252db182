"""First schema"""

import sqlalchemy as sa
from alembic import op

revision = "i2t7dzrqourk"
down_revision = None
branch_labels = None
depends_on = None


def upgrade(store):
    globals().get(f"upgrade_{store}", lambda: None)()


def downgrade(store):
    globals().get(f"downgrade_{store}", lambda: None)()


def upgrade_main():
    op.create_table(
        "audit",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index("ix_audit_account", ["account_id", "day"], unique=False)

    op.create_table(
        "cycle",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle")),
        sa.UniqueConstraint("name", name=op.f("uq_cycle_name")),
    )
    op.create_table(
        "post",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("severity", sa.Integer(), nullable=True),
        sa.Column("ask", sa.String(), nullable=True),
        sa.Column("site", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("progress", sa.String(), nullable=True),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("mailbox", sa.LargeBinary(length=32), nullable=True),
        sa.Column("commitment", sa.LargeBinary(length=32), nullable=False),
        sa.CheckConstraint("kind in ('comment', 'blocker')", name=op.f("ck_post_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint("mailbox", name=op.f("uq_post_mailbox")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.create_index("ix_post_state", ["state", "batch"], unique=False)
        batch_op.create_index("ix_post_target", ["target", "state", "kind"], unique=False)

    op.create_table(
        "release",
        sa.Column("batch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("leaves", sa.LargeBinary(), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("batch", name=op.f("pk_release")),
        sa.UniqueConstraint("slot", name=op.f("uq_release_slot")),
    )
    op.create_table(
        "site",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("name", name=op.f("uq_site_name")),
    )
    op.create_table(
        "spent",
        sa.Column("nullifier", sa.LargeBinary(length=32), nullable=False),
        sa.Column("kid", sa.String(length=22), nullable=False),
        sa.PrimaryKeyConstraint("nullifier", name=op.f("pk_spent")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "team",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["team.id"], name=op.f("fk_team_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("name", name=op.f("uq_team_name")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("identifier", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=True),
        sa.Column("site_id", sa.String(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("locale", sa.String(), nullable=True),
        sa.Column("session_epoch", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "role in ('member', 'manager', 'moderator', 'admin')", name=op.f("ck_account_role")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_account_site_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_account_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("identifier", name=op.f("uq_account_identifier")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index("ix_account_team_id", ["team_id"], unique=False)

    op.create_table(
        "outcome",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_outcome_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.create_index("ix_outcome_batch", ["batch"], unique=False)

    op.create_table(
        "post_event",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_event_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_event")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("post_event", schema=None) as batch_op:
        batch_op.create_index("ix_post_event_post_id", ["post_id", "step"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "kind in ('resources', 'priority', 'assign', 'ask', 'decline', 'transfer')",
            name=op.f("ck_decision_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_decision_account_id")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_decision_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index("ix_decision_post_id", ["post_id", "number"], unique=False)

    op.create_table(
        "objective",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("cycle_id", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("parent_id", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_objective_cycle_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_objective_owner_id")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["objective.id"], name=op.f("fk_objective_parent_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_objective_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objective")),
    )
    with op.batch_alter_table("objective", schema=None) as batch_op:
        batch_op.create_index("ix_objective_cycle_id", ["cycle_id"], unique=False)

    op.create_table(
        "reply",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_reply_account_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_reply_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
    )
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.create_index("ix_reply_post_id", ["post_id", "number"], unique=False)

    op.create_table(
        "review",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint("outcome in ('approve', 'reject')", name=op.f("ck_review_outcome")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_review_account_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_review_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("post_id", name=op.f("uq_review_post_id")),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index("ix_review_day", ["day"], unique=False)

    op.create_table(
        "session",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=True),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("started", sa.Date(), nullable=False),
        sa.Column("closed", sa.Date(), nullable=True),
        sa.Column("before_id", sa.String(), nullable=True),
        sa.CheckConstraint(
            "phase in ('review', 'group', 'discuss', 'closed')", name=op.f("ck_session_phase")
        ),
        sa.ForeignKeyConstraint(["before_id"], ["session.id"], name=op.f("fk_session_before_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_session_owner_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_session_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index("ix_session_started", ["started"], unique=False)

    op.create_table(
        "sign_in_link",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("expires", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sign_in_link_account_id")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sign_in_link")),
    )
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_in_link_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "key_result",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("objective_id", sa.String(), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("owner_team_id", sa.String(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("plain", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("baseline", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("target", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("current", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("updated", sa.Date(), nullable=True),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind in ('reach', 'reduce', 'rate')", name=op.f("ck_key_result_kind")),
        sa.ForeignKeyConstraint(
            ["objective_id"], ["objective.id"], name=op.f("fk_key_result_objective_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_key_result_owner_id")),
        sa.ForeignKeyConstraint(
            ["owner_team_id"], ["team.id"], name=op.f("fk_key_result_owner_team_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_result")),
    )
    with op.batch_alter_table("key_result", schema=None) as batch_op:
        batch_op.create_index("ix_key_result_objective_id", ["objective_id"], unique=False)
        batch_op.create_index("ix_key_result_owner_id", ["owner_id"], unique=False)

    op.create_table(
        "check_in",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key_result_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("value", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("confidence between 0 and 10", name=op.f("ck_check_in_confidence")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_check_in_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["key_result_id"], ["key_result.id"], name=op.f("fk_check_in_key_result_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
    )
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.create_index(
            "ix_check_in_key_result_id", ["key_result_id", "day", "number"], unique=False
        )

    op.create_table(
        "session_key_result",
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("key_result_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key_result_id"], ["key_result.id"], name=op.f("fk_session_key_result_key_result_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_session_key_result_session_id")
        ),
        sa.PrimaryKeyConstraint("session_id", "key_result_id", name=op.f("pk_session_key_result")),
    )
    with op.batch_alter_table("session_key_result", schema=None) as batch_op:
        batch_op.create_index(
            "ix_session_key_result_key_result_id", ["key_result_id"], unique=False
        )

    op.create_table(
        "topic",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("key_result_id", sa.String(), nullable=True),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("ending", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.CheckConstraint(
            "ending in ('action', 'decision', 'parked')", name=op.f("ck_topic_ending")
        ),
        sa.ForeignKeyConstraint(
            ["key_result_id"], ["key_result.id"], name=op.f("fk_topic_key_result_id")
        ),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_topic_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
    )
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.create_index("ix_topic_session_id", ["session_id", "place"], unique=False)

    op.create_table(
        "action",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("topic_id", sa.String(), nullable=True),
        sa.Column("key_result_id", sa.String(), nullable=True),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("carried", sa.Integer(), nullable=False),
        sa.CheckConstraint("state in ('open', 'done', 'dropped')", name=op.f("ck_action_state")),
        sa.ForeignKeyConstraint(
            ["key_result_id"], ["key_result.id"], name=op.f("fk_action_key_result_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_action_owner_id")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_action_session_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_action_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index("ix_action_owner_id", ["owner_id", "state"], unique=False)
        batch_op.create_index("ix_action_session_id", ["session_id"], unique=False)

    op.create_table(
        "topic_post",
        sa.Column("topic_id", sa.String(), nullable=False),
        sa.Column("post_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_topic_post_post_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_topic_post_topic_id")),
        sa.PrimaryKeyConstraint("topic_id", "post_id", name=op.f("pk_topic_post")),
    )


def downgrade_main():
    op.drop_table("topic_post")
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_index("ix_action_session_id")
        batch_op.drop_index("ix_action_owner_id")

    op.drop_table("action")
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.drop_index("ix_topic_session_id")

    op.drop_table("topic")
    with op.batch_alter_table("session_key_result", schema=None) as batch_op:
        batch_op.drop_index("ix_session_key_result_key_result_id")

    op.drop_table("session_key_result")
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.drop_index("ix_check_in_key_result_id")

    op.drop_table("check_in")
    with op.batch_alter_table("key_result", schema=None) as batch_op:
        batch_op.drop_index("ix_key_result_owner_id")
        batch_op.drop_index("ix_key_result_objective_id")

    op.drop_table("key_result")
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_link_account_id"))

    op.drop_table("sign_in_link")
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_index("ix_session_started")

    op.drop_table("session")
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_index("ix_review_day")

    op.drop_table("review")
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.drop_index("ix_reply_post_id")

    op.drop_table("reply")
    with op.batch_alter_table("objective", schema=None) as batch_op:
        batch_op.drop_index("ix_objective_cycle_id")

    op.drop_table("objective")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index("ix_decision_post_id")

    op.drop_table("decision")
    with op.batch_alter_table("post_event", schema=None) as batch_op:
        batch_op.drop_index("ix_post_event_post_id")

    op.drop_table("post_event")
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.drop_index("ix_outcome_batch")

    op.drop_table("outcome")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index("ix_account_team_id")

    op.drop_table("account")
    op.drop_table("team")
    op.drop_table("spent")
    op.drop_table("site")
    op.drop_table("release")
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_index("ix_post_target")
        batch_op.drop_index("ix_post_state")

    op.drop_table("post")
    op.drop_table("cycle")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_account")

    op.drop_table("audit")


def upgrade_inbox():
    op.create_table(
        "inbox",
        sa.Column("nullifier", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("nullifier", name=op.f("pk_inbox")),
        sqlite_with_rowid=False,
    )


def downgrade_inbox():
    op.drop_table("inbox")


def upgrade_issuance():
    op.create_table(
        "allowance",
        sa.Column("kid", sa.String(length=22), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("request", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("kid", "account_id", name=op.f("pk_allowance")),
        sqlite_with_rowid=False,
    )
    # Who collected is nobody's past: PostgreSQL keeps no trace of it in its log either.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE allowance SET UNLOGGED")


def downgrade_issuance():
    op.drop_table("allowance")


def upgrade_search():
    op.create_table(
        "rendered",
        sa.Column("post_id", sa.String(length=26), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_rendered")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("rendered", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rendered_epoch"), ["epoch"], unique=False)


def downgrade_search():
    with op.batch_alter_table("rendered", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rendered_epoch"))

    op.drop_table("rendered")
