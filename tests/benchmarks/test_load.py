"""The load generator counts what a server really answered."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle, repeat

import pytest

from benchmarks import load
from benchmarks.load import Pace, Turn, request


class Answers(BaseHTTPRequestHandler):
    """Says hello, echoes what is posted, and closes when asked for /close."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer(404 if self.path == "/none" else 200, b"hello")

    def do_POST(self):
        self.answer(201, self.rfile.read(int(self.headers["Content-Length"])))

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if self.path == "/close":
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words):
        pass


@pytest.fixture(scope="module")
def port():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


def apart(work, *words):
    """Work in a thread: a browser that this process opened before keeps the event loop of ours."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work, *words).result()


def ask(*words):
    return apart(load.ask, *words)


def drive(*words):
    return apart(load.drive, *words)


def test_a_body_is_sent_and_read_whole(port):
    said = "一則貼文".encode() * 1000
    assert ask(port, request("/", {"X-One": "1"}, said)) == (201, said)


def test_every_status_is_counted_and_the_smallest_body_remembered(port):
    requests = cycle([request("/"), request("/none"), request("/", None, b"a")])
    turn = drive(port, requests, Pace(seconds=0.3, connections=2))
    assert set(turn.statuses) == {200, 404, 201}
    assert sum(turn.statuses.values()) == turn.answers > 3
    assert turn.smallest == 1


def test_a_connection_that_the_server_closes_is_opened_again(port):
    turn = drive(port, repeat(request("/close")), Pace(seconds=0.2, connections=1))
    assert turn.statuses == Counter({200: turn.answers})
    assert turn.answers > 1


def test_no_more_is_asked_than_the_rate_allows(port):
    turn = drive(port, repeat(request("/")), Pace(seconds=0.5, connections=4, rate=40))
    assert 1 <= turn.answers <= 21


def test_percentiles_are_of_the_ranked_latencies():
    turn = Turn(latencies=[5.0, 1.0, 4.0, 2.0, 3.0])
    assert [turn.percentile(share) for share in (0, 0.5, 0.99)] == [1.0, 3.0, 5.0]
