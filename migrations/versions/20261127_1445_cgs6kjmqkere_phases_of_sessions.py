"""phases of sessions"""

import sqlalchemy as sa
from alembic import op

revision = "cgs6kjmqkere"
down_revision = "otoktl7bgt6f"
branch_labels = None
depends_on = None


def upgrade(store):
    globals().get(f"upgrade_{store}", lambda: None)()


def downgrade(store):
    globals().get(f"downgrade_{store}", lambda: None)()


WAYS = (
    "phase in ('safety', 'icebreaker', 'review', 'figures', 'collect', 'group', 'vote', 'discuss',"
    " 'actions', 'closing', 'closed')"
)
BEFORE = "phase in ('review', 'group', 'discuss', 'closed')"
# What every session had until now, and what it ends with from here on.
USUAL = {"review": 10, "group": 8, "discuss": 25, "actions": 10}


def upgrade_main():
    op.create_table(
        "session_phase",
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column("spent", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_session_phase_session_id")
        ),
        sa.PrimaryKeyConstraint("session_id", "phase", name=op.f("pk_session_phase")),
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.add_column(sa.Column("how", sa.String(), server_default="", nullable=False))
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("began", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("ends", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("question", sa.Integer(), server_default="0", nullable=False))
        batch_op.drop_constraint(batch_op.f("ck_session_phase"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_session_phase"), WAYS)
    insert = sa.text(
        "INSERT INTO session_phase (session_id, phase, planned, spent)"
        " SELECT id, :phase, :planned, 0 FROM session"
    )
    for phase, planned in USUAL.items():
        op.execute(insert.bindparams(phase=phase, planned=planned))


def downgrade_main():
    op.execute(
        "UPDATE session SET phase = CASE WHEN phase IN ('actions', 'closing') THEN 'discuss'"
        " ELSE 'review' END WHERE phase NOT IN ('review', 'group', 'discuss', 'closed')"
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_session_phase"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_session_phase"), BEFORE)
        batch_op.drop_column("question")
        batch_op.drop_column("ends")
        batch_op.drop_column("began")
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_column("how")
    op.drop_table("session_phase")
