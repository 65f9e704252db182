"""Receipts and codes in every state in which nothing lies under them, and requests with each."""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.load import request
from portal.anonymity import codes
from portal.anonymity.encoding import b64u
from portal.anonymity.receipts import Receipt, derive, letters
from tests.adversary.clients import JSON
from tests.crashes.letters import answer
from tests.crashes.organisation import WEEK, Organisation
from tests.making import make_item, make_post, padded
from tests.timing.asking import Asking, Wire

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SLIP = re.compile(r"<code>([^<]+)</code>")
UNKNOWN, EXPIRED, WAITING = (Receipt(name.ljust(10).encode()) for name in ("u", "e", "w"))
SITE = "廠"
Family = dict[str, Asking]


class Stage:
    """An organisation in which everything that is asked about has happened."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation
        self._codes: dict[str, str] = {}
        self._receipts = {
            "unknown": letters(UNKNOWN),
            "expired": letters(EXPIRED),
            "unreleased": letters(WAITING),
        }
        self._receipts["malformed"] = _mistyped(self._receipts["unknown"])

    def set_up(self) -> None:
        """One post whose time is over, one that waits, and four slips; nothing else happens."""
        organisation = self._organisation
        self._post(EXPIRED)
        organisation.release(organisation.next_slot())
        for _week in range(10):
            organisation.pass_week()
        organisation.turn_keys()
        said = organisation.programs.run("retention.log", "retention")
        if "1 posts and their key" not in said:
            raise RuntimeError(f"nothing has expired: {said}")
        self._spend_codes()
        self._post(WAITING)

    def _post(self, receipt: Receipt) -> None:
        mailbox, salt = derive(receipt)
        [token] = self._organisation.tokens(1)
        item = make_item(self._organisation.goal)
        self._send(make_post(token, item, mailbox=b64u(mailbox), salt=b64u(salt)))

    def _send(self, post: Mapping[str, object]) -> None:
        status = answer(self._organisation.port, padded(dict(post)))
        if status != 202:
            raise RuntimeError(f"a post was answered with {status}")

    def _printed(self, count: int) -> list[str]:
        sheet = self._organisation.folder / f"slips-{count}.pdf"
        given = ("--site", SITE, "--count", str(count), "--pdf", str(sheet))
        self._organisation.programs.run("codes.log", "codes", *given)
        # Without the extra for PDF a page lies beside.
        return SLIP.findall(Path(sheet.with_suffix(".html")).read_text(encoding="utf-8"))

    def _spend_codes(self) -> None:
        organisation = self._organisation
        [revoked] = self._printed(1)
        batch = organisation.programs.run("codes.log", "codes").split()[0]
        organisation.programs.run("codes.log", "codes", "--revoke", batch)
        released, waiting = self._printed(2)
        self._send(self._by_code(released, "第一件"))
        organisation.release(organisation.next_slot())
        self._send(self._by_code(waiting, "第二件"))
        unknown = codes.spell(codes.make())
        self._codes = {
            "unknown": unknown,
            "used, released": released,
            "used, waiting": waiting,
            "revoked": revoked,
            "mistyped": _mistyped(unknown),
        }

    def _by_code(self, code: str, body: str) -> dict[str, object]:
        item = make_item(self._organisation.goal, body=body)
        salt = b64u(bytes(16))
        return {"v": 1, "code": code, "item": item, "salt": salt, "mailbox": None} | {
            "hold": "release"
        }

    def families(self) -> dict[str, Family]:
        """Requests by address, and in each by what is asked about."""
        port = self._organisation.port
        return {
            "receipt, JSON": self._receipts_as_json(Wire(port)),
            "receipt, form": self._receipts_as_form(Wire(port)),
            "code, JSON": self._codes_as_json(Wire(port)),
            "code, form": self._codes_as_form(Wire(port)),
        }

    def _receipts_as_json(self, wire: Wire) -> Family:
        """A mailbox is computed on the device: one of a mistyped receipt is an unknown one."""
        known = {"unknown": UNKNOWN, "expired": EXPIRED, "unreleased": WAITING}
        found = {}
        for name, receipt in known.items():
            mailbox = b64u(derive(receipt)[0])
            raw = request("/say/receipts", JSON, padded({"v": 1, "mailbox": mailbox}))
            found[name] = Asking(wire, raw, mailbox.encode())
        return found

    def _receipts_as_form(self, wire: Wire) -> Family:
        return {
            name: Asking(
                wire, request("/say/return", FORM, f"receipt={typed}".encode()), typed.encode()
            )
            for name, typed in self._receipts.items()
        }

    def _codes_as_json(self, wire: Wire) -> Family:
        return {
            name: Asking(
                wire,
                request("/say/posts", JSON, padded(self._by_code(code, "別的"))),
                code.encode(),
            )
            for name, code in self._codes.items()
        }

    def _codes_as_form(self, wire: Wire) -> Family:
        fields = {"target": self._organisation.goal, "kind": "comment", "body": "別的"}
        return {
            name: Asking(
                wire,
                request("/say/c", FORM, urlencode(fields | {"code": code}).encode()),
                code.encode(),
            )
            for name, code in self._codes.items()
        }


def _mistyped(spelt: str) -> str:
    """The same with another last letter: as long, and nobody's."""
    return spelt[:-1] + ("0" if spelt[-1] != "0" else "2")


__all__ = ["WEEK", "Family", "Stage"]
