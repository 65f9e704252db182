"""What a draft is for: chosen among the goals of its cycle, taken when it is published."""

from datetime import timedelta

import pytest

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Invalid
from portal.drafts import carrying, publishing, service, serving
from portal.drafts.filling import after
from portal.drafts.models import Draft
from portal.okr import mounts
from portal.okr.models import Cycle, MountState, Objective
from portal.okr.service import quarter, quarter_of
from tests.making import make_goal

pytestmark = pytest.mark.everywhere


@pytest.fixture
def own(goal):
    """Bob's objective of this quarter."""
    return goal.objective


@pytest.fixture
def shop(cast):
    """Charlie's objective of this quarter."""
    return make_goal("charlie", "電話不響三聲", "門市營運").objective


@pytest.fixture
def bob(sign_in):
    return sign_in("bob")


def choose(draft, place):
    with transaction():
        serving.serve(draft, place)


def publish(actors, draft):
    with transaction():
        return publishing.publish(actors["bob"], draft, "")


def test_published_it_stands_under_an_own_goal_at_once(draft, own, actors):
    choose(draft, own.id)
    assert publish(actors, draft).parent_id == own.id


def test_whoever_answers_for_another_goal_is_asked_as_when_moving(draft, shop, actors):
    choose(draft, shop.id)
    assert serving.asks(actors["bob"], draft)
    assert not serving.asks(actors["charlie"], draft)
    objective = publish(actors, draft)
    (mount,) = mounts.of_objective(objective)
    assert (mount.over.id, mount.state) == (shop.id, MountState.ASKED)
    assert objective.parent_id is None


def test_without_a_goal_it_stands_at_the_top(draft, own, actors):
    choose(draft, own.id)
    choose(draft, "top")
    objective = publish(actors, draft)
    assert (objective.parent_id, list(mounts.of_objective(objective))) == (None, [])


def test_a_goal_that_is_over_by_now_is_named_and_the_draft_stays(bob, draft, own, actors):
    choose(draft, own.id)
    with transaction():
        own.cycle.ends = clock.today() - timedelta(days=1)
    with pytest.raises(Invalid, match=own.title):
        publish(actors, draft)
    refused = bob.post(f"/in/drafts/{draft.id}/publish")
    assert refused.status_code == 422
    assert f"已經不能掛在「{own.title}」底下了" in refused.text
    kept = db.session.get_one(Draft, draft.id)
    assert (len(kept.results), kept.parent_id) == (1, own.id)
    assert db.session.query(Objective).count() == 1


def test_only_goals_of_its_cycle_that_still_count_are_chosen(draft, own, shop, actors):
    found = [node.id for node in serving.places(draft, "")]
    assert set(found) == {own.id, shop.id}
    assert [node.id for node in serving.places(draft, "門市")] == [shop.id]
    assert serving.places(draft, "", chosen=shop.id)[0].id == shop.id
    with transaction():
        draft.cycle = after(draft.cycle)
    for place in (own.id, "a" * 26):
        with pytest.raises(Invalid):
            serving.serve(draft, place)
    assert list(serving.places(draft, "")) == []


def test_goals_of_the_own_team_and_of_those_over_it_are_offered_first(draft, own, shop):
    company = make_goal("ada", "全公司準時", "公司").objective
    far = objectives(30, own.cycle, shop)
    offered = [node.id for node in serving.places(draft, "")]
    assert {*offered[:2]} == {own.id, company.id}
    assert far[0].id in offered[2:]


def test_of_a_cycle_that_is_over_nothing_is_chosen(draft, own):
    with transaction():
        own.cycle.ends = clock.today() - timedelta(days=1)
    assert list(serving.places(draft, "")) == []
    with pytest.raises(Invalid):
        serving.serve(draft, own.id)


def objectives(number, cycle, like):
    """So many objectives of a cycle, of the team and owner of another one."""
    whose = {"team_id": like.team_id, "owner_id": like.owner_id}
    with transaction():
        titles = [f"第 {place} 號目標" for place in range(number)]
        rows = [Objective(cycle_id=cycle.id, title=title, **whose) for title in titles]
        db.session.add_all(rows)
    return rows


def test_of_two_thousand_a_few_are_shown_and_any_is_found(bob, draft, own):
    rows = objectives(2000, own.cycle, own)
    address = f"/in/drafts/{draft.id}/serves?lang=en"
    page = bob.get(address).text
    assert page.count('name="place"') == 21
    assert "Further goals are found by their words." in page
    assert rows[1999].title in bob.get(f"{address}&q=1999").text
    assert bob.post(address, data={"place": rows[1999].id}).status_code == 302
    assert f'value="{rows[1999].id}" checked' in bob.get(address).text


def test_it_is_chosen_on_a_page_and_stands_on_the_draft_with_a_link(bob, draft, shop):
    address = f"/in/drafts/{draft.id}/serves"
    assert 'value="top" checked' in bob.get(address).text
    assert bob.post(address, data={"place": shop.id}).location == f"/in/drafts/{draft.id}"
    page = bob.get(f"/in/drafts/{draft.id}?lang=en").text
    assert "Serves: <a" in page
    assert f'href="/in/objectives/{shop.id}"' in page
    assert "is asked when this is published" in page
    bob.post(address, data={"place": "top"})
    assert "no other goal yet" in bob.get(f"/in/drafts/{draft.id}?lang=en").text


@pytest.mark.parametrize("form", [{}, {"place": "a" * 26}])
def test_what_is_no_choice_is_refused(bob, draft, own, form):
    assert bob.post(f"/in/drafts/{draft.id}/serves", data=form).status_code == 422


@pytest.fixture
def carried(own, cast):
    """Bob's objective of last quarter, and this one over it, with the quarter that comes."""
    below = make_goal("bob", "換模四十分鐘", "沖壓課").objective
    with transaction():
        below.parent_id = own.id
        name = after(quarter_of(clock.today()))
        cycle = Cycle(name=name, starts=quarter(name)[0], ends=quarter(name)[1])
        db.session.add(cycle)
    return below, cycle


def again(objective, cycle):
    """An objective that goes on in another cycle."""
    whose = {"team_id": objective.team_id, "owner_id": objective.owner_id}
    with transaction():
        found = Objective(cycle_id=cycle.id, title=objective.title, **whose)
        db.session.add(found)
    return found


@pytest.mark.parametrize(("times", "plain"), [(0, False), (1, True), (2, False)])
def test_carried_over_it_is_for_what_its_parent_became_where_that_is_plain(
    carried, own, actors, times, plain
):
    below, cycle = carried
    found = [again(own, cycle).id for _time in range(times)]
    with transaction():
        made = carrying.carry_over(actors["bob"], below)
    assert made.parent_id == (found[0] if plain else None)


def test_at_the_top_it_is_carried_over_for_nothing(own, actors):
    with transaction():
        assert carrying.carry_over(actors["bob"], own).parent_id is None


def test_an_import_is_taken_back_though_somebody_drafts_for_its_goals(draft, own, sign_in):
    """An administrator sees no draft, and could not find what keeps the goals."""
    goal, mine = own.id, draft.id
    choose(draft, goal)
    address = f"/in/objectives/imports/{own.batch}/take-back"
    assert sign_in("ada").post(address).status_code == 302
    db.session.expire_all()
    assert db.session.get(Objective, goal) is None
    assert service.find_draft(mine).parent_id is None
