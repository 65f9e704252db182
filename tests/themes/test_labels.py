"""Labels are cut from the posts and point at nobody; quotes are of themes that are large enough."""

import re

import pytest

from portal.themes import group
from portal.themes.labels import labels
from portal.themes.quotes import Heard, quoted
from portal.themes.spelling import folded, places
from portal.themes.table import shipped
from portal.themes.words import cut, is_chinese, runs, stem, terms
from tests.themes.corpus import posts


@pytest.fixture(scope="module")
def result():
    return group(posts())


def inside(result, theme):
    return [one["text"] for one in posts() if result["assignments"][one["id"]] == theme["id"]]


def test_every_theme_has_a_label_of_its_own(result):
    found = [one["label"] for one in result["themes"]]
    assert all(found)
    assert len(set(found)) == len(found)


def test_no_word_of_a_label_stands_in_a_single_post(result):
    for theme in result["themes"]:
        texts = [text.lower() for text in inside(result, theme)]
        words = re.findall(r"[a-z]{3,}|[\u4e00-\u9fff]{2,}", theme["label"].lower())
        assert all(sum(word in text for text in texts) >= 2 for word in words)


def test_a_label_is_written_as_the_posts_write_it(result):
    told = " ".join(one["label"] for one in result["themes"])
    assert re.search("[機請庫訓]", told)


def test_posts_that_share_no_phrase_are_called_by_a_number():
    texts = {"one": ["一二三四", "春夏秋冬", "東南西北"], "two": ["甲乙", "丙丁"]}
    found = labels(texts, ["one", "two"])
    assert all(re.fullmatch(r"#\d+", label) for label in found.values())
    assert len({*found.values(), *labels(texts, ["one", "two"], found.values()).values()}) == 4


@pytest.mark.parametrize(
    ("texts", "label"),
    [
        (["機台壞了", "機台太舊", "薪水太低"], "#"),
        (["機台壞了", "機台太舊", "機台漏油"], "機台"),
        (["Alarm", "ALARM", "alarm"], "#"),
        (["Alarm", "Alarm", "alarm"], "Alarm"),
    ],
)
def test_a_phrase_stands_in_three_posts_and_is_written_alike_in_two(texts, label):
    assert labels({"one": texts}, ["one"])["one"].rstrip("0123456789") == label


def test_two_groups_of_the_same_words_get_two_labels():
    texts = {"0000000a": ["機台故障 維修"] * 3, "0000000b": ["機台故障 維修"] * 3}
    assert len(set(labels(texts, list(texts)).values())) == 2


def test_quotes_are_sentences_of_posts_and_of_large_themes_alone(result):
    sure = {one["id"]: one for one in group(posts(), k_min=12)["themes"]}
    for theme in result["themes"]:
        assert bool(theme["quotes"]) is (theme["count"] >= 5)
        assert bool(sure[theme["id"]]["quotes"]) is (theme["count"] >= 12)
        assert len(theme["quotes"]) <= 3


def test_a_quote_is_one_sentence_with_unusual_words_masked():
    table = shipped()
    text = "好。機器壞了，Zbigniewski 修了 47 次。謝謝"
    said = quoted(text, Heard([text, "機器壞了"]), table)
    assert said.startswith("機器壞了")
    assert "Zbig" not in said
    assert "47" not in said
    assert "47" in quoted(text, Heard([text, "47", "47 次"]), table)


def test_places_lead_back_to_the_text_as_written():
    text = "㎏ＡＢ機器"
    assert folded(text) == "kgab机器"
    where = places(text)
    assert text[where[4] : where[5] + 1] == "機器"
    assert len(where) == len(folded(text)) + 1


@pytest.mark.parametrize(
    ("word", "found"),
    [("machines", "machin"), ("stopped", "stop"), ("supplies", "supply"), ("bus", "bus")],
)
def test_forms_of_a_word_are_one(word, found):
    assert stem(word) == found


def test_stop_words_and_figures_mean_nothing():
    assert [term for term, *_ in terms(cut(runs("the machine 不 47 机台")))] == ["machin", "机台"]


def test_a_text_is_chinese_by_its_letters():
    texts = ("CNC 機台", "the machine of 王 broke down again")
    assert [is_chinese(text) for text in texts] == [True, False]
