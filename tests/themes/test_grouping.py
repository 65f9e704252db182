"""Grouping: the same input gives the same bytes, and what a person named keeps its name."""

import json

from hypothesis import given
from hypothesis import strategies as st

from portal.themes import group

TOPICS = ["準時送到：排程", "準時送到：機台", "新人上手：規定", ""]
POSTS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.text("abcdefgh", min_size=4, max_size=4),
            "text": st.text(max_size=20),
            "lang": st.sampled_from(["zh", "en", None]),
            "topic": st.sampled_from(TOPICS),
        }
    ),
    max_size=20,
    unique_by=lambda post: post["id"],
)


def written(result):
    return json.dumps(result, ensure_ascii=False).encode()


def post(name, topic, text=None):
    return {"id": name, "text": text or f"說法 {name}", "lang": "zh", "topic": topic}


SIX = [post(name, TOPICS[0]) for name in "abcde"] + [post("f", TOPICS[1])]


def theme_of(result, name):
    return next(one for one in result["themes"] if one["id"] == result["assignments"][name])


@given(data=st.data(), posts=POSTS)
def test_the_order_of_posts_changes_nothing(data, posts):
    mixed = data.draw(st.permutations(posts))
    assert written(group(mixed)) == written(group(posts))


@given(posts=POSTS)
def test_every_post_is_in_one_theme_or_in_none(posts):
    result = group(posts)
    assert set(result["assignments"]) == {one["id"] for one in posts}
    themes = {one["id"] for one in result["themes"]}
    assert set(result["assignments"].values()) - {None} == themes
    grouped = [one for one in posts if one["topic"]]
    assert sum(one["count"] for one in result["themes"]) == len(grouped)
    assert len(themes) == len({one["topic"] for one in grouped})


@given(posts=POSTS)
def test_the_state_goes_through_json_and_changes_nothing(posts):
    first = group(posts)
    kept = json.loads(json.dumps(first["state"]))
    before = written(kept)
    assert written(group(posts, kept)) == written(first)
    assert written(kept) == before


@given(posts=POSTS, k_min=st.integers(1, 8))
def test_a_small_theme_is_never_quoted(posts, k_min):
    texts = {}
    for one in posts:
        texts.setdefault(one["topic"], set()).add(one["text"])
    for theme in group(posts, k_min=k_min)["themes"]:
        assert bool(theme["quotes"]) is (theme["count"] >= k_min)
        assert set(theme["quotes"]) <= texts[theme["label"]]


def test_posts_of_one_topic_are_one_theme_and_the_largest_comes_first():
    result = group(SIX)
    assert [(one["label"], one["count"]) for one in result["themes"]] == [
        (TOPICS[0], 5),
        (TOPICS[1], 1),
    ]
    assert [len(one["quotes"]) for one in result["themes"]] == [1, 0]
    assert {one["label_by"] for one in result["themes"]} == {"engine"}


def test_a_post_without_a_topic_stands_alone():
    result = group([post("a", ""), {"id": "b", "text": "x", "lang": None}])
    assert result["assignments"] == {"a": None, "b": None}
    assert result["themes"] == []


def test_a_name_that_a_person_gave_stays():
    theme = group(SIX)["assignments"]["a"]
    named = group(SIX, edits=[{"kind": "rename", "theme": theme, "name": "排程太滿"}])
    again = group([*SIX, post("g", TOPICS[0])], named["state"])
    for result in (named, again):
        assert (theme_of(result, "a")["label"], theme_of(result, "a")["label_by"]) == (
            "排程太滿",
            "person",
        )
    assert theme_of(again, "g")["id"] == theme


def test_a_post_that_a_person_moved_stays_there():
    target = group(SIX)["assignments"]["f"]
    moved = group(SIX, edits=[{"kind": "move", "post": "a", "theme": target}])
    again = group(SIX, moved["state"])
    assert again["assignments"]["a"] == moved["assignments"]["a"] == target
    assert {one["label"]: one["count"] for one in again["themes"]} == {TOPICS[0]: 4, TOPICS[1]: 2}


def test_a_post_moved_into_a_theme_never_names_it():
    # Whatever the order of the texts: the theme's own post says what it is called.
    for n in range(20):
        posts = [post("a", TOPICS[0], f"甲 {n}"), post("b", TOPICS[1], f"乙 {n}")]
        target = group(posts)["assignments"]["b"]
        [theme] = group(posts, edits=[{"kind": "move", "post": "a", "theme": target}])["themes"]
        assert theme["label"] == TOPICS[1]


def test_the_level_is_kept_in_the_state():
    assert group(SIX, level="extra")["state"]["level"] == "extra"
