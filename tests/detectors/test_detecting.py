"""What the detectors find, and at which places of the text as it was typed."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.detectors import Kind, Why, find, hunting
from tests.detectors.labelled import REPORT, every_line, hunting_lines, of_half
from tests.detectors.measuring import detect, hunt, measured

# Recall and precision that the report half must reach.
BARS = {
    "name": (0.9, 0.9),
    "phone": (0.9, 0.9),
    "id": (0.9, 0.9),
    "email": (0.9, 0.9),
    "insult": (0.75, 0.8),
    "threat": (0.75, 0.8),
}


# No fixture: what only a fixture reaches does not count as tested.
@cache
def scores():
    return measured(of_half(every_line(), REPORT), detect)


@pytest.mark.parametrize("kind", BARS)
def test_the_half_that_nothing_was_tuned_on_reaches_its_bars(kind):
    recall, precision = BARS[kind]
    assert scores()[kind].recall >= recall
    assert scores()[kind].precision >= precision


def test_asking_who_is_told_from_asking_about_the_work():
    score = measured(of_half(hunting_lines(), REPORT), hunt)["hunting"]
    assert score.recall >= 0.9
    assert score.precision >= 0.9


def found(text, *names):
    return [(one.kind.value, text[one.start : one.end]) for one in find(text, names)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("他是 白 痴", ("insult", "白 痴")),
        ("他是白\u200b痴", ("insult", "白\u200b痴")),
        ("傻逼领导", ("insult", "傻逼")),
        ("what an 1d10t", ("insult", "an 1d10t")),
        ("打 ０９１２－３４５－６７８", ("phone", "０９１２－３４５－６７８")),
        ("Ａ１２３４５６７８９ 是他的", ("id", "Ａ１２３４５６７８９")),
        ("写给 Ａmy@example.com。", ("email", "Ａmy@example.com")),
        ("㍿ see http://a.example/b.", ("link", "http://a.example/b")),
    ],
)
def test_a_place_is_one_of_the_text_as_it_was_typed(text, expected):
    assert found(text) == [expected]


def test_a_number_inside_an_address_is_a_part_of_it():
    assert found("http://a.example/0912345678") == [("link", "http://a.example/0912345678")]


def test_each_finding_says_why():
    whys = [one.why for one in find("Alice 打 0912-345-678", ["Alice Wong"])]
    assert whys == [Why.STAFF_NAME, Why.PHONE_NUMBER]


def test_a_harmless_text_has_no_findings():
    assert find("這台機器很爛，一天停五次", ["林怡君"]) == []
    assert find("打 +999 1234 5678") == find("批號 A123456788") == []
    assert hunting("誰負責這台機器") is None


@pytest.mark.parametrize(
    "text",
    [
        "我們不問是誰寫的，只問哪裡壞了",
        "沒有人查得出是誰說的，放心寫",
        "我不知道你是誰，也不需要知道",
        "可能很順，也可能還不敢說。",
        "發票誰會留三年",
        "I do not need to know who wrote this",
        "Nobody can find out who said it",
        "It doesn't matter who wrote this, the guard comes on Friday",
    ],
)
def test_whoever_says_that_nobody_asks_is_not_stopped(text):
    assert hunting(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "不知道是誰寫的，請他自己站出來",
        "我不生氣，但這是誰寫的？",
        "why don't you tell me who wrote this",
    ],
)
def test_a_no_before_the_question_does_not_hide_it(text):
    assert hunting(text) is not None


def test_asking_who_is_found_at_its_place():
    text = "謝謝。這是誰寫的？"
    one = hunting(text)
    assert one is not None
    assert (one.kind, one.why) == (Kind.HUNTING, Why.ASKS_WHO)
    assert "誰寫" in text[one.start : one.end]


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=80), st.lists(st.text(max_size=12), max_size=3))
def test_any_text_is_read_and_every_place_is_inside_it(text, names):
    for one in find(text, names):
        assert 0 <= one.start < one.end <= len(text)
    hunting(text)
