"""Nothing outside moves before the release: whoever reads every page learns of no submission."""

import re

import pytest

from portal import jobs
from portal.core import clock
from portal.core.db import transaction
from portal.retro import service as retro
from portal.voice.rendering import open_body
from tests.answers.test_service import publish
from tests.making import make_item, make_post

TOKEN = re.compile(rb'name="csrf[-_]token"[^>]*>')
CAST = ("alice", "bob", "charlie", "mona", "ada")


@pytest.fixture
def lively(say, crowd, goal, actors, time_machine):
    """A goal of which a blocker is published and a session is held; the clock stands still."""
    time_machine.move_to(clock.now(), tick=False)
    post = publish(say, crowd[0], goal.id, actors)
    with transaction():
        session = retro.open_session(actors["bob"], "準時送到", [goal.id])
    return {"kr": goal.id, "post": post.id, "retro": session.id}


def addresses(app, words):
    """Every page that can be read with the words at hand."""
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.arguments <= set(words):
            yield rule.build({name: words[name] for name in rule.arguments})[1]


@pytest.fixture
def look(app, sign_in, lively):
    """What everybody reads on every page just now."""
    browsers = {name: sign_in(name) for name in CAST} | {"stranger": app.test_client()}
    pages = sorted(addresses(app, lively))
    assert len(pages) > 20

    def read():
        found = {}
        for name, browser in browsers.items():
            for page in pages:
                answer = browser.get(page)
                found[name, page] = (answer.status_code, TOKEN.sub(b"", answer.data))
        return found

    return read


def changed(before, after):
    return {place for place in before if before[place] != after[place]}


def test_no_page_of_anybody_changes_before_the_release(look, say, crowd, lively, time_machine):
    before = look()
    assert changed(before, look()) == set()
    for token, hold in zip(crowd[1:4], ("release", "epoch", "urgent"), strict=True):
        item = make_item(lively["kr"], body="沒有人看得到這句")
        assert say("/say/posts", make_post(token, item, hold=hold)).status_code == 202
    assert changed(before, look()) == set()
    jobs.release_at(clock.now().replace(year=clock.now().year + 1))
    places = changed(before, look())
    # The moderator's queue and whoever reads the log see the release; nobody else does.
    assert ("mona", "/in/moderation") in places
    readers = {name for name, page in places if page.startswith("/in/")}
    assert readers == {"mona"}


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
