"""The thread behind a mailbox: what it was about, and every step in the reader's language."""

import pytest
from flask_babel import force_locale

from portal import jobs
from portal.anonymity.encoding import b64u
from portal.answers import service as answers
from portal.core import clock
from portal.core.db import db, transaction
from portal.moderation import service as moderation
from portal.voice import thread
from portal.voice.models import Post
from tests.making import make_item, make_post

pytestmark = pytest.mark.everywhere
MAILBOX = bytes(range(32))


def say_about(say, token, target):
    say("/say/posts", make_post(token, make_item(target), mailbox=b64u(MAILBOX)))
    jobs.release_at(clock.now())
    return db.session.query(Post).one()


@pytest.fixture
def published(say, crowd, goal, actors):
    post = say_about(say, crowd[0], goal.id)
    with transaction():
        moderation.decide(actors["mona"], moderation.find_case(post.id), "approve", None)
    return post


def test_a_mailbox_finds_its_post_alone(published, goal):
    found = thread.find(MAILBOX)
    assert (found.post.id, found.target, found.reason) == (published.id, goal.plain, None)
    assert found.body == "不是機器老，是排程一天改三次。"
    assert thread.find(bytes(32)) is None


def test_every_step_is_told_in_both_languages(published, actors):
    with transaction():
        blocker = answers.find_blocker(published.id)
        answers.decide(actors["bob"], blocker, "ask", {"question": "一週幾次？"})
        answers.reply(actors["bob"], blocker, "明天去現場。")
    said = {}
    for locale in ("zh_Hant", "en"):
        with force_locale(locale):
            said[locale] = thread.find(MAILBOX).steps
    events = [step.event for step in said["en"]]
    assert events == ["received", "published", "due", "asked", "replied"]
    assert [step.text for step in said["zh_Hant"]][3:] == [
        "黃志豪：一週幾次？",
        "黃志豪：明天去現場。",
    ]
    assert said["en"][1].text.startswith("It stands")
    assert all(step.day == clock.today() for step in said["en"])


def test_the_thread_of_an_objective_is_named_by_its_title(say, crowd, goal):
    say_about(say, crowd[0], goal.objective_id)
    assert thread.find(MAILBOX).target == "讓師傅一拿到就想再買"


def test_the_thread_about_nothing_in_particular_has_no_target(say, crowd, goal):
    say_about(say, crowd[0], "unsure")
    assert thread.find(MAILBOX).target is None
