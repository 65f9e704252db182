"""Write a migration for all four stores: models against an upgraded database."""

import re
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.runtime.migration import MigrationContext

from portal.app import create_app
from portal.config import read_settings
from portal.core import schema
from portal.core.db import STORES
from portal.core.ids import new_id

HEAD = '''"""{message}"""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {down}
branch_labels = None
depends_on = None


def upgrade(store):
    globals().get(f"upgrade_{{store}}", lambda: None)()


def downgrade(store):
    globals().get(f"downgrade_{{store}}", lambda: None)()
'''


def functions(store: str) -> str:
    """upgrade_<store> and downgrade_<store> as source, or nothing when nothing changed."""
    with schema.engine_of(store).connect() as connection:
        options = {
            "version_table": schema.version_table(store),
            "render_as_batch": True,
            # An index keeps tables of its own.
            "include_name": lambda name, kind, _parents: kind != "table" or "_words" not in name,
        }
        context = MigrationContext.configure(connection, opts=options)
        script = produce_migrations(context, STORES[store])
    there, back = script.upgrade_ops, script.downgrade_ops
    if there is None or back is None or there.is_empty():
        return ""
    both = (("upgrade", there), ("downgrade", back))
    found = "".join(
        f"\n\ndef {word}_{store}():\n    {render_python_code(ops, render_as_batch=True)}\n"
        for word, ops in both
    )
    # What the rules read from a model says nothing to a database.
    return re.sub(r"\n\s*info=\{[^}]*\},?", "", found)


def main(message: str) -> None:
    """Write migrations/versions/<day>_<id>_<slug>.py."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(read_settings(data=Path(folder)))
        with app.app_context():
            schema.migrate()
            body = "".join(functions(store) for store in STORES)
            before = schema.newest()
    revision, day = new_id()[:12], datetime.now(UTC).strftime("%Y%m%d_%H%M")
    slug = message.lower().replace(" ", "_")
    down = f'"{before}"' if before else "None"
    path = Path("migrations/versions") / f"{day}_{revision}_{slug}.py"
    path.write_text(HEAD.format(message=message, revision=revision, down=down) + body)
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", str(path)], check=True)
    print(path)


main(" ".join(sys.argv[1:]))
