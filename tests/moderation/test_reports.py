"""What was reported is kept or withdrawn; for the same reason it does not come back."""

import pytest

from portal.anonymity.acts import Act
from portal.core.db import transaction
from portal.core.errors import Conflict, Invalid
from portal.moderation import listing
from portal.moderation.listing import Tab
from portal.retro import opening
from portal.voice import acts
from portal.voice.acts import Acted
from tests.making import lead
from tests.moderation.conftest import post_of

pytestmark = pytest.mark.everywhere


@pytest.fixture
def public(mine, judge):
    judge("mona", mine, "approve")
    return mine


def report(post_id, reason, mark):
    """As a release would move it."""
    with transaction():
        acts.keep([(bytes([mark]) * 32, Acted(Act.REPORT, post_id, reason))])


def tab(actors, post_id):
    return listing.queue(actors["mona"], "secret").where(post_id)


def test_a_reported_post_is_read_again_and_stays_public_meanwhile(public, actors):
    assert tab(actors, public) == Tab.DONE
    report(public, "insult", 1)
    assert (tab(actors, public), post_of(public).state) == (Tab.REPORTED, "published")


def test_what_was_kept_comes_back_for_another_reason_only(public, actors, judge, receipt):
    report(public, "insult", 1)
    judge("mona", public, "keep")
    assert (tab(actors, public), receipt()["timeline"][-1]["event"]) == (Tab.DONE, "kept")
    report(public, "insult", 2)
    assert tab(actors, public) == Tab.DONE
    report(public, "threat", 3)
    assert tab(actors, public) == Tab.REPORTED


def test_what_is_withdrawn_is_nowhere_and_its_author_reads_why(
    public, judge, receipt, sign_in, goal
):
    report(public, "threat", 1)
    with pytest.raises(Invalid):
        judge("mona", public, "withdraw")
    judge("mona", public, "withdraw", "threat")
    shown = receipt()
    assert (shown["state"], shown["reason"]) == ("rejected", "threat")
    assert shown["timeline"][-1]["event"] == "withdrawn"
    assert "堆高機" not in sign_in("alice").get(f"/in/krs/{goal.id}").text


def test_a_retrospective_that_had_it_shows_it_no_more(public, judge, actors, sign_in, goal):
    with transaction():
        session = opening.open_session(actors["bob"], "十月", [goal.id])
        lead(actors["bob"], session, "group")
    pages = (f"/in/retros/{session.id}", f"/in/retros/{session.id}/export.md")
    bob = sign_in("bob")
    assert all("堆高機" in bob.get(page).text for page in pages)
    report(public, "threat", 1)
    judge("mona", public, "withdraw", "threat")
    assert not any("堆高機" in bob.get(page).text for page in pages)


def test_nobody_keeps_or_withdraws_what_was_not_reported(public, judge):
    for outcome in ("keep", "withdraw"):
        with pytest.raises(Conflict):
            judge("mona", public, outcome, "threat")
