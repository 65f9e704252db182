"""Verdicts of those who say the same"""

import sqlalchemy as sa
from alembic import op

revision = "h5pc4zd5g2bc"
down_revision = "fjzbo3npithd"
branch_labels = None
depends_on = None


def upgrade(store):
    globals().get(f"upgrade_{store}", lambda: None)()


def downgrade(store):
    globals().get(f"downgrade_{store}", lambda: None)()


def upgrade_main():
    # In place: a table made anew would keep rowids.
    column = sa.Column("judged_by_others", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("post", column)
    _allow("support", "report", "poll", "verdict")


def downgrade_main():
    op.execute("DELETE FROM act WHERE act = 'verdict'")
    _allow("support", "report", "poll")
    op.drop_column("post", "judged_by_others")


def _allow(*acts):
    name, rule = op.f("ck_act_act"), f"act in {acts}"
    if op.get_bind().dialect.name == "sqlite":
        # Made anew without its old check, which no reflection brings along.
        anew = {"recreate": "always", "table_kwargs": {"sqlite_with_rowid": False}}
        with op.batch_alter_table("act", **anew) as batch_op:
            batch_op.create_check_constraint(name, rule)
        return
    op.drop_constraint(name, "act", type_="check")
    op.create_check_constraint(name, "act", rule)
