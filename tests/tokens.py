"""Keys and tokens for every test: made once for a run, since making one takes most of a second."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import count

import pytest
from flask import Flask

from portal.anonymity.blindrsa import PrivateKey, sign
from portal.anonymity.client import Token, blind, finalize, prepare
from portal.anonymity.encoding import unb64u
from portal.core import clock
from portal.core.db import writing
from portal.people import admission, issuance
from portal.people.models import ALLOWANCE
from portal.voice.keys import entries
from tests.making import Cast
from tests.snapshot import Files, Rows, read_files, read_rows, write_files, write_rows


def minted(key: PrivateKey) -> Token:
    """A token of this key, blinded, signed and unblinded."""
    msg = prepare()
    blinded, inverse = blind(key.public, msg)
    return Token(key.kid, msg, finalize(key.public, msg, sign(key, blinded), inverse))


class Stock:
    """Keys that are made when they are first asked for, since making one takes most of a second."""

    def __init__(self, first: PrivateKey) -> None:
        self._kept, self._make = [first], PrivateKey.generate

    def __getitem__(self, number: int) -> PrivateKey:
        while len(self._kept) <= number:
            self._kept.append(self._make())
        return self._kept[number]


@pytest.fixture(scope="session")
def signer() -> PrivateKey:
    """One RSA key for the whole run: making one takes most of a second."""
    return PrivateKey.generate()


@pytest.fixture(scope="session")
def stock(signer: PrivateKey) -> Stock:
    """The run's keys, the signer first."""
    return Stock(signer)


@pytest.fixture
def stocked(stock: Stock, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Let the portal take its keys from stock: the first posting key is the signer.

    The numbers of those that it takes next.
    """
    numbers = count()
    monkeypatch.setattr(PrivateKey, "generate", lambda: stock[next(numbers)])
    return numbers


@pytest.fixture(scope="session")
def _opened() -> dict[tuple[str, date], tuple[Files, Rows]]:
    return {}


@pytest.fixture
def open_posting(
    app: Flask,
    backend: str,
    cast: Cast,
    signer: PrivateKey,
    stocked: Iterator[int],
    _opened: dict[tuple[str, date], tuple[Files, Rows]],
) -> str:
    """An open posting key in an organisation of five, floor 5; its kid. Opened once for a day."""
    data = app.extensions["portal"].data
    if found := _opened.get((backend, clock.today())):
        files, rows = found
        write_files(files)
        write_rows("issuance", rows)
        for _taken in range(sum(path.parent.name == "signer" for path in files)):
            next(stocked)
    else:
        admission.after_import()
        _opened[backend, clock.today()] = (read_files(data), read_rows("issuance"))
    return signer.kid


@pytest.fixture
def collect(open_posting: str, signer: PrivateKey, cast: Cast) -> Callable[[str], list[Token]]:
    """Let somebody's browser collect its ten tokens."""

    def take(name: str) -> list[Token]:
        messages = [prepare() for _ in range(10)]
        blinded = [blind(signer.public, msg) for msg in messages]
        entry = entries()[open_posting]
        requests = [one for one, _inverse in blinded]
        signed = issuance.collect(getattr(cast, name), entry, requests, issuance.folder())
        return [
            Token(open_posting, msg, finalize(signer.public, msg, unb64u(sig), inverse))
            for msg, sig, (_, inverse) in zip(messages, signed, blinded, strict=True)
        ]

    return take


@pytest.fixture(scope="session")
def tokens(signer: PrivateKey) -> list[Token]:
    """Ten tokens of the run's one key: signing them anew for each test would take a second."""
    return [minted(signer) for _ in range(10)]


@pytest.fixture
def crowd(open_posting: str, tokens: list[Token]) -> list[Token]:
    """All five have collected, as the floor wants; the tokens of one of them."""
    with writing("issuance") as connection:
        connection.execute(ALLOWANCE.update().values(n=10, request=bytes([1]) * 32))
    return tokens
