"""The cast with addresses, a mail server of the test's own, and mornings."""

import email
import email.policy
import json
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from pydantic import SecretStr
from sqlalchemy import select

from portal.core.db import db, transaction
from portal.core.outbox import Message
from portal.people.models import Account

TAIPEI = ZoneInfo("Asia/Taipei")
# A Thursday and the Friday after it, on which people are reminded.
THURSDAY, FRIDAY = "2026-11-26", "2026-11-27"


class Box:
    """What a mail server took, or what it says instead."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.says: list[str] = []
        self.on_taking: Callable[[], None] = lambda: None

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802
        if self.says:
            return self.says.pop(0)
        self.taken.append(envelope.content)
        self.on_taking()
        return "250 OK"

    @property
    def mails(self) -> list[EmailMessage]:
        """The mails, read."""
        read = email.message_from_bytes
        return [read(one, policy=email.policy.default) for one in self.taken]


class MailServer(Controller):
    """A mail server on whatever port is free."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def box() -> Iterator[Box]:
    """A mail server on a free port."""
    handler = Box()
    server = MailServer(handler, hostname="127.0.0.1", port=0)
    server.start()
    handler.url = SecretStr(f"smtp://127.0.0.1:{server.port}")
    yield handler
    server.stop()


class Hook:
    """What a chat service's webhook was sent, and what it answers."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.asked: list[str] = []
        self.answer: tuple[int, dict[str, str], bytes] = (200, {}, b'{"code": 0}')
        self.url = ""

    def take(self, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Note what came, and answer."""
        self.asked.append(path)
        self.taken.append(json.loads(body or b"{}"))
        return self.answer


def _handler(hook: Hook) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, headers, answer = hook.take(self.path, body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_args: object) -> None:
            pass

    return Handler


@pytest.fixture
def hook() -> Iterator[Hook]:
    """A webhook on a free port."""
    found = Hook()
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(found)) as server:
        found.url = f"127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield found
        server.shutdown()
        thread.join()


@pytest.fixture
def mailing(box, choose) -> Box:
    """The portal knows the mail server."""
    choose(smtp_url=box.url)
    return box


@pytest.fixture
def addressed(cast) -> None:
    """Everybody of the cast has an address."""
    with transaction():
        for account in db.session.scalars(select(Account)):
            account.email = f"{account.identifier}@hecheng.example"


@pytest.fixture
def on(time_machine) -> Callable[[str], None]:
    """Let it be this instant in Taipei."""
    return lambda text: time_machine.move_to(datetime.fromisoformat(text).replace(tzinfo=TAIPEI))


@pytest.fixture
def thursday(on, cast, addressed) -> None:
    """It is a Thursday morning, after the quiet hours."""
    on(f"{THURSDAY}T08:30")


def messages(**which: object) -> list[Message]:
    """What is in the outbox for somebody, in the order of its marks."""
    db.session.rollback()
    query = select(Message).where(Message.recipient.is_not(None)).filter_by(**which)
    return list(db.session.scalars(query.order_by(Message.mark)))
