"""A word under a blocker may say that work has begun or is done."""

import sqlalchemy as sa
from alembic import op

revision = "xd3zi3kmdbma"
down_revision = "hr47ugjsmc6i"
branch_labels = None
depends_on = None


def upgrade(store):
    globals().get(f"upgrade_{store}", lambda: None)()


def downgrade(store):
    globals().get(f"downgrade_{store}", lambda: None)()


def upgrade_main():
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.add_column(sa.Column("move", sa.String(), nullable=True))
        batch_op.create_check_constraint(batch_op.f("ck_reply_move"), "move in ('start', 'claim')")


def downgrade_main():
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_reply_move"), type_="check")
        batch_op.drop_column("move")
