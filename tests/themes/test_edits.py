"""What people change by hand stays: in later calls, and when all is grouped anew."""

import pytest

from portal.themes import Unknown, group, regroup
from tests.themes.corpus import MATTERS, posts
from tests.themes.test_grouping import TOPICS, post

OLD = posts("schedule", "machine", "leave", "stock")
NEW = posts("training")


@pytest.fixture(scope="module")
def first():
    return group(OLD)


@pytest.fixture
def later():
    """The results of a later call with new posts, and of grouping all of them anew."""

    def act(state):
        joined = group([*OLD, *NEW], state)
        return joined, regroup([*OLD, *NEW], joined["state"])["result"]

    return act


def theme_of(result, id_):
    return next(one for one in result["themes"] if one["id"] == result["assignments"][id_])


def inside(result, theme):
    return {id_ for id_, where in result["assignments"].items() if where == theme}


def two(result):
    return [one["id"] for one in result["themes"][:2]]


def test_merged_themes_stay_one(first, later):
    gone, into = two(first)
    both = inside(first, gone) | inside(first, into)
    merged = group(OLD, first["state"], [{"kind": "merge", "theme": gone, "into": into}])
    for result in (merged, *later(merged["state"])):
        assert both <= inside(result, into)
        assert inside(result, gone) == set()


def test_an_edit_of_a_theme_that_was_merged_means_what_it_became(first):
    gone, into = two(first)
    merged = group(OLD, first["state"], [{"kind": "merge", "theme": gone, "into": into}])
    named = group(OLD, merged["state"], [{"kind": "rename", "theme": gone, "name": "合起來的"}])
    assert next(one for one in named["themes"] if one["id"] == into)["label"] == "合起來的"


def test_what_was_split_off_stays_apart(first, later):
    theme = two(first)[0]
    whole = sorted(inside(first, theme))
    edit = {"kind": "split", "theme": theme, "posts": whole[:4], "name": "另一件事"}
    parted = group(OLD, first["state"], [edit])
    made = parted["assignments"][whole[0]]
    assert made != theme
    for result in (parted, *later(parted["state"])):
        assert set(whole[:4]) <= inside(result, made)
        assert set(whole[4:]) <= inside(result, theme)
        assert theme_of(result, whole[0])["label"] == "另一件事"


def test_a_moved_post_stays_where_it_was_put(first, later):
    source, target = two(first)
    chosen = min(inside(first, source))
    moved = group(OLD, first["state"], [{"kind": "move", "post": chosen, "theme": target}])
    for result in (moved, *later(moved["state"])):
        assert result["assignments"][chosen] == target
    out = group(OLD, first["state"], [{"kind": "move", "post": chosen, "theme": None}])
    for result in (out, *later(out["state"])):
        assert result["assignments"][chosen] is None


def test_a_name_stays_with_its_theme(first, later):
    theme = two(first)[0]
    before = inside(first, theme)
    named = group(OLD, first["state"], [{"kind": "rename", "theme": theme, "name": "排程太滿"}])
    for result in (named, *later(named["state"])):
        found = theme_of(result, min(before))
        assert (found["id"], found["label"], found["label_by"]) == (theme, "排程太滿", "person")
        assert before <= inside(result, theme)


def test_nothing_joins_or_leaves_a_locked_theme(first, later):
    themes = [one["id"] for one in first["themes"]]
    locked = group(OLD, first["state"], [{"kind": "lock", "theme": one} for one in themes])
    for result in (locked, *later(locked["state"])):
        assert all(inside(result, one) == inside(first, one) for one in themes)


@pytest.mark.parametrize(
    "edit",
    [
        {"kind": "rename", "theme": "nothing", "name": "x"},
        {"kind": "merge", "theme": "nothing", "into": "nothing"},
        {"kind": "move", "post": "nobody", "theme": None},
        {"kind": "split", "theme": "nothing", "posts": []},
    ],
)
def test_an_edit_of_what_is_not_there_is_refused(first, edit):
    with pytest.raises(Unknown):
        group(OLD, first["state"], [edit])


def test_only_posts_of_a_theme_can_be_split_off_it(first):
    one, other = two(first)
    edit = {"kind": "split", "theme": one, "posts": [min(inside(first, other))]}
    with pytest.raises(Unknown):
        group(OLD, first["state"], [edit])


def test_a_post_moved_into_a_theme_never_names_it():
    # Whatever the order of the texts: the theme's own post says what it is called.
    for n in range(20):
        found = [post("a", TOPICS[0], f"甲 {n}"), post("b", TOPICS[1], f"乙 {n}")]
        target = group(found)["assignments"]["b"]
        [theme] = group(found, edits=[{"kind": "move", "post": "a", "theme": target}])["themes"]
        assert theme["label"] == TOPICS[1]


def test_the_corpus_is_as_large_as_these_tests_think():
    assert {len(text.splitlines()) for text in MATTERS.values()} == {11}


def test_what_somebody_named_stays_together_though_the_texts_would_not():
    ids = [one["id"] for one in OLD]
    state = {"assignments": {id_: "odd" if n % 4 == 0 else "rest" for n, id_ in enumerate(ids)}}
    named = group(OLD, state, [{"kind": "rename", "theme": "odd", "name": "各種事"}])
    result = regroup(OLD, named["state"])["result"]
    assert set(ids[::4]) <= inside(result, "odd")
    assert theme_of(result, ids[0])["label"] == "各種事"


def test_grouping_anew_adds_nothing_to_a_locked_theme():
    early = [one for one in OLD if not one["id"].endswith(("-2", "-8"))]
    state = group(early)["state"]
    themes = sorted({theme for theme in state["assignments"].values() if theme})
    locks = [{"kind": "lock", "theme": theme} for theme in themes]
    locked = group(early, state, locks)
    result = regroup(OLD, locked["state"])["result"]
    assert all(inside(result, theme) == inside(locked, theme) for theme in themes)
