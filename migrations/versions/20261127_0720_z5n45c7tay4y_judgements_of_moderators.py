"""Every outcome of a review, appeals, decisions that can be undone, and what the public reads."""

import sqlalchemy as sa
from alembic import op

revision = "z5n45c7tay4y"
down_revision = "rvihy6auslqh"
branch_labels = None
depends_on = None

BEFORE = "'approve', 'reject'"
NOW = (
    "'approve', 'reject', 'mask', 'split', 'duplicate', 'escalate', 'keep', 'withdraw', 'uphold',"
    " 'overturn', 'restore'"
)
# A table of the island that is made anew keeps no rowids.
REBUILT = {"table_kwargs": {"sqlite_with_rowid": False}}


def upgrade(store):
    globals().get(f"upgrade_{store}", lambda: None)()


def downgrade(store):
    globals().get(f"downgrade_{store}", lambda: None)()


def upgrade_main():
    op.create_table(
        "review_view",
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("by", "value", name=op.f("pk_review_view")),
    )
    op.create_table(
        "appeal",
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.CheckConstraint("outcome in ('uphold', 'overturn')", name=op.f("ck_appeal_outcome")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_appeal_post_id")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_appeal")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("appeal", schema=None) as batch_op:
        batch_op.create_index("ix_appeal_outcome", ["outcome"], unique=False)

    op.create_table(
        "pending",
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_pending_account_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_pending_post_id")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_pending")),
    )
    with op.batch_alter_table("pending", schema=None) as batch_op:
        batch_op.create_index("ix_pending_until", ["until"], unique=False)

    number = sa.Column("number", sa.Integer(), server_default="1", nullable=False)
    op.add_column("outcome", number)

    with op.batch_alter_table("post", schema=None, **REBUILT) as batch_op:
        batch_op.add_column(
            sa.Column("flagged", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("cleared", sa.JSON(), nullable=True))
        batch_op.add_column(
            sa.Column("urgent", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("masked", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("part_of", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("part", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("merged_into", sa.String(), nullable=True))
        batch_op.create_index("ix_post_flagged", ["flagged"], unique=False)
        batch_op.create_index("ix_post_merged_into", ["merged_into"], unique=False)
        batch_op.create_index("ix_post_part_of", ["part_of", "part"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_post_part_of"), "post", ["part_of"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_post_merged_into"), "post", ["merged_into"], ["id"]
        )

    with op.batch_alter_table("review", schema=None) as batch_op:
        # Until now there was one of each post.
        batch_op.add_column(sa.Column("number", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("word", sa.String(), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_review_post_id"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_review_post_id_number"), ["post_id", "number"]
        )
        batch_op.drop_constraint(batch_op.f("ck_review_outcome"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_review_outcome"), f"outcome in ({NOW})")
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.alter_column("number", server_default=None, existing_type=sa.Integer())
    op.execute("UPDATE post SET urgent = TRUE WHERE severity = 3")


def downgrade_main():
    # What the older schema has no word for goes: it knew one decision of each post.
    op.execute(f"DELETE FROM review WHERE number > 1 OR outcome NOT IN ({BEFORE})")  # noqa: S608
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_review_outcome"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_review_outcome"), f"outcome in ({BEFORE})")
        batch_op.drop_constraint(batch_op.f("uq_review_post_id_number"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_review_post_id"), ["post_id"])
        batch_op.drop_column("word")
        batch_op.drop_column("number")

    with op.batch_alter_table("post", schema=None, **REBUILT) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_post_merged_into"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_post_part_of"), type_="foreignkey")
        batch_op.drop_index("ix_post_part_of")
        batch_op.drop_index("ix_post_merged_into")
        batch_op.drop_index("ix_post_flagged")
        batch_op.drop_column("merged_into")
        batch_op.drop_column("part")
        batch_op.drop_column("part_of")
        batch_op.drop_column("masked")
        batch_op.drop_column("urgent")
        batch_op.drop_column("cleared")
        batch_op.drop_column("flagged")

    op.drop_column("outcome", "number")

    with op.batch_alter_table("pending", schema=None) as batch_op:
        batch_op.drop_index("ix_pending_until")

    op.drop_table("pending")
    with op.batch_alter_table("appeal", schema=None) as batch_op:
        batch_op.drop_index("ix_appeal_outcome")

    op.drop_table("appeal")
    op.drop_table("review_view")


def upgrade_search():
    op.create_table(
        "claim",
        sa.Column("post_id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_claim")),
    )


def downgrade_search():
    op.drop_table("claim")
