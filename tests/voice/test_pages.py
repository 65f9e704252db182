"""What /say serves: files in the shape of the contract, and pages that are alike for everybody."""

import json
from datetime import timedelta

import pytest

from portal.anonymity import keylog
from portal.anonymity.encoding import unb64u
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.ids import ID
from portal.okr.models import Cycle, KeyResult
from portal.people import issuance, service
from portal.people.models import Account
from tests.making import make_goal

CSP = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' blob:",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
}
FILES = ("/say/krs.json", "/say/keys.json", "/say/keylog.ndjson", "/say/keylog.head.json")
PAGES = ("/", "/say/", "/say/return", "/about/privacy", "/about/accessibility")


@pytest.fixture
def get(app):
    """Ask as somebody without a cookie."""
    return app.test_client(use_cookies=False).get


def test_the_list_of_goals_holds_titles_and_crowds_and_no_name(get, goal):
    found = get("/say/krs.json")
    assert found.mimetype == "application/json"
    assert found.json["krs"] == [
        {
            "id": goal.id,
            "title": goal.title,
            "plain": goal.plain,
            "objective": {"id": goal.objective_id, "title": "讓師傅一拿到就想再買"},
            "crowd": "<5",
        }
    ]
    assert set(found.json) == {"v", "krs", "sites"}
    assert [(one["name"], one["crowd"]) for one in found.json["sites"]] == [
        ("二廠", "<5"),
        ("台中店", "<5"),
        ("總公司", "<5"),
    ]
    assert all(ID.fullmatch(one["id"]) for one in found.json["sites"])
    assert "黃志豪" not in found.text


def test_a_crowd_is_the_active_members_of_the_team_and_all_under_it(get, goal, cast, actors):
    with transaction():
        team = db.session.get_one(Account, cast.bob).team_id
        for n in range(3):
            account = Account(identifier=f"x{n}", name=f"x{n}", team_id=team)
            service.invite(actors["ada"], account)
    assert get("/say/krs.json").json["krs"][0]["crowd"] == "5+"
    with transaction():
        service.deactivate(actors["ada"], db.session.get_one(Account, account.id))
    assert get("/say/krs.json").json["krs"][0]["crowd"] == "<5"


def test_a_goal_that_is_over_or_unlisted_is_not_offered(get, goal):
    hidden = make_goal("bob", plain="不掛海報的目標")
    with transaction():
        db.session.get_one(KeyResult, hidden.id).listed = False
    assert [one["id"] for one in get("/say/krs.json").json["krs"]] == [goal.id]
    assert get(f"/say/kr/{hidden.id}").status_code == 404
    with transaction():
        db.session.query(Cycle).one().ends = clock.today() - timedelta(days=1)
    assert get("/say/krs.json").json["krs"] == []
    assert "這個目標已經結束" in get(f"/say/kr/{goal.id}").text


def test_the_keys_stand_as_the_log_has_them(get, open_posting, signer):
    found = get("/say/keys.json").json
    assert (found["v"], found["pow_bits"], set(found)) == (1, 18, {"v", "pow_bits", "keys"})
    mine = next(key for key in found["keys"] if key["kid"] == open_posting)
    assert unb64u(mine.pop("spki")) == signer.spki
    assert mine == {
        "kid": open_posting,
        "kind": "post",
        "state": "open",
        "scope": f"{clock.today():%Y-%m}",
        "quota": 10,
        "cap": 30,
        "roster": 5,
        "floor": 5,
        "demo": False,
    }


def test_a_closed_key_is_not_offered_any_more(app, get, open_posting):
    line = {"kind": "post", "kid": open_posting, "day": "2030-01-01"}
    folder = app.extensions["portal"].data / "keylog"
    key = issuance.folder().log_key()
    keylog.append(folder, key, keylog.Retired(**line))
    assert get("/say/keys.json").json["keys"][0]["state"] == "retired"
    keylog.append(folder, key, keylog.Closed(**line, issued=0, redeemed=0, roster=5))
    assert open_posting not in [key["kid"] for key in get("/say/keys.json").json["keys"]]


def test_the_log_and_its_head_are_the_files_themselves(app, get, open_posting):
    folder = app.extensions["portal"].data / "keylog"
    log, head = get("/say/keylog.ndjson"), get("/say/keylog.head.json")
    assert log.data == (folder / "log.ndjson").read_bytes()
    assert head.data == (folder / "head.json").read_bytes()
    assert (log.mimetype, head.mimetype) == ("application/x-ndjson", "application/json")
    assert keylog.check(keylog.split(log.data), head.data) == []
    assert set(json.loads(head.data)) == {"v", "seq", "hash", "sig"}


def test_before_the_first_key_there_is_an_empty_log_and_no_head(get, app):
    assert get("/say/keylog.ndjson").data == b""
    assert get("/say/keylog.head.json").status_code == 404
    assert get("/say/keys.json").json["keys"] == []
    assert get("/say/").status_code == 200


def test_the_pages_carry_the_first_digits_of_the_head(get, open_posting):
    digits = json.loads(get("/say/keylog.head.json").data)["hash"][:8]
    for page in ("/say/", "/say/return"):
        assert digits in get(page).text


def everything(goal):
    return (*FILES, *PAGES, f"/say/kr/{goal.id}", "/say/kr/unknown", "/say/nowhere")


def test_every_page_is_the_same_bytes_for_everybody(app, get, sign_in, goal, open_posting):
    browsers = [sign_in(name).get for name in ("alice", "bob", "mona", "ada")]
    strange = {
        "Cookie": "candor=x; candor_known=y; lang=en",
        "Accept-Language": "en",
        "User-Agent": "x",
    }
    for page in everything(goal):
        plain = get(page)
        others = [browser(page) for browser in browsers]
        others.append(get(page, headers=strange))
        assert {one.data for one in others} == {plain.data}, page
        assert {str(one.headers) for one in others} == {str(plain.headers)}, page


def test_every_answer_carries_the_headers_of_the_zone(get, goal, open_posting):
    for page in everything(goal):
        headers = get(page).headers
        parts = (
            part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")
        )
        assert dict(parts) == CSP
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        for name in ("Opener", "Resource"):
            assert headers[f"Cross-Origin-{name}-Policy"] == "same-origin"
        assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
        banned = {"Set-Cookie", "Vary", "Server-Timing", "X-Request-Id", "ETag", "Last-Modified"}
        assert banned & set(headers.keys()) == set(), page


@pytest.mark.parametrize("page", PAGES)
def test_a_page_speaks_the_language_that_its_address_asks_for(get, open_posting, page):
    assert '<html lang="zh-Hant-TW">' in get(page).text
    english = get(f"{page}?lang=en").text
    assert '<html lang="en">' in english
    assert '<html lang="zh-Hant-TW">' in get(f"{page}?lang=klingon").text
    assert "lang=zh_Hant" in english


@pytest.mark.parametrize(
    "query", ["endpoint=x", "_method=PUT", "_scheme=javascript&_external=1", "_anchor=x", "kr=x"]
)
def test_words_in_an_address_are_never_taken_for_commands(get, goal, query):
    for page in ("/say/", f"/say/kr/{goal.id}"):
        answer = get(f"{page}?{query}")
        assert answer.status_code == 200
        assert "javascript:" not in answer.text


def test_with_few_people_the_page_says_confidential_and_not_anonymous(get, goal, open_posting):
    page = get("/say/?lang=en").text
    assert "onfidential" in page
