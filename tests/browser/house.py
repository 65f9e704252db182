"""An organisation of five on a data folder of its own, served for real on a free port."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from portal.anonymity.blindrsa import PrivateKey
from portal.app import create_app
from portal.core.access import Actor
from portal.core.db import STORES, db, transaction, writing
from portal.core.schema import engine_of
from portal.people import admission
from portal.people.actors import actor_of, word_for
from portal.people.models import ALLOWANCE, Account
from portal.people.roster import read_people, take_people
from tests.conftest import make_settings
from tests.making import PEOPLE
from tests.tokens import Stock

CAST = ("alice", "bob", "charlie", "mona", "ada")
PASSWORD = "candor-demo"
# No worker runs in a house, so nothing is sent.
MAIL = "smtp://127.0.0.1:1"
CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Quiet(WSGIRequestHandler):
    """A server that says nothing of the requests it answers."""

    def log(self, *_args: object) -> None:
        """Write no line."""


@dataclass
class House:
    """A served organisation; `ids` are those of the five, `stock` its keys, the signer first."""

    app: Flask
    url: str
    stock: Stock
    ids: dict[str, str] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """One of the five as an actor; asks for an application context."""
        return actor_of(db.session.get_one(Account, self.ids[name]))


@contextmanager
def served(data: Path, stock: Stock) -> Iterator[House]:
    """Serve an application with the five in it, until the block ends."""
    server = make_server("127.0.0.1", 0, Flask("unborn"), threaded=True, request_handler=Quiet)
    url = f"http://127.0.0.1:{server.port}"
    app = server.app = create_app(make_settings(data, floor=(5, 5), url=url, smtp_url=MAIL))
    house = House(app, url, stock)
    with app.app_context():
        _people(house)
    with _running(server):
        yield house
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@contextmanager
def _running(server: BaseWSGIServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _people(house: House) -> None:
    for store, metadata in STORES.items():
        metadata.create_all(engine_of(store))
    with transaction():
        take_people(read_people(PEOPLE.encode()))
    house.ids |= {row.identifier: row.id for row in db.session.scalars(select(Account))}


def open_posting(house: House) -> None:
    """Open the first posting key. In a month's last week the next key is published with it."""
    numbers = count()
    with pytest.MonkeyPatch.context() as patch, house.app.app_context():
        patch.setattr(PrivateKey, "generate", lambda: house.stock[next(numbers)])
        admission.after_import()


def gather(house: House, *names: str) -> None:
    """Let these have collected: the floor asks how many did, not for what."""
    ids = [house.ids[name] for name in names]
    done = ALLOWANCE.update().where(ALLOWANCE.c.account_id.in_(ids))
    with house.app.app_context(), writing("issuance") as connection:
        connection.execute(done.values(n=10, request=bytes([1]) * 32))


def signed_in(house: House, name: str) -> FlaskClient:
    """A test client with the session of one of the five, on a shared device."""
    client = house.app.test_client()
    page = client.get("/in/login").text
    form = {"identifier": name, "password": PASSWORD, "own_device": "no"}
    found = CSRF.search(page)
    answer = client.post("/in/login", data=form | {"csrf_token": found and found[1]})
    assert answer.status_code == 302
    return client


def client_of(house: House, person: str) -> FlaskClient:
    """The client of one of the five, of nobody, or of Ada between password and code."""
    if person == "halfway":
        return halfway(house)
    return house.app.test_client() if person == "nobody" else signed_in(house, person)


def halfway(house: House) -> FlaskClient:
    """A test client with Ada's password given, and no code yet."""
    client = house.app.test_client()
    with house.app.app_context():
        word = word_for(db.session.get_one(Account, house.ids["ada"]), own_device=False)
    with client.session_transaction("/in/") as session:
        session["held"] = word
    return client
