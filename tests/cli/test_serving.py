"""The server as a program of its own: it answers, it ends cleanly, it leaves nobody behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
PATIENCE = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(port, address):
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", address)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def until(done):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(OSError):
            if done():
                return
        time.sleep(0.05)
    raise AssertionError("it took too long")


def everybody(session):
    """The processes of a session, whatever their parents."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _parent, _group, its_own = path.read_text().rpartition(")")[2].split()[:4]
            found += [int(path.parent.name)] if its_own == str(session) and state != "Z" else []
    return found


def children_of(pid):
    """The processes that one started, in the order in which it did."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def kill(pid, number):
    # Whoever heard of it from another may be gone already.
    with suppress(ProcessLookupError):
        os.kill(pid, number)


@pytest.fixture
def serving(data):
    """A server in an empty folder, which answers."""
    port = free_port()
    words = ("serve", "--port", str(port), "--no-demo", "--data", str(data))
    program = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "portal", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        until(lambda: program.poll() is not None or get(port, "/healthz")[0] == 200)
        assert program.poll() is None, program.communicate()[0]
        yield port, program
    finally:
        for pid in everybody(program.pid):
            kill(pid, signal.SIGKILL)
        program.communicate()


def ctrl_c(program):
    """What a terminal does: it tells the group in the foreground."""
    os.killpg(program.pid, signal.SIGINT)


def terminate(program):
    """What a supervisor of one process does."""
    program.terminate()


def terminate_all(program):
    """What a supervisor of many processes does."""
    for pid in everybody(program.pid):
        kill(pid, signal.SIGTERM)


@pytest.mark.parametrize(
    "end", [ctrl_c, terminate, pytest.param(terminate_all, marks=pytest.mark.long)]
)
def test_the_server_answers_and_ends_cleanly(serving, end):
    port, program = serving
    assert get(port, "/readyz")[0] == 200
    assert get(port, "/say/")[0] == 200
    until(lambda: len(everybody(program.pid)) >= 4)
    end(program)
    said, _ = program.communicate(timeout=PATIENCE)
    assert program.returncode == 0, said
    # A process closes its files a moment before it is gone.
    until(lambda: not everybody(program.pid))
    assert "Traceback" not in said
    assert "/say/" not in said


@pytest.mark.parametrize(
    "which", [0, pytest.param(1, marks=pytest.mark.long), pytest.param(2, marks=pytest.mark.long)]
)
def test_when_a_child_dies_the_others_end_and_the_status_says_so(serving, which):
    _port, program = serving
    # The pages may answer before the last of them was started.
    until(lambda: len(children_of(program.pid)) == 3)
    os.kill(children_of(program.pid)[which], signal.SIGKILL)
    program.communicate(timeout=PATIENCE)
    assert program.returncode != 0
    # A process closes its files a moment before it is gone.
    until(lambda: not everybody(program.pid))


UNREADABLE = {
    "a letter that is not encoded": ("GET /say/?q=\u8aaa HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "no HTTP at all": ("hello canary\r\n\r\n", 400),
    "a bad header": ("GET /say/canary HTTP/1.1\r\nHo st: x\r\n\r\n", 400),
    "too long an address": (f"GET /say/{'canary' * 2000} HTTP/1.1\r\nHost: x\r\n\r\n", 414),
    "too many headers": ("GET / HTTP/1.1\r\n" + "A: canary\r\n" * 200 + "\r\n", 431),
    "broken pieces": (
        "POST /say/posts HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        400,
    ),
}


def send(port, text):
    with socket.create_connection(("127.0.0.1", port), timeout=5) as wire:
        wire.sendall(text.encode())
        wire.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: wire.recv(65536), b"")).decode()


def test_what_is_no_request_is_answered_in_our_words_and_leaves_none_in_the_log(serving):
    port, program = serving
    for text, status in UNREADABLE.values():
        head, _gap, body = send(port, text).partition("\r\n\r\n")
        assert head.startswith(f"HTTP/1.1 {status} "), text[:60]
        assert "Content-Security-Policy: default-src 'none'" in head
        assert "no-store" in head
        assert "\u8b80\u4e0d\u61c2" in body or '"error":"malformed"' in body
    terminate(program)
    said, _ = program.communicate(timeout=PATIENCE)
    assert "while reading a request" in said
    assert [word for word in ("canary", "ip=", "/say/", "Host") if word in said] == []
