"""Answers of authors"""

import sqlalchemy as sa
from alembic import op

revision = "uqpy674l453b"
down_revision = "6wmgamo7if3z"
branch_labels = None
depends_on = None


def upgrade(store):
    globals().get(f"upgrade_{store}", lambda: None)()


def downgrade(store):
    globals().get(f"downgrade_{store}", lambda: None)()


KINDS = "kind in ('comment', 'blocker', 'reply')"
FORGET = (
    "delete from outcome where post_id in (select id from post where kind = 'reply')",
    "delete from review where post_id in (select id from post where kind = 'reply')",
    "delete from post_event where post_id in (select id from post where kind = 'reply')",
    "delete from post where kind = 'reply'",
)
BEFORE = "kind in ('comment', 'blocker')"


def upgrade_main():
    with op.batch_alter_table("spent", schema=None) as batch_op:
        batch_op.add_column(sa.Column("until", sa.Date(), nullable=True))
    exchange(KINDS)


def downgrade_main():
    for statement in FORGET:
        op.execute(statement)
    exchange(BEFORE)
    with op.batch_alter_table("spent", schema=None) as batch_op:
        batch_op.drop_column("until")


def exchange(kinds):
    rebuilt = {"table_kwargs": {"sqlite_with_rowid": False}}
    with op.batch_alter_table("post", schema=None, **rebuilt) as batch_op:
        batch_op.drop_constraint(op.f("ck_post_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_post_kind"), kinds)
