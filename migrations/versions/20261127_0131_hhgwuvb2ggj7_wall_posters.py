"""Wall posters"""

import sqlalchemy as sa
from alembic import op

revision = "hhgwuvb2ggj7"
down_revision = "ngy7pb3buufj"
branch_labels = None
depends_on = None


def upgrade(store):
    globals().get(f"upgrade_{store}", lambda: None)()


def downgrade(store):
    globals().get(f"downgrade_{store}", lambda: None)()


def upgrade_main():
    op.create_table(
        "poster",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("mark", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poster")),
        sa.UniqueConstraint("mark", name=op.f("uq_poster_mark")),
        sa.UniqueConstraint("site_id", "month", name=op.f("uq_poster_site_id_month")),
        sqlite_with_rowid=False,
    )
    # In place: a table made anew would keep rowids.
    column = sa.Column("by_poster", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("post", column)


def downgrade_main():
    op.drop_column("post", "by_poster")
    op.drop_table("poster")


def upgrade_inbox():
    op.create_table(
        "poster_tally",
        sa.Column("site_id", sa.String(length=26), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_poster_tally")),
        sqlite_with_rowid=False,
    )


def downgrade_inbox():
    op.drop_table("poster_tally")
