"""People, crowds, releases, clock and key log: what breaks the promise is found."""

from datetime import UTC, datetime, timedelta

import pytest

from portal import jobs
from portal.core import clock
from portal.core.db import db, transaction
from portal.doctor import organisation
from portal.doctor.findings import Level
from portal.people.models import Account
from portal.voice.keys import log_folder
from tests.conftest import make_settings

pytestmark = pytest.mark.slow


@pytest.fixture
def settings(app):
    return app.extensions["portal"]


def levels(settings):
    return {found.level for found in organisation.look(settings)}


@pytest.fixture
def well(app, cast, open_posting):
    """Two moderators, a key, and a release that was on time."""
    with transaction():
        db.session.get_one(Account, cast.charlie).role = "moderator"
    assert jobs.release_when_due() is not None


def test_an_organisation_that_is_well_is_fine(settings, well):
    assert levels(settings) == {Level.FINE}


def test_one_moderator_is_too_few(settings, well, cast):
    with transaction():
        db.session.get_one(Account, cast.charlie).active = False
    found = organisation.moderators()
    assert (found.level, found.said[:12]) == (Level.BROKEN, "1 moderators")


def test_a_release_that_never_came_is_found(settings, cast):
    found = organisation.released(settings)
    assert (found.level, "never was a release" in found.said) == (Level.BROKEN, True)


def test_a_stale_release_is_found(settings, well, time_machine):
    time_machine.move_to(clock.now() + timedelta(days=2))
    found = organisation.released(settings)
    assert found.level is Level.BROKEN
    assert "one was due" in found.said


def test_a_release_that_is_running_is_not_late(settings, well, time_machine):
    # 17:00 in Taipei, and a little.
    due = datetime(2030, 1, 1, 9, 0, tzinfo=UTC)
    time_machine.move_to(due - timedelta(minutes=1))
    jobs.release_when_due()
    time_machine.move_to(due + timedelta(minutes=14))
    assert organisation.released(settings).level is Level.FINE
    time_machine.move_to(due + timedelta(minutes=16))
    assert organisation.released(settings).level is Level.BROKEN


def test_a_clock_that_went_back_is_found(settings, well, time_machine):
    assert levels(settings) == {Level.FINE}
    time_machine.move_to(clock.now() - timedelta(days=3))
    [found] = [one for one in organisation.look(settings) if one.said.startswith("It is ")]
    assert (found.level, "the clock went back" in found.said) == (Level.BROKEN, True)


def changed(name, before, after):
    path = log_folder() / name
    path.write_bytes(path.read_bytes().replace(before, after))


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("log.ndjson", b'"roster":5', b'"roster":6'),
        ("log.ndjson", b'"type":"release"', b'"type":"nonsense"'),
        ("head.json", b'"sig":"', b'"sig":"A'),
    ],
)
def test_a_broken_key_log_is_found(settings, well, name, before, after):
    changed(name, before, after)
    broken = [one for one in organisation.look(settings) if one.level is Level.BROKEN]
    assert [one.said[:20] for one in broken] == ["The key log is wrong"]


@pytest.mark.parametrize(
    ("people", "floor", "said"),
    [
        (4, (20, 5), "under 5 nothing is offered"),
        (7, (20, 5), "floor 5: pages say confidential"),
        (25, (30, 5), "floor 30: nothing is offered yet"),
        (25, (10, 5), "floor 10: pages say confidential"),
        (25, (20, 5), "floor 20: pages say anonymous"),
    ],
)
def test_the_crowd_is_said_as_pages_say_it(app, tmp_path, people, floor, said):
    with transaction() as session:
        session.add_all(Account(identifier=f"p{number}", name="x") for number in range(people))
    found = organisation.crowd(make_settings(tmp_path, floor=floor))
    assert (found.level, said in found.said) == (Level.FINE, True)


def test_a_demo_keeps_no_promise(tmp_path):
    [found] = organisation.demo(make_settings(tmp_path, demo=True))
    assert found.level is Level.BROKEN
    assert organisation.demo(make_settings(tmp_path)) == []


def test_an_organisation_without_a_key_has_no_log_to_audit(settings, cast):
    assert [one.said for one in organisation.look(settings)][-1].startswith("There is no key yet")
