"""The doctor on a real server: a clean one passes, and what a proxy does wrong is found."""

import os
import signal
import socketserver
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from socket import create_connection

import pytest

from portal.doctor import machine, traces
from tests.cli.test_serving import everybody, free_port, get, kill, until
from tests.making import PEOPLE

pytestmark = pytest.mark.slow
SECOND = "max,馬克,,人資部,公司,總公司,moderator,candor-demo\n"


def run(data, *words):
    """Start a command of the portal, on this data folder and nothing else."""
    outside = {name: value for name, value in os.environ.items() if "PORTAL_" not in name}
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "portal", *map(str, words)],
        env=outside | {"PORTAL_DATA": str(data)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def done(data, *words):
    program = run(data, *words)
    said, _ = program.communicate(timeout=60)
    assert program.returncode == 0, said


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The data folder and the port of a server that keeps the promise."""
    folder, port = tmp_path_factory.mktemp("served"), free_port()
    people = folder / "people.csv"
    people.write_text(PEOPLE + SECOND)
    data = folder / "data"
    done(data, "init")
    done(data, "people", "import", people)
    program = run(data, "serve", "--port", port)
    try:
        until(lambda: program.poll() is not None or get(port, "/readyz")[0] == 200)
        # The worker releases what was due before anybody came.
        until(lambda: b'"type":"release"' in (data / "keylog" / "log.ndjson").read_bytes())
        yield data, port
    finally:
        for pid in everybody(program.pid):
            kill(pid, signal.SIGKILL)
        program.communicate()


@pytest.fixture
def doctor(portal, served, monkeypatch, tmp_path):
    """The doctor's round, without what this machine keeps elsewhere."""
    folder, port = served
    swaps = tmp_path / "swaps"
    swaps.write_text("Filename\n")
    monkeypatch.setattr(machine, "SWAPS", swaps)
    monkeypatch.setattr(traces, "usual_places", list)
    monkeypatch.setattr(traces.shutil, "which", lambda _name: None)
    monkeypatch.setenv("PORTAL_DATA", str(folder))

    def look(*words, port=port):
        monkeypatch.setenv("PORTAL_URL", f"http://127.0.0.1:{port}")
        return portal("doctor", "--wait", "0.2", *words)

    return look


def broken(result):
    return [line for line in result.output.splitlines() if line.startswith("BROKEN")]


def test_a_clean_server_passes(doctor):
    result = doctor()
    assert result.exit_code == 0, result.output
    assert result.output.endswith(" fine, 0 break the promise, 0 could not be looked at.\n")
    assert "2 moderators" in result.output
    assert "answers have the headers and cookies of their zone" in result.output


@contextmanager
def forwarding(port, log, before=b"", after=b""):
    """A proxy that writes down what it is asked, and changes what is answered."""

    class Forward(socketserver.BaseRequestHandler):
        def handle(self):
            with create_connection(("127.0.0.1", port), timeout=20) as onward:
                threading.Thread(target=self.pass_on, args=(onward,), daemon=True).start()
                answer = b"".join(iter(lambda: onward.recv(1 << 16), b""))
            self.request.sendall(answer.replace(before, after) if before else answer)

        def pass_on(self, onward):
            # Either end may hang up first.
            with suppress(OSError):
                while asked := self.request.recv(1 << 16):
                    log(asked)
                    onward.sendall(asked)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Forward) as proxy:
        proxy.daemon_threads = True
        proxy.handle_error = lambda *_words: None
        threading.Thread(target=proxy.serve_forever, args=(0.05,), daemon=True).start()
        yield proxy.server_address[1]
        proxy.shutdown()


def test_a_proxy_that_logs_is_found(doctor, served, tmp_path):
    log = tmp_path / "access.log"

    def write(asked):
        with log.open("ab") as file:
            file.write(asked.partition(b"\r\n")[0] + b"\n")

    with forwarding(served[1], write) as port:
        result = doctor("--log", tmp_path, port=port)
    [said] = broken(result)
    assert f"{log} holds what a request carried" in said
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (b"Path=/in", b"Path=/", "The cookie candor lacks Path=/in"),
        (b"Cross-Origin-Opener-Policy:", b"X-Nothing:", "/say/ lacks Cross-Origin-Opener-Policy"),
        (b"no-store", b"max-age=9", "/say/ may be stored"),
    ],
)
def test_a_proxy_that_loosens_what_is_answered_is_found(doctor, served, before, after, said):
    with forwarding(served[1], lambda _asked: None, before, after) as port:
        result = doctor(port=port)
    assert any(said in line for line in broken(result)), result.output
    assert result.exit_code == 1


def test_an_address_that_does_not_answer_is_not_taken_for_fine(doctor):
    result = doctor(port=free_port())
    assert result.exit_code == 2
    assert "No canary was sent" in result.output
    assert "word of the requests" not in result.output


def test_a_key_that_others_may_read_and_a_copy_that_is_old_are_found(doctor, served, tmp_path):
    keys, copy = served[0] / "keys" / "keylog.key", tmp_path / "kek"
    copy.touch()
    os.utime(copy, (0, 0))
    keys.chmod(0o644)
    try:
        result = doctor("--keys", tmp_path)
    finally:
        keys.chmod(0o600)
    assert any(f"{keys} is open to others" in line for line in broken(result))
    assert any(f"{copy} is a copy of a key" in line for line in broken(result))


def test_what_a_check_cannot_open_stops_no_other(doctor, tmp_path, monkeypatch):
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    (data / "main.db").write_bytes(b"no database " * 1000)
    (data / "main.db").chmod(0o600)
    monkeypatch.setenv("PORTAL_DATA", str(data))
    result = doctor()
    assert result.exit_code == 2
    assert "A check broke off: file is not a database." in result.output
    assert "files holds a word of the requests" in result.output
    assert "Backups: name their folder" in result.output


def test_a_folder_that_is_not_there_is_not_made(portal, data):
    result = portal("doctor")
    assert (result.exit_code, result.output) == (
        2,
        f"There is no data folder {data}. Set PORTAL_DATA.\n",
    )
    assert not Path(data).exists()
