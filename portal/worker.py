"""The jobs' clock: huey runs what is due, on its SQLite storage or on PostgreSQL."""

import logging
import signal
import threading
import traceback
from collections.abc import Callable
from typing import Any

from flask import Flask
from huey import Huey, PostgresHuey, SqliteHuey, crontab

from portal import jobs
from portal.config import Settings

PAUSE = 1.0
log = logging.getLogger(__name__)


def make_huey(settings: Settings) -> Huey:
    """The queue of this data folder, or of the main database when that is PostgreSQL."""
    if settings.main_url.startswith("postgresql"):
        url = settings.main_url.replace("postgresql+psycopg://", "postgresql://")
        return PostgresHuey("portal", dsn=url)
    return SqliteHuey("portal", filename=str(settings.data / "jobs.db"))


def quietly(name: str, job: Callable[[], object]) -> None:
    """Do a job; of a failure its kind and place are logged, never a value. It comes again."""
    try:
        job()
    except Exception as error:
        place = "".join(traceback.format_tb(error.__traceback__))
        log.error("%s in the job %s\n%s", type(error).__name__, name, place)  # noqa: TRY400


def schedule(app: Flask) -> Huey:
    """A queue with every job in it, each at its time, each in the application's context."""
    huey = make_huey(app.extensions["portal"])

    def every(when: Any, name: str, job: Callable[[], object]) -> None:
        @huey.periodic_task(when, name=name)  # type: ignore[untyped-decorator]
        @huey.lock_task(name)  # type: ignore[untyped-decorator]
        def _run() -> None:
            with app.app_context():
                quietly(name, job)

    every(crontab(), "release", jobs.release_when_due)
    every(crontab(), "clocks", jobs.tick)
    every(crontab(), "claims", jobs.end_claims)
    every(crontab(), "sessions", jobs.lead_sessions)
    every(crontab(), "rooms", jobs.turn_rooms)
    every(crontab(minute="*/5"), "turn-keys", jobs.turn_keys)
    every(crontab(), "tell", jobs.tell)
    every(crontab(hour="3", minute="30"), "purge", jobs.purge)
    every(crontab(hour="3", minute="40"), "retention", jobs.retain)
    every(crontab(hour="3", minute="50"), "originals", jobs.end_originals)
    return huey


def work(app: Flask) -> None:
    """Do what is due until the process is asked to stop."""
    huey = schedule(app)
    with app.app_context():
        jobs.turn_keys()
        jobs.release_when_due()
    consumer = huey.create_consumer(workers=1, periodic=True, check_worker_health=False)
    # The signals are ours: one Ctrl-C ends web and jobs alike.
    consumer._set_signal_handlers = lambda: None  # noqa: SLF001
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    consumer.start()
    while not stop.wait(PAUSE):
        with app.app_context():
            quietly("decisions", jobs.let_decisions_count)
    consumer.stop(graceful=True)
