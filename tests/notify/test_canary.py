"""Nothing of what was said leaves by mail or chat, in no spelling; nothing before a release."""

from datetime import timedelta

import pytest

from portal import jobs
from portal.answers import service as answers
from portal.core import clock, outbox
from portal.core.db import db, transaction
from portal.core.outbox import Kind, Message
from portal.moderation import service as moderation
from portal.notify import rooms
from portal.voice import service as voice
from tests.adversary.canary.searching import spellings
from tests.adversary.canary.story import REPLIED, SAID
from tests.making import make_item, make_post
from tests.notify.conftest import FRIDAY, THURSDAY


def leaves(box):
    """Every byte that left: as it went, and every part of every mail decoded."""
    parts = [part for mail in box.mails for part in mail.walk() if not part.is_multipart()]
    heads = [str(value).encode() for mail in box.mails for value in mail.values()]
    return b"\n".join([*box.taken, *heads, *(one.get_payload(decode=True) for one in parts)])


def found_in(content, *secrets):
    return {
        (secret, name)
        for secret in secrets
        for name, spelt in spellings(secret).items()
        if spelt in content
    }


def told():
    with db.engine.connect() as connection:
        return repr(connection.execute(Message.__table__.select()).all()).encode()


@pytest.fixture
def spoken(thursday, mailing, say, crowd, goal):
    """Somebody says something on a Thursday; it waits for the release."""
    say("/say/posts", make_post(crowd[0], make_item(goal.id, SAID)))
    return goal


def test_nothing_moves_before_the_release(spoken, mailing, on):
    jobs.tell()
    assert mailing.taken == []


@pytest.fixture
def room(choose, hook, actors):
    """A chat room that is told."""
    choose(notify_private=True)
    with transaction():
        rooms.add(actors["ada"], "生產線", f"json://{hook.url}/", "")
    return hook


def test_no_word_of_what_was_said_leaves(spoken, mailing, room, on, actors, cast):
    jobs.release_at(clock.now())
    [post] = voice.waiting()
    with transaction():
        moderation.decide(actors["mona"], moderation.find_case(post.id), "approve", None)
    with transaction():
        decided = {"owner": cast.alice, "by": FRIDAY, "note": REPLIED}
        answers.decide(actors["bob"], answers.find_blocker(post.id), "assign", decided)
        outbox.put(Kind.INVITATION, cast.charlie, "invitation", {})
        outbox.put(Kind.RESET, cast.ada, "reset", {})
    jobs.release_at(clock.now() + timedelta(minutes=1))
    for day in (THURSDAY, FRIDAY):
        on(f"{day}T09:00")
        jobs.tell()
        jobs.tell()
    told_to = sorted(mail["To"].addresses[0].username for mail in mailing.mails)
    assert told_to == ["ada", "alice", "bob", "charlie"]
    # A room is told each day, for that is what waits each day.
    assert len(room.taken) == 2
    everything = leaves(mailing) + told() + repr(room.taken).encode()
    # The search itself finds what is there.
    assert found_in(everything, "alice@hecheng.example")
    assert found_in(everything, SAID, REPLIED, post.id) == set()
