"""Reports of who asks who wrote it, and what managers searched for."""

import sqlalchemy as sa
from alembic import op

revision = "r5xrhtim5bsv"
down_revision = "z5n45c7tay4y"
branch_labels = None
depends_on = None


def upgrade(store):
    globals().get(f"upgrade_{store}", lambda: None)()


def downgrade(store):
    globals().get(f"downgrade_{store}", lambda: None)()


def upgrade_main():
    op.create_table(
        "search_row",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_row")),
    )
    with op.batch_alter_table("search_row", schema=None) as batch_op:
        batch_op.create_index("ix_search_row_day", ["day"], unique=False)

    op.create_table(
        "hunting_report",
        sa.Column("said_id", sa.String(), nullable=False),
        sa.Column("post_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_hunting_report_post_id")),
        sa.PrimaryKeyConstraint("said_id", name=op.f("pk_hunting_report")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "hunting_word",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("said_id", sa.String(), nullable=False),
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("told_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_hunting_word_account_id")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_hunting_word_post_id")),
        sa.ForeignKeyConstraint(["told_id"], ["account.id"], name=op.f("fk_hunting_word_told_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hunting_word")),
        sa.UniqueConstraint("said_id", name=op.f("uq_hunting_word_said_id")),
    )
    with op.batch_alter_table("hunting_word", schema=None) as batch_op:
        batch_op.create_index("ix_hunting_word_told_id", ["told_id", "day"], unique=False)


def downgrade_main():
    with op.batch_alter_table("hunting_word", schema=None) as batch_op:
        batch_op.drop_index("ix_hunting_word_told_id")

    op.drop_table("hunting_word")
    op.drop_table("hunting_report")
    with op.batch_alter_table("search_row", schema=None) as batch_op:
        batch_op.drop_index("ix_search_row_day")

    op.drop_table("search_row")
