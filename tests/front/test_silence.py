"""Nothing outside moves before the release: whoever reads every page learns of no submission."""

import re
from datetime import timedelta

import pytest

from portal import jobs
from portal.anonymity.codes import spell
from portal.anonymity.encoding import b64u
from portal.anonymity.receipts import Receipt, derive
from portal.answers import service as answers
from portal.core import clock, outbox
from portal.core.db import db, transaction
from portal.core.directory import directory
from portal.core.outbox import Kind
from portal.moderation import service as moderation
from portal.notify import choices
from portal.people import feeds, links
from portal.people.models import Account
from portal.voice import codes, thread
from portal.voice import service as voice
from portal.voice.life import Move
from portal.voice.rendering import open_body
from tests.answers.test_service import publish
from tests.browser.walking import addresses, unknown
from tests.making import make_item, make_post, pictured
from tests.supporting import presented, support_tokens
from tests.voice.conftest import inbox

pytestmark = [pytest.mark.everywhere, pytest.mark.slow]
TOKEN = re.compile(rb'name="csrf[-_]token"[^>]*>')
CAST = ("alice", "bob", "charlie", "mona", "ada")
MAILBOX, SALT = derive(Receipt(b"0123456789"))
OTHER, OTHER_SALT = derive(Receipt(b"9876543210"))


@pytest.fixture
def still(time_machine):
    """The clock stands still."""
    time_machine.move_to(clock.now(), tick=False)


@pytest.fixture
def laid(still, say, words, actors):
    """Makes a blocker public that has a receipt, in a release so many minutes from now."""

    def lay(token, body, secrets, later):
        mailbox, salt = secrets
        receipt = {"mailbox": b64u(mailbox), "salt": b64u(salt)}
        say("/say/posts", make_post(token, make_item(words["kr"], body=body), **receipt))
        jobs.release_at(clock.now() + timedelta(minutes=later))
        post = next(one for one in voice.waiting() if one.id != words["waiting"])
        with transaction():
            moderation.decide(actors["mona"], moderation.find_case(post.id), "approve", None)
        return answers.find_blocker(post.id)

    return lay


@pytest.fixture
def asked(laid, crowd, actors):
    """A blocker about which Bob asked its author something; its id."""
    blocker = laid(crowd[2], "問我", (MAILBOX, SALT), 9)
    with transaction():
        answers.decide(actors["bob"], blocker, "ask", {"question": "一週幾次？"})
        voice.note(blocker.post, "climbed", {})
    return blocker.post.id


@pytest.fixture
def claimed(laid, crowd, actors, asked):
    """A blocker of which Bob says that it is solved; its id."""
    blocker = laid(crowd[7], "解決了嗎", (OTHER, OTHER_SALT), 10)
    with transaction():
        answers.decide(actors["bob"], blocker, "priority", {"yields": "x"})
        answers.report(actors["bob"], blocker, Move.CLAIM, "換好了")
    return blocker.post.id


SAME = (
    "draft",
    "result",
    "kr",
    "reading",
    "brought",
    "photo",
    "held",
    "retro",
    "action",
    "objective",
    "site",
    "about",
    "remark",
    "spot",
)


@pytest.fixture
def withdrawn(laid, crowd, actors, claimed):
    """A blocker with a receipt that was taken back; its mailbox."""
    mailbox, salt = derive(Receipt(b"5555555555"))
    post = laid(crowd[8], "收回了", (mailbox, salt), 11).post
    with transaction():
        post.flagged = True
        moderation.decide(actors["mona"], moderation.find_case(post.id), "withdraw", "spam")
    return mailbox


@pytest.fixture
def values(words, asked, claimed, cast, actors):
    """Examples for every word that stands in an address."""
    with transaction():
        account = db.session.get_one(Account, cast.charlie)
        secret = links.make_link(account, links.INVITATION)
        outbox.put(Kind.DIGEST, cast.bob, "digest", {"decide": "<5"})
        feed = feeds.renew(actors["bob"], db.session.get_one(Account, cast.bob))
    messages = [one.id for one in outbox.listed()]
    found = {name: [words[name]] for name in SAME}
    posts = [words["blocker"], asked, claimed]
    found |= {"message": messages, "token": [choices.token_of(cast.alice)]}
    found["feed"] = [feed]
    return found | {"post": posts, "account": [cast.alice], "secret": [secret]}


@pytest.fixture
def look(app, backend, sign_in, say, values):
    """What everybody reads on every page just now, and the author by receipt.

    On PostgreSQL the manager, a moderator and a stranger: the pages are those of the same code.
    """
    readers = CAST if backend == "sqlite" else ("bob", "mona")
    browsers = {name: sign_in(name) for name in readers} | {"stranger": app.test_client()}
    assert unknown(app.url_map, values) == set()
    pages = sorted({address for _endpoint, address in addresses(app.url_map, values)})
    assert len(pages) > 50

    def read(some=browsers):
        found = {(name, page): browsers[name].get(page) for name in some for page in pages}
        for mailbox in (MAILBOX, OTHER):
            opened = {"v": 1, "mailbox": b64u(mailbox)}
            found["author", mailbox] = say("/say/receipts", opened)
        return {place: seen(answer) for place, answer in found.items()}

    return read


def seen(answer):
    """Status, headers and content, but for the mark against forgery."""
    return answer.status_code, sorted(answer.headers), TOKEN.sub(b"", answer.data)


def changed(before, after):
    return {place for place in after if before[place] != after[place]}


def by_code(item):
    return {"item": item, "salt": "A" * 22, "mailbox": None, "hold": "release"}


@pytest.fixture
def slips(cast, monkeypatch):
    """Two codes of a site with people enough."""
    monkeypatch.setattr(type(directory()), "crowd_at", lambda *_words: 40)
    return [spell(code) for code in codes.make(next(iter(directory().sites())), 2)]


@pytest.fixture
def supporter(crowd):
    """A token for support, as a request presents it."""
    return presented(support_tokens(1)[0])


@pytest.fixture
def submitted(app, say, crowd, values, withdrawn, slips, supporter):
    """Everything that can be sent to /say, each once; how many rows that makes."""
    kr, post = values["kr"][0], values["post"][0]
    year, week, _day = clock.today().isocalendar()
    question = next(one.id for one in thread.find(MAILBOX).steps if one.event == "asked")
    sent = [
        ("/say/posts", make_post(token, make_item(kr, body=f"看不到{hold}"), hold=hold))
        for token, hold in zip(crowd[3:6], ("release", "epoch", "urgent"), strict=True)
    ]
    sent += [
        ("/say/posts", make_post(crowd[6], make_item(kr, **pictured()))),
        ("/say/posts", {"v": 1, "code": slips[0], **by_code(make_item(kr))}),
        ("/say/supports", supporter | {"post": post}),
        ("/say/reports", supporter | {"post": post, "reason": "insult"}),
        ("/say/verdicts", supporter | {"post": values["post"][2], "verdict": "solved"}),
        ("/say/polls", supporter | {"poll": kr, "round": f"{year}-W{week:02d}", "value": 7}),
        (
            "/say/receipts/reply",
            {"v": 1, "mailbox": b64u(MAILBOX), "question": question, "body": "三次"},
        ),
        ("/say/receipts/verdict", {"v": 1, "mailbox": b64u(OTHER), "verdict": "solved"}),
        ("/say/receipts/escalate", {"v": 1, "mailbox": b64u(MAILBOX), "body": "三天了"}),
        ("/say/receipts/appeal", {"v": 1, "mailbox": b64u(withdrawn), "body": "再看一次"}),
    ]
    form = {"code": slips[1], "target": kr, "kind": "comment", "body": "用紙條說的"}

    def submit():
        statuses = [say(address, body).status_code for address, body in sent]
        assert statuses == [202] * len(sent)
        browser = app.test_client(use_cookies=False)
        assert browser.post("/say/c", data=form).status_code == 200
        return len(sent) + 1

    return submit


@pytest.mark.slow
def test_no_page_of_anybody_changes_before_the_release(look, submitted):
    # Whoever looks for the first time gets a tag that the second look has not, said or not.
    look()
    before = look()
    sent = submitted()
    assert len(inbox()) == sent
    assert changed(before, look()) == set()
    jobs.release_at(clock.now() + timedelta(minutes=30))
    # The same look finds what a release lets be seen.
    places = changed(before, look(["mona"]))
    assert {("mona", "/in/moderation"), ("mona", "/say/keylog.ndjson")} <= places


def test_no_file_but_the_inbox_changes_with_a_submission(app, say, crowd, goal):
    folder = app.extensions["portal"].data
    say("/say/posts", make_post(crowd[0], make_item(goal.id)))

    def stamps():
        paths = [path for path in folder.rglob("*") if path.is_file()]
        return {path: path.read_bytes() for path in paths if not path.name.startswith("inbox.db")}

    before = stamps()
    for token in crowd[1:4]:
        assert say("/say/posts", make_post(token, make_item(goal.id))).status_code == 202
    after = stamps()
    assert {path.name for path in after if after[path] != before.get(path)} == set()


def test_an_approved_post_appears_at_once(say, crowd, goal, actors, sign_in):
    post = publish(say, crowd[0], goal.id, actors, body="馬上看得到")
    assert open_body(post) in sign_in("alice").get(f"/in/krs/{goal.id}").text
