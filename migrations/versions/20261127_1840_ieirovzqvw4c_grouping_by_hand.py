"""grouping by hand"""

import sqlalchemy as sa
from alembic import op

revision = "ieirovzqvw4c"
down_revision = "jyaehugczqmz"
branch_labels = None
depends_on = None


def upgrade(store):
    globals().get(f"upgrade_{store}", lambda: None)()


def downgrade(store):
    globals().get(f"downgrade_{store}", lambda: None)()


JUDGED = "judged in ('suggested', 'kept', 'loose')"


def upgrade_main():
    op.create_table(
        "grouping_step",
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("cards", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("made", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_grouping_step_session_id")
        ),
        sa.PrimaryKeyConstraint("session_id", "number", name=op.f("pk_grouping_step")),
    )
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.add_column(sa.Column("judged", sa.String(), server_default="kept", nullable=False))
        batch_op.add_column(sa.Column("terms", sa.String(), server_default="", nullable=False))
        batch_op.create_check_constraint(batch_op.f("ck_topic_judged"), JUDGED)


def downgrade_main():
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_topic_judged"), type_="check")
        batch_op.drop_column("terms")
        batch_op.drop_column("judged")
    op.drop_table("grouping_step")
