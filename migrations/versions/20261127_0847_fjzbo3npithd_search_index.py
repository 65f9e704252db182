"""The search index, in search.db alone."""

import sqlalchemy as sa
from alembic import op

revision = "fjzbo3npithd"
down_revision = "66fyxdsqkasn"
branch_labels = None
depends_on = None


def upgrade(store):
    globals().get(f"upgrade_{store}", lambda: None)()


def downgrade(store):
    globals().get(f"downgrade_{store}", lambda: None)()


def posts(**indexes):
    with op.batch_alter_table("post", schema=None) as batch_op:
        for name, columns in indexes.items():
            batch_op.drop_index(name)
            batch_op.create_index(name, columns, unique=False)


def upgrade_main():
    posts(
        ix_post_target=["target", "state", "batch", "kind"],
        ix_post_progress=["kind", "state", "progress", "target", "severity"],
    )
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.create_index("ix_reply_day", ["day"], unique=False)


def downgrade_main():
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.drop_index("ix_reply_day")

    posts(ix_post_target=["target", "state", "kind"], ix_post_progress=["progress"])


# As portal.core.fulltext makes it.
INDEX = (
    "CREATE VIRTUAL TABLE X_words USING"
    " fts5(words, content='X', content_rowid='place', tokenize='ascii')",
    "CREATE TRIGGER X_added AFTER INSERT ON X BEGIN"
    " INSERT INTO X_words (rowid, words) VALUES (new.place, new.words); END",
    "CREATE TRIGGER X_dropped AFTER DELETE ON X BEGIN"
    " INSERT INTO X_words (X_words, rowid, words) VALUES ('delete', old.place, old.words); END",
)


def index(name):
    for statement in INDEX:
        op.execute(statement.replace("X", name))


def rendered(*columns):
    """Make this table anew: what it holds is derived, and `portal upgrade` derives it again."""
    op.drop_table("rendered")
    op.create_table(
        "rendered",
        sa.Column("post_id", sa.String(length=26), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_rendered")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_rendered_epoch"), "rendered", ["epoch"], unique=False)


def upgrade_search():
    rendered(
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.UniqueConstraint("place", name=op.f("uq_rendered_place")),
    )
    index("rendered")
    op.create_table(
        "written",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("target", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_written")),
        sa.UniqueConstraint("place", name=op.f("uq_written_place")),
        sqlite_with_rowid=False,
    )
    index("written")
    op.create_table(
        "written_until",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_written_until")),
    )


def downgrade_search():
    op.drop_table("written_until")
    for name in ("written", "rendered"):
        op.drop_table(f"{name}_words")
    op.drop_table("written")
    rendered()
