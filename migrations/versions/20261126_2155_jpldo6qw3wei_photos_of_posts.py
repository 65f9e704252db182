"""Photos of posts"""

import sqlalchemy as sa
from alembic import op

revision = "jpldo6qw3wei"
down_revision = "i2t7dzrqourk"
branch_labels = None
depends_on = None


def upgrade(store):
    globals().get(f"upgrade_{store}", lambda: None)()


def downgrade(store):
    globals().get(f"downgrade_{store}", lambda: None)()


def upgrade_main():
    op.create_table(
        "photo",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_photo_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.UniqueConstraint("post_id", "place", name=op.f("uq_photo_post_id_place")),
        sqlite_with_rowid=False,
    )


def downgrade_main():
    op.drop_table("photo")


def upgrade_inbox():
    op.add_column("inbox", sa.Column("photos", sa.LargeBinary(), nullable=True))


def downgrade_inbox():
    op.drop_column("inbox", "photos")
