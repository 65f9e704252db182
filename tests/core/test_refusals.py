"""Whatever goes wrong: a clear page in the reader's language, and nothing typed is lost."""

import pytest
from sqlalchemy import text

from portal.core.db import db, writing
from tests.making import make_item, make_post

CANARY = "canary"


@pytest.fixture
def strict(app):
    app.config["WTF_CSRF_ENABLED"] = True
    yield app
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.mark.parametrize(("lang", "said"), [("zh_Hant", "沒有這一頁"), ("en", "no such page")])
@pytest.mark.parametrize("address", ["/nothing", "/say/nothing", "/in/nothing", "/about/nothing"])
def test_a_page_that_is_not_there(app, address, lang, said):
    answer = app.test_client().get(f"{address}?lang={lang}")
    assert answer.status_code == 404
    assert said in answer.text


@pytest.mark.parametrize("address", ["/say/nothing", "/say/posts", "/nothing"])
def test_outside_no_refusal_sets_or_reads_a_cookie(app, address):
    answer = app.test_client().get(address)
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_a_program_gets_json(app):
    answer = app.test_client().get("/nothing", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["error"]) == (404, "not-found")


def test_who_is_not_signed_in_is_led_to_the_door_and_back(app):
    answer = app.test_client().get("/in/objectives?cycle=2026Q4")
    assert answer.status_code == 302
    assert "next=/in/objectives?cycle%3D2026Q4" in answer.location


def test_a_form_sent_after_signing_out_hands_back_every_word(app, goal):
    note = "寫了很久的一段話，不能不見。" * 4
    form = {"value": "88", "confidence": "5", "note": note}
    answer = app.test_client().post(f"/in/krs/{goal.id}/check-ins", data=form)
    assert answer.status_code == 401
    assert note in answer.text


def test_a_form_without_its_token_hands_back_every_word_but_passwords(strict, sign_in_strict):
    note = "寫了很久的一段話，不能不見。" * 4
    answer = sign_in_strict.post("/in/account/password", data={"old": "geheim-1", "note": note})
    assert answer.status_code == 400
    assert note in answer.text
    assert "geheim-1" not in answer.text


@pytest.fixture
def sign_in_strict(strict, cast):
    browser = strict.test_client()
    page = browser.get("/in/login").text
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    form = {"identifier": "alice", "password": "candor-demo", "own_device": "yes"}
    assert browser.post("/in/login", data=form | {"csrf_token": token}).status_code == 302
    return browser


def test_a_full_disk_is_said_and_the_same_post_goes_through_later(app, say, crowd, goal):
    request = make_post(crowd[0], make_item(goal.id))
    with writing("inbox") as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar()
    _limit(pages + 1)
    statuses = {
        say("/say/posts", make_post(token, make_item(goal.id))).status_code for token in crowd
    }
    assert statuses == {202, 503}
    _limit(10**9)
    assert say("/say/posts", request).status_code == 202


def _limit(pages):
    # The pragma holds for a connection, so it is set on every one of the pool.
    engine = db.engines["inbox"]
    held = [engine.connect() for _ in range(engine.pool.size())]
    for connection in held:
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    for connection in held:
        connection.close()


def test_keys_that_cannot_be_read_are_said_in_one_sentence(app, say, crowd, goal):
    keys = app.extensions["portal"].data / "keys"
    away = keys.with_name("away")
    keys.rename(away)
    keys.write_text("a file where the folder should be")
    app.extensions.pop("sealer", None)
    try:
        answer = say("/say/posts", make_post(crowd[0], make_item(goal.id)))
        assert (answer.status_code, answer.json["error"]) == (503, "not-ready")
    finally:
        keys.unlink()
        away.rename(keys)
    assert say("/say/posts", make_post(crowd[0], make_item(goal.id))).status_code == 202


def test_the_log_of_a_failure_holds_no_word_that_was_sent(app, caplog):
    with app.test_request_context("/say/?secret=canary"):
        app.log_exception(broken())
    assert "ValueError" in caplog.text
    assert "canary" not in caplog.text


def broken():
    try:
        int(CANARY)
    except ValueError as error:
        return type(error), error, error.__traceback__


@pytest.mark.parametrize("address", ["/in/krs/{}", "/in/blockers/{}", "/in/retros/{}/export.md"])
@pytest.mark.parametrize("spelling", ["%00", "A" * 26, "a" * 27, "real%0a", "../x"])
def test_an_id_has_one_spelling_in_an_address(sign_in, address, spelling):
    assert sign_in("bob").get(address.format(spelling)).status_code == 404


def test_a_nul_is_handed_back_with_the_words_around_it(sign_in, goal):
    form = {"value": "88", "confidence": "5", "note": "前\0後，寫了很久"}
    answer = sign_in("bob").post(f"/in/krs/{goal.id}/check-ins", data=form)
    assert answer.status_code == 422
    assert "前後，寫了很久" in answer.text


@pytest.mark.parametrize(
    "address", ["/in/objectives?cycle=%00", "/say/?lang=%00", "/in/login?a=%00"]
)
def test_a_nul_in_an_address_is_refused(sign_in, address):
    assert sign_in("bob").get(address).status_code == 422


def test_a_nul_at_the_door_is_refused(app):
    answer = app.test_client().post("/in/login", data={"identifier": "a\0b", "password": "x"})
    assert answer.status_code == 422


def test_what_is_nested_too_deep_is_refused(sign_in):
    raw = b"[" * 100_000
    answer = sign_in("bob").post("/in/tokens", data=raw, content_type="application/json")
    assert (answer.status_code, answer.json["error"]) == (400, "malformed")


def test_another_method_is_told_which_there_are(app):
    answer = app.test_client().put("/say/return")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"


def test_head_is_answered_like_get(app):
    assert app.test_client().head("/say/return").status_code == 200


@pytest.mark.parametrize("accept", ["*/*", "text/html", None])
def test_an_address_for_programs_answers_in_json_whatever_is_accepted(app, accept):
    headers = {"Accept": accept} if accept else {}
    answer = app.test_client().post("/say/receipts", data=b"x", headers=headers)
    assert answer.json["error"] == "unsupported"
    assert app.test_client().get("/say/keylog.head.json", headers=headers).json["v"] == 1
