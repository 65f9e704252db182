"""Whatever is wrong with a post: the protocol's status, one sentence, and nothing written."""

import json
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.anonymity.encoding import b64u, unb64u
from portal.core.db import reading
from portal.core.errors import Invalid
from portal.voice.envelope import MOST, STEP
from portal.voice.items import check_body
from portal.voice.models import INBOX_ROW
from portal.voice.rendering import as_html
from tests.making import make_item, make_post, padded

XSS = Path(__file__).resolve().parents[3] / "shared" / "data" / "xss"


def rows():
    with reading("inbox") as connection:
        return connection.scalar(select(func.count()).select_from(INBOX_ROW))


def refused(answer, status, slug):
    assert (answer.status_code, answer.json["error"]) == (status, slug), answer.json
    assert answer.json["v"] == 1
    assert answer.json["message"]
    assert rows() == 0


@pytest.fixture
def post(crowd, goal):
    return make_post(crowd[0], make_item(goal.id))


@pytest.mark.parametrize(
    ("change", "value"),
    [
        ("v", 2),
        ("v", True),
        ("kid", None),
        ("msg", "A" * 86 + "="),
        ("msg", 7),
        ("salt", b64u(bytes(15))),
        ("mailbox", b64u(bytes(31))),
        ("mailbox", ""),
        ("extra", 1),
    ],
)
def test_another_shape_is_malformed(say, post, change, value):
    refused(say("/say/posts", post | {change: value}), 400, "malformed")


@pytest.mark.parametrize("field", ["kid", "msg", "sig", "item", "salt", "mailbox", "hold", "v"])
def test_a_missing_field_is_malformed(say, post, field):
    refused(say("/say/posts", {k: v for k, v in post.items() if k != field}), 400, "malformed")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b'{"v":1}',
        b"\xff" * 8192,
        b"[" * 8192,
        b'{"v":NaN}',
    ],
)
def test_what_is_no_padded_json_is_malformed(say, crowd, raw):
    refused(say("/say/posts", raw), 400, "malformed")


def test_one_byte_less_or_other_padding_is_malformed(say, post):
    refused(say("/say/posts", padded(post, 8191)), 400, "malformed")
    whole = padded(post)
    refused(say("/say/posts", whole.replace(b'"pad": "000', b'"pad": "111')), 400, "malformed")


def test_a_field_twice_is_malformed(say, post):
    twice = padded(post).replace(b'"v": 1,', b'"v": 1,"v": 1,').replace(b"0000000", b"", 1)
    assert len(twice) == 8192
    refused(say("/say/posts", twice), 400, "malformed")


def test_more_than_the_size_is_too_large_whatever_it_is(say, post):
    refused(say("/say/posts", padded(post, 8193)), 413, "too-large")
    for length in (STEP - 1, STEP + 1, MOST - 1):
        refused(say("/say/posts", b"0" * length), 413, "too-large")
    refused(say("/say/posts", b"0" * (MOST + 1)), 413, "too-large")
    refused(say("/say/receipts", b"0" * STEP), 413, "too-large")


def test_another_type_is_unsupported(app, post):
    answer = app.test_client().post("/say/posts", data=padded(post), content_type="text/plain")
    refused(answer, 415, "unsupported")


def test_what_is_over_every_limit_is_refused_in_the_same_words(app):
    raw, kind = b"0" * 5_000_000, "text/plain"
    refused(app.test_client().post("/say/posts", data=raw, content_type=kind), 413, "too-large")


@pytest.mark.parametrize("kid", ["nonsense", "A" * 21 + "B", "A" * 22 + "=", "", 7])
def test_a_key_id_has_one_spelling(say, post, kid):
    refused(say("/say/posts", post | {"kid": kid}), 400, "malformed")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "https://localhost"},
        {"Origin": "http://["},
        {"Origin": "http://[::1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_is_refused(app, post, headers):
    send = app.test_client().post
    answer = send("/say/posts", data=padded(post), content_type="application/json", headers=headers)
    refused(answer, 403, "origin")


@pytest.mark.parametrize("origin", ["null", "http://localhost", None])
def test_no_origin_null_and_our_own_are_welcome(app, post, origin):
    headers = {"Origin": origin} if origin else {}
    answer = app.test_client().post(
        "/say/posts", data=padded(post), content_type="application/json", headers=headers
    )
    assert answer.status_code == 202


def flipped(text):
    raw = bytearray(unb64u(text))
    raw[7] ^= 1
    return b64u(bytes(raw))


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("sig", flipped),
        ("msg", flipped),
        ("sig", lambda text: text[:-4]),
        ("msg", lambda text: b64u(bytes(63))),
        ("kid", lambda text: "A" * 22),
    ],
)
def test_what_opens_nothing_gets_the_one_answer(say, post, field, change):
    refused(say("/say/posts", post | {field: change(post[field])}), 403, "no-entry")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("body", ""),
        ("body", " 前面有空格"),
        ("body", "後面有換行\n"),
        ("body", "全形空格　"),
        ("body", "e\u0301"),
        ("body", "x" * 501),
        ("body", "a\x00b"),
        ("body", "a\x7fb"),
        ("body", "a\tb"),
        ("body", 7),
        ("kind", "rumour"),
        ("cause", "weather"),
        ("cause", None),
        ("severity", 0),
        ("severity", 4),
        ("severity", True),
        ("severity", None),
        ("ask", "revenge"),
        ("site", "nowhere"),
        ("photos", None),
        ("photos", "x"),
        ("target", "somewhere"),
        ("target", "a" * 26),
        ("target", None),
    ],
)
def test_an_item_that_cannot_be_taken_says_why(say, post, field, value):
    refused(say("/say/posts", post | {"item": post["item"] | {field: value}}), 422, "item")


@pytest.mark.parametrize("change", [lambda item: item | {"name": "x"}, lambda item: [], dict])
def test_an_item_with_other_fields_is_refused(say, post, change):
    changed = change(post["item"]) if change is not dict else {}
    refused(say("/say/posts", post | {"item": changed}), 422, "item")


def test_a_key_twice_in_the_item_is_refused(say, post):
    raw = json.dumps(post | {"pad": ""}, ensure_ascii=False)
    raw = raw.replace('"kind": "blocker"', '"kind": "blocker", "kind": "blocker"')
    raw = raw.replace('"pad": ""', '"pad": "' + "0" * (8192 - len(raw.encode())) + '"')
    refused(say("/say/posts", raw.encode()), 422, "item")


def test_a_lone_surrogate_is_refused(say, post):
    raw = padded(post).replace("不是".encode(), b"\\ud800")
    refused(say("/say/posts", raw), 422, "item")


def test_a_comment_has_neither_cause_nor_severity(say, post):
    item = post["item"] | {"kind": "comment"}
    refused(say("/say/posts", post | {"item": item}), 422, "item")


def test_an_unknown_hold_is_refused(say, post):
    refused(say("/say/posts", post | {"hold": "forever"}), 422, "item")


def test_the_sentence_comes_in_the_language_of_the_page(say, post):
    chinese = say("/say/posts", post | {"sig": flipped(post["sig"])}).json["message"]
    english = say("/say/posts?lang=en", post | {"sig": flipped(post["sig"])}).json["message"]
    assert "投遞券" in chinese
    assert "token" in english


@pytest.mark.parametrize(
    "body",
    [
        "😀👩‍👩‍👧",
        "שלום עולם",
        "\u202ereversed",
        "a<b",
        "🇹🇼" * 100,
        "x" * 500,
        "中" * 500,
        "行\n行",
        "``\\`",
    ],
)
def test_every_letter_that_people_type_comes_through(say, post, body):
    answer = say("/say/posts", post | {"item": post["item"] | {"body": body}})
    assert answer.status_code == 202


@pytest.mark.skipif(not XSS.is_dir(), reason="the corpus of naughty strings is not here")
def test_naughty_strings_come_out_as_the_text_they_went_in(app, goal):
    strings = json.loads((XSS / "blns.json").read_text(encoding="utf-8"))
    strings += [case["payload"] for case in json.loads((XSS / "dompurify-expect.json").read_text())]
    taken = [text for text in strings if fits(text)]
    assert len(taken) > 300
    for text in taken:
        html = str(as_html(text))
        assert html.replace("<br>", "").count("<") == 0
        assert unescape(html.replace("<br>", "\n")) == text


def fits(text):
    try:
        check_body(text)
    except Invalid:
        return False
    return True
