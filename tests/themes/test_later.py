"""Posts that come later, posts that are gone, and grouping all anew as a proposal."""

import json

import pytest

from portal.themes import group, regroup
from tests.themes.corpus import matter, posts

OLD = posts("schedule", "machine", "leave", "stock")
NEW = posts("training")


@pytest.fixture(scope="module")
def first():
    return group(OLD)


def test_old_posts_stay_and_new_ones_join_their_nearest(first):
    early = [one for one in OLD if not one["id"].endswith(("-3", "-9"))]
    before = group(early)
    after = group(OLD, before["state"])
    assert {id_: after["assignments"][id_] for id_ in before["assignments"]} == before[
        "assignments"
    ]
    came = [one["id"] for one in OLD if one["id"] not in before["assignments"]]
    right = [
        id_
        for id_ in came
        if any(
            matter(other) == matter(id_)
            for other, theme in before["assignments"].items()
            if theme == after["assignments"][id_] is not None
        )
    ]
    assert len(right) >= len(came) - 1
    old = {one["id"]: one["label"] for one in before["themes"]}
    assert {one["id"]: one["label"] for one in after["themes"] if one["id"] in old} == old


def test_new_posts_one_by_one_or_together_never_move_an_old_one(first):
    state, seen = first["state"], list(OLD)
    for one in NEW[:4]:
        seen.append(one)
        result = group(seen, state)
        before = {id_: where for id_, where in state["assignments"].items() if where}
        assert {id_: result["assignments"][id_] for id_ in before} == before
        state = json.loads(json.dumps(result["state"]))


def test_three_left_over_become_a_theme_of_their_own(first):
    odd = [
        {"id": f"odd{number}", "text": text, "lang": None}
        for number, text in enumerate(
            ["餐廳的便當太油又太鹹", "餐廳的便當太鹹", "餐廳便當又油又鹹", "餐廳的便當太油"]
        )
    ]
    result = group([*OLD, *odd], first["state"])
    found = {result["assignments"][one["id"]] for one in odd}
    assert len(found) == 1
    assert not found & {None, *first["state"]["assignments"].values()}


def test_one_left_over_waits(first):
    odd = {"id": "odd", "text": "🙂🙂", "lang": None}
    result = group([*OLD, odd], first["state"])
    assert result["assignments"]["odd"] is None
    assert group([*OLD, odd], result["state"]) == result


def test_posts_that_are_gone_leave_nothing(first):
    theme = first["themes"][0]["id"]
    left = [one for one in OLD if first["assignments"][one["id"]] != theme]
    result = group(left, first["state"])
    assert theme not in json.dumps(result, ensure_ascii=False)
    assert "text" not in json.dumps(result["state"])


def test_a_state_holds_no_text(first):
    state = json.dumps(first["state"], ensure_ascii=False)
    assert not any(one["text"] in state for one in OLD)


def test_grouping_anew_is_a_proposal_that_keeps_ids_of_what_is_the_same(first):
    joined = group([*OLD, *NEW], first["state"])
    before = json.dumps(joined["state"], sort_keys=True)
    proposal = regroup([*OLD, *NEW], joined["state"])
    assert json.dumps(joined["state"], sort_keys=True) == before
    result = proposal["result"]
    ids = {one["id"] for one in result["themes"]}
    old = {one["id"] for one in joined["themes"]}
    assert (set(proposal["made"]), set(proposal["gone"])) == (ids - old, old - ids)
    assert len(ids & old) >= 3
    changed = {one["post"]: (one["before"], one["after"]) for one in proposal["moves"]}
    assert changed == {
        id_: (joined["assignments"][id_], where)
        for id_, where in result["assignments"].items()
        if where != joined["assignments"][id_]
    }


def test_what_was_proposed_is_what_is_kept(first):
    proposal = regroup(OLD, first["state"])
    kept = group(OLD, proposal["result"]["state"])
    assert kept == proposal["result"]


def test_grouping_the_same_anew_changes_nothing(first):
    proposal = regroup(OLD, first["state"])
    assert (proposal["moves"], proposal["made"], proposal["gone"]) == ([], [], [])


def test_two_posts_of_one_id_are_refused():
    with pytest.raises(ValueError, match="one id"):
        group([OLD[0], {**OLD[1], "id": OLD[0]["id"]}])
