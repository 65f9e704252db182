"""Decisions outlive posts"""

import sqlalchemy as sa
from alembic import op

revision = "lujrhhyrorz3"
down_revision = "uqpy674l453b"
branch_labels = None
depends_on = None


def upgrade(store):
    globals().get(f"upgrade_{store}", lambda: None)()


def downgrade(store):
    globals().get(f"downgrade_{store}", lambda: None)()


def upgrade_main():
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.alter_column("post_id", existing_type=sa.VARCHAR(), nullable=True)


def downgrade_main():
    # Where a decision needs its post, those whose post is no more cannot be.
    op.execute("DELETE FROM decision WHERE post_id IS NULL")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.alter_column("post_id", existing_type=sa.VARCHAR(), nullable=False)
