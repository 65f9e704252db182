"""The way back: a receipt shows the whole story, and everything else one and the same answer."""

import pytest

from portal import jobs
from portal.anonymity.encoding import b64u
from portal.anonymity.receipts import Receipt, characters, derive, letters, words
from portal.answers import service as answers
from portal.core import clock
from portal.core.db import db, transaction
from portal.moderation import service as moderation
from portal.voice.models import Post
from tests.making import make_item, make_post

MINE = Receipt(b"0123456789")
SPELT = {
    "words": " ".join(words(MINE)),
    "shouted": " - ".join(words(MINE)).upper(),
    "characters": "".join(characters(MINE)),
    "spaced": "　".join(characters(MINE)),
    "letters": letters(MINE),
    "small": "-".join(letters(MINE)[at : at + 6] for at in (0, 6, 12)).lower(),
}


@pytest.fixture
def said(say, crowd, goal):
    """A post with a receipt, still in the inbox."""
    mailbox, salt = derive(MINE)
    post = make_post(crowd[0], make_item(goal.id), mailbox=b64u(mailbox), salt=b64u(salt))
    assert say("/say/posts", post).status_code == 202
    return post


@pytest.fixture
def released(said, time_machine):
    time_machine.move_to(clock.now(), tick=False)
    jobs.release_at(clock.now())
    return db.session.query(Post).one()


def judge(actor, post, outcome, reason=None):
    with transaction():
        moderation.decide(actor, moderation.find_case(post.id), outcome, reason)


def ask(say, receipt=MINE, way="/say/receipts"):
    return say(way, {"v": 1, "mailbox": b64u(derive(receipt)[0])})


def type_in(app, receipt, way="/say/return"):
    return app.test_client(use_cookies=False).post(way, data={"receipt": receipt})


def test_a_receipt_shows_the_post_in_exactly_the_fields_of_the_contract(say, released, goal):
    found = ask(say)
    assert found.status_code == 200
    day = clock.today().isoformat()
    proof = found.json["proof"]
    assert set(proof) == {"commitment", "released", "decided"}
    assert set(proof["released"]) == {"seq", "index", "path"}
    assert found.json == {
        "v": 1,
        "kind": "blocker",
        "target": goal.id,
        "state": "waiting",
        "progress": None,
        "day": day,
        "reason": None,
        "item": make_item(goal.id),
        "shown": "不是機器老，是排程一天改三次。",
        "timeline": [{"event": "received", "day": day, "text": ""}],
        "questions": [],
        "proof": proof,
    }


def test_a_question_is_named_so_that_it_can_be_answered(say, released, actors):
    judge(actors["mona"], released, "approve")
    with transaction():
        blocker = answers.find_blocker(released.id)
        answers.decide(actors["bob"], blocker, "ask", {"question": "一週幾次？"})
        answers.reply(actors["bob"], blocker, "**謝謝**說的人。\n- 第一\n- 第二")
    found = ask(say).json
    [question] = found["questions"]
    assert set(question) == {"id", "text", "day"}
    assert question["text"] == "黃志豪：一週幾次？"
    assert found["timeline"][4]["text"] == "黃志豪：謝謝說的人。 第一 第二"


def test_the_timeline_speaks_the_language_of_the_page(say, released, actors):
    judge(actors["mona"], released, "approve")
    events = [step["event"] for step in ask(say).json["timeline"]]
    assert events == ["received", "published", "due"]
    chinese = ask(say).json["timeline"][1]["text"]
    english = ask(say, way="/say/receipts?lang=en").json["timeline"][1]["text"]
    assert english == "It stands on the page of its goal, word for word."
    assert "目標" in chinese


def test_a_rejected_post_gives_its_reason_as_code_and_in_words(app, say, released, actors):
    judge(actors["mona"], released, "reject", "insult")
    found = ask(say).json
    assert (found["state"], found["reason"], found["progress"]) == ("rejected", "insult", None)
    assert "罵人" in type_in(app, SPELT["letters"]).text
    assert "It insults somebody" in type_in(app, SPELT["letters"], "/say/return?lang=en").text


@pytest.mark.parametrize("spelt", SPELT.values(), ids=SPELT)
def test_every_spelling_opens_the_page_without_javascript(app, released, spelt):
    page = type_in(app, spelt)
    assert page.status_code == 200
    assert "不是機器老，是排程一天改三次。" in page.text
    assert "收到" in page.text


def test_before_the_release_and_for_nonsense_the_answer_is_the_same(app, say, said, time_machine):
    time_machine.move_to(clock.now(), tick=False)
    waiting, unknown = ask(say), ask(say, Receipt(b"somebody's"))
    assert (waiting.status_code, waiting.json["error"]) == (404, "no-receipt")
    assert waiting.data == unknown.data
    assert dict(waiting.headers) == dict(unknown.headers)
    typed = ["", "nonsense", "x" * 5000, SPELT["words"][:-1], letters(Receipt(b"somebody's"))]
    pages = [type_in(app, one) for one in [SPELT["letters"], *typed]]
    assert {page.status_code for page in pages} == {404}
    assert len({page.data for page in pages}) == 1
    assert waiting.json["message"] in pages[0].text


def test_the_work_for_nonsense_is_the_work_for_a_receipt(app, said, monkeypatch):
    derived = []
    work = "portal.voice.return_views.derive"
    monkeypatch.setattr(work, lambda receipt: derived.append(receipt) or derive(receipt))
    for one in ("nonsense", SPELT["letters"]):
        type_in(app, one)
    assert [len(receipt) for receipt in derived] == [10, 10]
    assert derived[1] == MINE


@pytest.mark.parametrize(
    "change",
    [{"mailbox": None}, {"mailbox": "AAAA"}, {"mailbox": b64u(bytes(33))}, {"more": 1}, {"v": 2}],
)
def test_a_receipt_of_another_shape_is_malformed(say, released, change):
    answer = say("/say/receipts", {"v": 1, "mailbox": b64u(bytes(32))} | change)
    assert (answer.status_code, answer.json["error"]) == (400, "malformed")


def test_looking_writes_nothing_down(say, released):
    before = {name: getattr(released, name) for name in Post.__table__.columns.keys()}  # noqa: SIM118
    ask(say)
    db.session.expire_all()
    assert {name: getattr(released, name) for name in before} == before


def test_another_site_cannot_ask(app, released):
    browser = app.test_client(use_cookies=False)
    foreign = {"Origin": "https://evil.example"}
    answer = browser.post("/say/return", data={"receipt": SPELT["letters"]}, headers=foreign)
    assert answer.status_code == 403
    assert "不是機器老" not in answer.text


def test_the_form_of_the_way_back_needs_nothing(app, open_posting):
    page = app.test_client(use_cookies=False).get("/say/return")
    assert page.status_code == 200
    assert 'name="receipt"' in page.text
    assert "csrf" not in page.text
