"""What the portal has made once, written again: quicker than to let it make it anew."""

from pathlib import Path
from typing import Any

from sqlalchemy import Table

from portal.core.db import STORES
from portal.core.directory import directory
from portal.core.revisions import Revision
from portal.core.schema import engine_of

Rows = dict[Table, list[dict[str, Any]]]
Files = dict[Path, bytes]
MADE = ("keylog/*", "keys/signer/*", "keys/pepper/*")


def read_rows(store: str) -> Rows:
    """All rows of a store, teams after those over them."""
    depths = {team: len(line) for team, line in directory().lines().items()}
    with engine_of(store).connect() as connection:
        found = {
            table: [dict(row) for row in connection.execute(table.select()).mappings()]
            for table in STORES[store].sorted_tables
            if table is not Revision.__table__
        }
    return {
        table: sorted(rows, key=lambda row: depths.get(row.get("id"), 0))
        for table, rows in found.items()
        if rows
    }


def write_rows(store: str, rows: Rows) -> None:
    """Write them into a store that is empty."""
    with engine_of(store).begin() as connection:
        for table, some in rows.items():
            connection.execute(table.insert(), some)


def read_files(data: Path) -> Files:
    """The key log and the keys of a data folder."""
    return {path: path.read_bytes() for made in MADE for path in data.glob(made)}


def write_files(files: Files) -> None:
    """Write them where they were, for nobody else to read."""
    for path, held in files.items():
        path.touch(mode=0o600)
        path.write_bytes(held)
