"""Printed codes"""

import sqlalchemy as sa
from alembic import op

revision = "ngy7pb3buufj"
down_revision = "lujrhhyrorz3"
branch_labels = None
depends_on = None


def upgrade(store):
    globals().get(f"upgrade_{store}", lambda: None)()


def downgrade(store):
    globals().get(f"downgrade_{store}", lambda: None)()


def upgrade_main():
    op.create_table(
        "code_batch",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_batch")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "code",
        sa.Column("mark", sa.LargeBinary(length=32), nullable=False),
        sa.Column("batch_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["code_batch.id"], name=op.f("fk_code_batch_id")),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_code")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_code_batch_id"), ["batch_id"], unique=False)


def downgrade_main():
    with op.batch_alter_table("code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_code_batch_id"))

    op.drop_table("code")
    op.drop_table("code_batch")
