"""The admin's pages: invite, roles, closing and opening accounts, links; and collecting tokens."""

import pytest
from sqlalchemy import select

from portal.anonymity.blindrsa import verify
from portal.anonymity.client import blind, finalize, prepare
from portal.anonymity.encoding import b64u, unb64u
from portal.core.db import db, reading
from portal.people import service
from portal.people.models import ALLOWANCE, Account
from tests.front.reading import refused

NEW = {"identifier": "H1042", "name": "吳建德", "team": "新的課", "site": "三廠", "role": "member"}


@pytest.fixture
def ada(sign_in):
    return sign_in("ada")


def account(id_):
    db.session.expire_all()
    return db.session.get_one(Account, id_)


def allowance(account_id, kid):
    mine = (ALLOWANCE.c.account_id == account_id) & (ALLOWANCE.c.kid == kid)
    with reading("issuance") as connection:
        return connection.execute(select(ALLOWANCE.c.n).where(mine)).scalar_one()


def test_who_is_invited_gets_team_site_link_and_tokens(ada, open_posting, app):
    page = ada.post("/in/people/", data=NEW)
    assert page.status_code == 200
    assert "http://127.0.0.1:8000/in/link/" in page.text
    found = service.find_account(service.by_identifier("h1042").id)
    assert (found.team.name, found.site.name, found.role) == ("新的課", "三廠", "member")
    assert allowance(found.id, open_posting) == 0
    assert "吳建德" in ada.get("/in/people/").text


@pytest.mark.parametrize(
    "change",
    [
        {"identifier": ""},
        {"identifier": " "},
        {"identifier": "two words"},
        {"identifier": "x" * 65},
        {"identifier": "alice"},
        {"identifier": "ALICE"},
        {"name": ""},
        {"name": "  "},
        {"name": "字" * 65},
        {"name": "看不見\x07"},
        {"email": "x" * 255},
        {"team": "字" * 65},
        {"site": "字" * 65},
        {"role": "boss"},
    ],
)
def test_an_invitation_that_cannot_be_keeps_what_was_typed(ada, change):
    form = NEW | {"email": "wu@example.org"} | change
    kept = {"wu@example.org", "三廠"} - set(change.values()) if "site" not in change else set()
    taken = change.get("identifier", "").casefold() == "alice"
    answer = ada.post("/in/people/", data=form)
    refused(answer, *(kept if "email" not in change else ()), status=409 if taken else 422)
    assert service.count_accounts() == 5


def test_what_is_no_address_is_no_e_mail(ada):
    refused(ada.post("/in/people/", data=NEW | {"email": "nobody"}), "nobody")


def test_a_new_role_is_shown_and_signs_out(ada, sign_in, cast):
    alice = sign_in("alice")
    answer = ada.post(f"/in/people/{cast.alice}/role", data={"role": "moderator"})
    assert answer.location == f"/in/people/{cast.alice}"
    assert account(cast.alice).role == "moderator"
    assert alice.get("/in/account").status_code == 302
    assert sign_in("alice").get("/in/moderation").status_code == 200


def test_a_role_that_does_not_exist_changes_nothing(ada, cast):
    refused(ada.post(f"/in/people/{cast.alice}/role", data={"role": "boss"}))
    assert account(cast.alice).role == "member"


@pytest.mark.parametrize("where", ["role", "active"])
def test_the_only_admin_stays(ada, cast, where):
    answer = ada.post(f"/in/people/{cast.ada}/{where}", data={"role": "member"})
    assert "唯一" in " ".join(refused(answer))
    assert (account(cast.ada).role, account(cast.ada).active) == ("admin", True)


def test_a_closed_account_collects_nothing_and_can_be_opened_again(ada, cast, open_posting):
    address = f"/in/people/{cast.alice}/active"
    assert ada.post(address).status_code == 302
    assert account(cast.alice).active is False
    assert allowance(cast.alice, open_posting) == 30
    assert ada.post(f"/in/people/{cast.alice}/link").status_code == 422
    assert ada.post(address).status_code == 302
    assert account(cast.alice).active is True
    # The row it had stays as it is: nobody collects twice by leaving.
    assert allowance(cast.alice, open_posting) == 30


def test_a_link_is_handed_over_once(ada, cast, app):
    page = ada.post(f"/in/people/{cast.alice}/link").text
    first = page.split("/in/link/")[1].split("<")[0]
    second = ada.post(f"/in/people/{cast.alice}/link").text.split("/in/link/")[1].split("<")[0]
    assert app.test_client().get(f"/in/link/{first}").status_code == 410
    assert app.test_client().get(f"/in/link/{second}").status_code == 200


def test_people_come_in_pages(ada, monkeypatch):
    monkeypatch.setattr(service, "PAGE", 3)
    first, second = ada.get("/in/people/").text, ada.get("/in/people/?page=2").text
    names = ("周雅婷", "黃志豪", "陳建宏", "何詠詩", "林雅琪")
    assert sum(name in first.split("<tbody>")[1] for name in names) == 3
    assert sum(name in second.split("<tbody>")[1] for name in names) == 2


@pytest.fixture
def asked(signer):
    """Ten messages, blinded, with what is needed to unblind them."""
    return [(msg, *blind(signer.public, msg)) for msg in (prepare() for _ in range(10))]


def collect(browser, key, asked, **changes):
    body = {"v": 1, "kid": key, "blinded": [b64u(one) for _msg, one, _inverse in asked]}
    return browser.post("/in/tokens", json=body | changes)


def test_a_browser_collects_ten_tokens_that_verify(sign_in, open_posting, signer, asked):
    found = collect(sign_in("alice"), open_posting, asked).json
    assert (found["v"], found["kid"], len(found["signatures"])) == (1, open_posting, 10)
    for (msg, _blinded, inverse), signature in zip(asked, found["signatures"], strict=True):
        token = finalize(signer.public, msg, unb64u(signature), inverse)
        assert verify(signer.public, msg, token)


@pytest.mark.parametrize(
    ("change", "status", "slug"),
    [
        ({"v": 2}, 400, "malformed"),
        ({"blinded": []}, 400, "malformed"),
        ({"kid": "A" * 22}, 410, "closed"),
        ({"kid": 7}, 410, "closed"),
    ],
)
def test_a_request_that_is_none_is_refused(sign_in, open_posting, asked, change, status, slug):
    answer = collect(sign_in("alice"), open_posting, asked, **change)
    assert (answer.status_code, answer.json["error"]) == (status, slug)
    assert answer.json["message"]


def test_what_is_no_json_is_refused(sign_in, open_posting):
    answer = sign_in("alice").post("/in/tokens", data="nonsense", content_type="application/json")
    assert (answer.status_code, answer.json["error"]) == (400, "malformed")


def test_over_the_cap_nothing_is_given(sign_in, open_posting, signer, asked):
    alice = sign_in("alice")
    for _ in range(3):
        fresh = [(b"", *blind(signer.public, prepare())) for _ in range(10)]
        assert collect(alice, open_posting, fresh).status_code == 200
    answer = collect(alice, open_posting, asked)
    assert (answer.status_code, answer.json["error"]) == (409, "cap")


def test_nobody_collects_without_signing_in(app, open_posting, asked):
    answer = collect(app.test_client(), open_posting, asked)
    assert (answer.status_code, answer.json["error"]) == (401, "signed-out")
