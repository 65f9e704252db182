"""A sender that is killed between sending and writing it down: nothing goes twice."""

import os
import signal
import subprocess
import sys

import pytest

from portal.core import outbox
from portal.core.db import transaction
from portal.core.outbox import Kind
from portal.notify import sending
from tests.notify.conftest import messages

PROGRAM = """
from portal.app import create_app
from portal.notify import sending
with create_app().app_context():
    print("ready", flush=True)
    input()
    sending.send_due()
"""


@pytest.fixture
def sender(app, box):
    """A process that will send what is in the outbox, whatever hour it is."""
    env = {
        "PATH": os.environ["PATH"],
        "PORTAL_DATA": str(app.extensions["portal"].data),
        "PORTAL_SMTP_URL": box.url.get_secret_value(),
        "PORTAL_QUIET": "00:00-00:00",
        "PORTAL_QUIET_DAYS": "",
    }
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", PROGRAM], env=env, **pipes) as process:  # noqa: S603
        assert process.stdout.readline() == "ready\n"
        yield process
        process.kill()


@pytest.mark.slow
@pytest.mark.uncounted
def test_who_is_killed_after_sending_sends_nothing_again(addressed, mailing, sender, cast):
    with transaction():
        outbox.put(Kind.DIGEST, cast.bob, "digest", {"decide": "5+"})
    mailing.on_taking = lambda: os.kill(sender.pid, signal.SIGKILL)
    sender.communicate("go\n")
    assert sender.returncode == -signal.SIGKILL
    assert [one.state for one in messages()] == ["sending"]
    sending.send_due()
    assert [one.state for one in messages()] == ["unknown"]
    assert len(mailing.taken) == 1
