"""Grouping: the same input gives the same bytes, in any order and language, without network."""

import json
import socket
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.themes import Unavailable, extra, group
from tests.themes.corpus import MATTERS, matter, posts

TOPICS = ["準時送到：排程", "準時送到：機台", "新人上手：規定", ""]
POSTS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.text("abcdefgh", min_size=4, max_size=4),
            "text": st.one_of(
                st.text(max_size=20),
                st.sampled_from("\n".join(MATTERS.values()).splitlines()),
            ),
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


def purity(result):
    """The share of grouped posts that are about what most of their theme is about."""
    themes = {}
    for id_, theme in result["assignments"].items():
        if theme is not None:
            themes.setdefault(theme, Counter())[matter(id_)] += 1
    right = sum(max(found.values()) for found in themes.values())
    return right / max(1, sum(found.total() for found in themes.values()))


@given(data=st.data(), found=POSTS)
@settings(max_examples=40, deadline=None)
def test_the_order_of_posts_changes_nothing(data, found):
    mixed = data.draw(st.permutations(found))
    assert written(group(mixed)) == written(group(found))


@given(found=POSTS)
@settings(max_examples=40, deadline=None)
def test_every_post_is_in_one_theme_or_in_none(found):
    result = group(found)
    assert set(result["assignments"]) == {one["id"] for one in found}
    assert set(result["assignments"].values()) - {None} == {one["id"] for one in result["themes"]}
    assert all(result["assignments"][one["id"]] for one in found if one["topic"])
    labels = [one["label"] for one in result["themes"]]
    assert len(set(labels)) == len(labels)
    assert all(labels)


@given(found=POSTS)
@settings(max_examples=40, deadline=None)
def test_the_state_goes_through_json_and_changes_nothing(found):
    first = group(found)
    kept = json.loads(json.dumps(first["state"]))
    before = written(kept)
    assert written(group(found, kept)) == written(first)
    assert written(kept) == before


@given(found=POSTS, k_min=st.integers(1, 8))
@settings(max_examples=40, deadline=None)
def test_a_small_theme_is_never_quoted(found, k_min):
    for theme in group(found, k_min=k_min)["themes"]:
        assert theme["count"] >= k_min or theme["quotes"] == []


def test_posts_about_one_matter_are_one_theme_whatever_they_are_written_in():
    result = group(posts())
    assert 3 <= len(result["themes"]) <= 8
    assert purity(result) >= 0.8
    mixed = 0
    for theme in result["themes"]:
        inside = [id_ for id_, where in result["assignments"].items() if where == theme["id"]]
        numbers = {int(id_.rpartition("-")[2]) for id_ in inside}
        mixed += bool(numbers & set(range(7))) and bool(numbers & set(range(7, 11)))
    assert mixed >= len(result["themes"]) - 1


def test_traditional_and_simplified_letters_are_the_same():
    lines = ["排程表又改了", "機台壞了等維修", "請假要主管簽核", "倉庫庫存不準"]
    more = ["排程一直改", "機台故障", "請假簽核很慢", "庫存又錯"]
    simple = ["排程表改三次", "机台维修很慢", "请假主管不签", "仓库库存错了"]
    found = [
        {"id": f"{row}-{number}", "text": text, "lang": None}
        for number, rows in enumerate(zip(lines, more, simple, strict=True))
        for row, text in zip("abc", rows, strict=True)
    ]
    where = group(found)["assignments"]
    assert all(where[f"c-{number}"] == where[f"a-{number}"] for number in range(4))


def test_two_posts_are_enough_and_one_is_too():
    lines = [post("a", TOPICS[0], "00000哥"), post("b", "", "0000哥")]
    assert [one["count"] for one in group(lines)["themes"]] == [1]
    assert [one["count"] for one in group(lines[:1])["themes"]] == [1]
    assert group([])["themes"] == []


def test_posts_of_one_topic_are_one_theme_while_they_are_few():
    result = group(SIX)
    assert [(one["label"], one["count"]) for one in result["themes"]] == [
        (TOPICS[0], 5),
        (TOPICS[1], 1),
    ]
    assert [len(one["quotes"]) for one in result["themes"]] == [3, 0]
    assert {one["label_by"] for one in result["themes"]} == {"engine"}


def test_few_posts_without_a_topic_stand_alone():
    result = group([post("a", ""), {"id": "b", "text": "x", "lang": None}])
    assert result["assignments"] == {"a": None, "b": None}
    assert result["themes"] == []


def test_what_the_texts_leave_over_goes_where_its_topic_says():
    odd = [post("odd", "準時送到：其他", "ㄅㄆㄇ 🙂"), {**post("lost", "", "🙂🙂🙂")}]
    result = group([*posts(), *odd])
    labels = {one["id"]: one["label"] for one in result["themes"]}
    assert labels[result["assignments"]["odd"]] == "準時送到：其他"
    assert result["assignments"]["lost"] is None


def test_nothing_is_asked_of_any_network(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    assert group(posts())["themes"]


def test_the_better_level_says_what_it_lacks(monkeypatch):
    monkeypatch.setattr(extra, "available", lambda: False)
    with pytest.raises(Unavailable, match=r"portal\[themes\]"):
        group(posts(), level="extra")


def test_the_better_level_takes_vectors_that_posts_bring(monkeypatch):
    monkeypatch.setattr(extra, "available", lambda: False)
    order = list(MATTERS)
    given_ = []
    for one in posts():
        row = [0.0] * extra.WIDTH
        row[order.index(matter(one["id"]))] = 1.0
        given_.append({**one, "e5": extra.packed(row)})
    result = group(given_, level="extra")
    assert purity(result) == 1.0
    assert result["state"]["level"] == "extra"
