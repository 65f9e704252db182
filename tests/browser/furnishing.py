"""A quarter in the life of the five: goals, posts in every state, decisions, retrospectives."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal

from portal import jobs
from portal.anonymity.client import Token
from portal.answers import hunting
from portal.answers import service as answers
from portal.core import clock, outbox, searches
from portal.core.db import db, transaction
from portal.core.outbox import Kind
from portal.moderation import service as moderation
from portal.notify import choices, rooms
from portal.okr import mounts, questions, readings
from portal.okr import service as okr
from portal.okr.models import CheckIn
from portal.okr.taking_in import COLUMNS, read_okrs, take_okrs
from portal.people import feeds, links, second_step
from portal.people import service as people
from portal.people.models import Account
from portal.remarks import service as remarks
from portal.remarks.models import Place
from portal.retro import actions, meetings
from portal.truth import spots
from portal.voice import photos, polls, rendering
from portal.voice import service as voice
from portal.voice.life import Move
from portal.voice.models import Post
from portal.voice.schedule import week_of
from tests.browser.drafts import drafts_of
from tests.browser.house import CAST, House, gather, open_posting
from tests.browser.sessions import sessions_of
from tests.browser.walking import BEFORE
from tests.making import make_goal, make_item, make_post, padded, pictured
from tests.truth.reported import formalist

Values = dict[str, list[str]]

BLOCKERS = (
    ("不是機器老，是排程一天改三次。\n模具換到一半又換回去。", "schedule", 3),
    ("夜班只剩兩個人，機台有三台。", "people", 2),
    ("鋼材常常晚到，來了又不夠。", "material", 1),
    ("系統當機的時候只能用紙寫 <b>兩次</b>。", "system", 2),
    ("換模要等別課的天車。", "machine", 3),
    ("出貨前要蓋四個章。", "rule", 1),
)
COMMENTS = ("上個月改的貨架很好用。", "茶水間可以放一張排程表嗎？")
SLACK = "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
WAITING = ("驗貨的燈太暗了。", "交期表看不懂。")


def furnish(house: House, tokens: Sequence[Token]) -> Values:
    """Fill a house; example values for every word that stands in an address."""
    open_posting(house)
    gather(house, *CAST)
    with house.app.app_context():
        goal, secret = _goals(house), _secret(house)
    _say(house, tokens, goal)
    with house.app.app_context():
        posts = _judge(house)
        _decide(house, posts)
        sessions = sessions_of(house, goal)
        _meet(house)
        messages = _tell(house, goal)
        with transaction():
            second_step.begin(db.session.get_one(Account, house.ids["alice"]))
        return {
            "kr": [goal],
            "post": [post.id for post in posts],
            "photo": list(photos.of_posts([posts[0].id])[posts[0].id]),
            "held": [name for names in _held().values() for name in names],
            "retro": [session.id for session in sessions],
            "action": [actions.actions_of(sessions[0])[0].id],
            "account": [house.ids["alice"], house.ids["mona"]],
            "secret": [secret],
            "message": messages,
            "token": [choices.token_of(house.ids["alice"])],
            "site": [_site()],
            "objective": [_mounted(house, goal)],
            "feed": [_feed(house)],
            "brought": [okr.find_key_result(goal).batch or ""],
            **drafts_of(house, goal),
            "about": [f"kr.{goal}", f"blocker.{posts[0].id}"],
            "remark": [_remark(house, goal)],
            "spot": _signs(house),
            "reading": [_corrected(house, goal)],
            "question": [_asked(house, goal)],
        }


def _goals(house: House) -> str:
    goal = make_goal("bob")
    make_goal("charlie", "顧客等超過十分鐘的少一半")
    before = okr.quarter_of(clock.today() - timedelta(days=95))
    row = f"{before},公司,把舊帳清完,,ada,舊系統關掉幾套,,reduce,套,6,1,2,"
    with transaction():
        take_okrs(read_okrs(f"{','.join(COLUMNS)}\n{row}\n".encode()))
        for value in ("80", "83", "86.5"):
            readings.check_in(house.actor("bob"), goal, Decimal(value), 6, "換了**新**的夾具")
    return goal.id


def _corrected(house: House, goal: str) -> str:
    """An update that was put right."""
    reading = db.session.get_one(CheckIn, readings.latest(goal)[0].id)
    with transaction():
        readings.correct(house.actor("bob"), reading, Decimal(86), 6, "看錯一行")
    return reading.id


def _tell(house: House, goal: str) -> list[str]:
    """What waits to be sent: a digest, an invitation, and a new password."""
    facts = {"decide": "5+", "given": "<5", "check_in": [goal]}
    with transaction():
        outbox.put(Kind.DIGEST, house.ids["bob"], "digest", facts)
        outbox.put(Kind.INVITATION, house.ids["alice"], "invitation", {})
        outbox.put(Kind.RESET, house.ids["mona"], "reset", {})
        room = rooms.add(house.actor("ada"), "生產線", SLACK, "")
        outbox.put(Kind.DIGEST, room.id, "room", {"stuck": "5+"}, channel="chat")
    return [message.id for message in outbox.listed()]


def _meet(house: House) -> None:
    """Bob's Monday meetings: three that were timed, and one that runs."""
    for weeks, minutes in ((3, 60), (2, 50), (1, 25), (0, None)):
        with transaction():
            held = meetings.begin(house.actor("bob"), 30)
            held.day, held.spent = held.day - timedelta(weeks=weeks), minutes and minutes * 60
            held.began -= timedelta(weeks=weeks)


def _secret(house: House) -> str:
    with transaction():
        account = db.session.get_one(Account, house.ids["charlie"])
        return links.make_link(account, links.INVITATION)


def _feed(house: House) -> str:
    with transaction():
        return feeds.renew(house.actor("bob"), db.session.get_one(Account, house.ids["bob"]))


def _said(goal: str) -> Iterator[dict[str, object]]:
    for body, cause, severity in BLOCKERS:
        yield make_item(goal, body, cause=cause, severity=severity, **pictured())
    plain = {"kind": "comment", "cause": None, "severity": None}
    for body in COMMENTS:
        yield make_item(goal, body, **plain, **pictured())
    yield make_item("unsure", WAITING[0], **pictured())
    yield make_item(goal, WAITING[1], **plain)


def _say(house: House, tokens: Sequence[Token], goal: str) -> None:
    browser = house.app.test_client(use_cookies=False)
    for token, item in zip(tokens, _said(goal), strict=True):
        raw = padded(make_post(token, item))
        assert (
            browser.post("/say/posts", data=raw, content_type="application/json").status_code == 202
        )
    with house.app.app_context():
        assert jobs.release_at(clock.now()).moved == len(tokens)


def _judge(house: House) -> list[Post]:
    """Publish what is not to wait, and send one comment back; the blockers, as said above."""
    found = {rendering.open_body(post): post for post in voice.waiting()}
    for body, post in found.items():
        if body in WAITING:
            continue
        outcome = ("reject", "personal") if body == COMMENTS[1] else ("approve", None)
        with transaction():
            moderation.decide(house.actor("mona"), moderation.find_case(post.id), *outcome)
        if outcome[0] == "approve":
            rendering.derive(post)
    return [found[body] for body, _cause, _severity in BLOCKERS]


def _site() -> str:
    with transaction():
        return people.site_named("三廠").id


def _remark(house: House, goal: str) -> str:
    """Alice's remark on the goal, which Bob's edited one stands beside."""
    with transaction():
        remarks.say(house.actor("alice"), Place.KR, goal, "週三我可以帶新人看一次換模。")
        edited = remarks.say(house.actor("bob"), Place.KR, goal, "我週二去。")
        remarks.edit(house.actor("bob"), edited, "我週三去，一起看。")
        return edited.id


def _asked(house: House, goal: str) -> str:
    """A question that stands after one that was closed; and what people said in weeks before."""
    bob, kr = house.actor("bob"), okr.find_key_result(goal)
    until = clock.today() + timedelta(days=9)
    with transaction():
        questions.close(bob, questions.ask(bob, kr, "哪一班最常等料？", until))
        asked = questions.ask(bob, kr, "什麼會讓我們做不到？", until)
        for ago in (1, 2):
            about = polls.about(goal, week_of(clock.today() - timedelta(weeks=ago)))
            marks = (f"{ago}{number}".encode().ljust(32) for number in range(6))
            polls.tell([polls.Answer(mark, "k", about, 2) for mark in marks])
    return asked.id


def _mounted(house: House, goal: str) -> str:
    """Bob's objective, which asks to hang under Charlie's, under which another one hangs."""
    above = make_goal("charlie", "門市的訂單，當天回覆", "門市營運")
    below = make_goal("bob", "系統不當機", "資訊部").objective
    with transaction():
        mounts.ask(house.actor("bob"), okr.find_key_result(goal).objective, above.id)
        mounts.ask(house.actor("bob"), below, okr.find_key_result(goal).objective_id)
    return okr.find_key_result(goal).objective_id


def _signs(house: House) -> list[str]:
    """Signs of a quarter by the ruler: of all, and of an objective beside which Bob wrote."""
    made = formalist(house.ids["bob"], BEFORE)
    words = [spots.word(made[0].cycle_id, "straight", one) for one in ("", made[0].id)]
    with transaction():
        spots.annotate(house.actor("bob"), spots.find(words[1]), "一家店一家店推，就會這樣。")
    return words


def _held() -> dict[str, tuple[str, ...]]:
    """The photos of posts that wait."""
    return photos.of_posts(post.id for post in voice.waiting())


def _decide(house: House, posts: Sequence[Post]) -> None:
    bob, soon = house.actor("bob"), (clock.today() + timedelta(days=9)).isoformat()
    other = next(one for one in okr.open_key_results() if one.owner_id == house.ids["charlie"])
    made = (
        ("resources", {"what": "夜班人力", "amount": "2 人", "by": soon, "note": "先試一個月"}),
        ("priority", {"yields": other.id}),
        ("assign", {"owner": house.ids["alice"], "by": soon}),
        ("ask", {"question": "哪一班最常發生？"}),
        ("decline", {"reason": "no-budget", "text": "今年訂單排到一月。"}),
    )
    for post, (kind, details) in zip(posts[1:], made, strict=True):
        with transaction():
            answers.decide(bob, answers.find_blocker(post.id), kind, details)
    with transaction():
        said = answers.reply(bob, answers.find_blocker(posts[0].id), "我下週二去現場看。")
        _report(house, said.post_id, said.id)
        for post, move in ((posts[1], Move.START), (posts[2], Move.CLAIM)):
            answers.report(bob, answers.find_blocker(post.id), move, "新排程今天開始用。")


def _report(house: House, post_id: str, said_id: str) -> None:
    """Somebody found that this asks who wrote it; and a manager searched."""
    hunting.report(post_id, said_id)
    searches.record(house.actor("bob"), "夜班 天車")
