"""votes in sessions"""

import sqlalchemy as sa
from alembic import op

revision = "zexffkeemgvr"
down_revision = "j2anxgtlsu55"
branch_labels = None
depends_on = None


def upgrade(store):
    globals().get(f"upgrade_{store}", lambda: None)()


def downgrade(store):
    globals().get(f"downgrade_{store}", lambda: None)()


def upgrade_main():
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("dots", sa.Integer(), server_default="5", nullable=False))
        batch_op.add_column(sa.Column("most", sa.Integer(), server_default="3", nullable=False))
        batch_op.add_column(sa.Column("cast", sa.Integer(), nullable=True))

    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.add_column(sa.Column("votes", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("hands", sa.Integer(), server_default="0", nullable=False))


def downgrade_main():
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.drop_column("hands")
        batch_op.drop_column("votes")

    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_column("cast")
        batch_op.drop_column("most")
        batch_op.drop_column("dots")
