"""cards of sessions"""

import sqlalchemy as sa
from alembic import op

revision = "j2anxgtlsu55"
down_revision = "cgs6kjmqkere"
branch_labels = None
depends_on = None


def upgrade(store):
    globals().get(f"upgrade_{store}", lambda: None)()


def downgrade(store):
    globals().get(f"downgrade_{store}", lambda: None)()


def upgrade_main():
    op.create_table(
        "card",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("column", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("for_room", sa.Boolean(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("state in ('shown', 'held', 'withdrawn')", name=op.f("ck_card_state")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_card_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.create_index("ix_card_session_id", ["session_id", "id"], unique=False)

    op.create_table(
        "session_column",
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_session_column_session_id")
        ),
        sa.PrimaryKeyConstraint("session_id", "code", name=op.f("pk_session_column")),
    )
    op.create_table(
        "topic_card",
        sa.Column("topic_id", sa.String(), nullable=False),
        sa.Column("card_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["card.id"], name=op.f("fk_topic_card_card_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_topic_card_topic_id")),
        sa.PrimaryKeyConstraint("topic_id", "card_id", name=op.f("pk_topic_card")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("format", sa.String(), server_default="four-steps", nullable=False)
        )
        # What was opened before was grouped then, and stays so.
        batch_op.add_column(
            sa.Column("grouped", sa.Boolean(), server_default=sa.true(), nullable=False)
        )


def downgrade_main():
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_column("grouped")
        batch_op.drop_column("format")

    op.drop_table("topic_card")
    op.drop_table("session_column")
    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.drop_index("ix_card_session_id")

    op.drop_table("card")
