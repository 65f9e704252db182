"""Many posts: parts of large themes, a draw that stands for all, and one more post in no time."""

import hashlib
import time
from collections import Counter

import numpy as np
import pytest

from portal.themes import base as base_module
from portal.themes import group, partition, space
from portal.themes.base import Base, ordered
from portal.themes.table import PATH, SHA256, shipped
from tests.themes.corpus import many


@pytest.fixture(scope="module")
def some():
    return many(400)


@pytest.fixture(scope="module")
def result(some):
    return group(some)


def test_a_large_theme_has_parts(result):
    whole = {one["id"]: one for one in result["themes"] if one["parent"] is None}
    parts = [one for one in result["themes"] if one["parent"] is not None]
    assert parts
    assert {one["parent"] for one in parts} <= {
        id_ for id_, one in whole.items() if one["count"] > 40
    }
    assert all(result["parts"][id_] not in whole for id_ in result["parts"])
    for part in parts:
        inside = [id_ for id_, where in result["parts"].items() if where == part["id"]]
        assert {result["assignments"][id_] for id_ in inside} == {part["parent"]}
        assert len(inside) == part["count"] >= 3


def test_a_later_post_leaves_the_parts_as_they_are(some, result):
    more = [*some, {"id": "z", "text": "機台又故障，維修等了三天", "lang": None}]
    later = group(more, result["state"])
    assert {id_: later["parts"][id_] for id_ in result["parts"]} == result["parts"]


def test_a_fair_draw_stands_for_all(some):
    posts, _seen = ordered(some)
    base = Base(posts, "light")
    rows = base.rows(posts)
    drawn = partition.partition(base.space, rows, 200)
    again = partition.partition(base.space, rows, 200)
    assert (drawn == again).all()
    sizes = Counter(drawn[drawn >= 0].tolist())
    assert len(sizes) > 1
    assert min(sizes.values()) >= partition.SMALLEST
    assert (drawn >= 0).mean() > 0.9


def test_each_post_has_its_own_row_though_some_are_read_before_others(monkeypatch, some):
    monkeypatch.setattr(base_module, "MOST_COMPARED", 60)
    monkeypatch.setattr(base_module, "BLOCK", 50)
    posts, _seen = ordered(some[:200])
    base = Base(posts, "light")
    rows = base.rows(posts)
    for place in (0, 1, 57, 130, 199):
        alone = base.rows([{**posts[place], "id": "alone"}])
        assert base.space.similarity(alone, rows.take([place]))[0, 0] == pytest.approx(1, abs=1e-5)


def test_texts_are_as_alike_whichever_way_they_are_compared(monkeypatch, some):
    monkeypatch.setattr(space, "BLOCK", 7)
    posts, _seen = ordered(some[:40])
    base = Base(posts, "light")
    rows = base.rows(posts)
    among = base.space.similarity(rows, rows)
    assert np.allclose(among, base.space.similarity(rows, rows.take(range(40))), atol=1e-6)
    assert np.allclose(among[3:5], base.space.similarity(rows.take([3, 4]), rows), atol=1e-6)
    assert np.allclose(among, among.T, atol=1e-6)
    assert among.std() > 0.05


def test_the_shipped_table_is_the_one_that_was_built():
    assert hashlib.sha256(PATH.read_bytes()).hexdigest() == SHA256
    assert PATH.stat().st_size < 9_000_000


def test_words_of_one_meaning_are_near_in_both_languages():
    table = shipped()
    words = ("机器", "machine", "仓库", "warehouse", "香蕉")
    rows = dict(zip(words, table.sums([table.find(word) for word in words]), strict=True))
    unit = {word: row / np.linalg.norm(row) for word, row in rows.items()}
    assert unit["机器"] @ unit["machine"] > unit["机器"] @ unit["warehouse"]
    assert unit["仓库"] @ unit["warehouse"] > unit["香蕉"] @ unit["warehouse"]
    assert "王小明李大同" not in table


@pytest.mark.long
def test_a_post_more_onto_ten_thousand_takes_no_time():
    posts = many(10_000)
    state = group(posts)["state"]
    more = [*posts, {**posts[0], "id": "z", "text": f"{posts[0]['text']}。機台又故障"}]
    group(more, state)
    begun = time.process_time()
    result = group([*more[:-1], {**more[-1], "id": "y"}], state)
    assert time.process_time() - begun < 0.5
    assert result["assignments"]["y"] is not None
