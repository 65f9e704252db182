"""What a sentence says, what is wrong with it, how it could read, and how easily."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.wording import (
    Aim,
    Ease,
    Fault,
    Finding,
    Kind,
    better,
    lint_objective,
    lint_result,
    parse,
    read,
    too_many,
)
from tests.wording.labelled import faults, lines


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("本季將 NPS 從 30 提升至 50", Kind.REACH),
        ("本季退貨率由 4.2% 降至 2.5%", Kind.REDUCE),
        ("把响应时间压缩到两分钟内", Kind.REDUCE),
        ("Cut response time to two minutes by the end of June", Kind.REDUCE),
        ("每週收集 50 筆有效反饋", Kind.RATE),
        ("Collect 50 usable pieces of feedback a week", Kind.RATE),
        ("Answer 95% of chats within 60 seconds every week", Kind.REACH),
    ],
)
def test_a_sentence_tells_which_way_its_figure_goes(text, kind):
    assert parse(text).kind is kind


@pytest.mark.parametrize(
    "text", ["回購率 18%→25%", "回購率 18% -> 25%", "Repeat purchase 18% to 25%"]
)
def test_an_arrow_tells_where_from_and_where_to(text):
    assert (parse(text).from_, parse(text).to, parse(text).unit) == (18, 25, "%")


def test_what_does_not_stand_in_the_sentence_stays_empty():
    read_ = parse("提升客戶滿意度")
    assert (read_.period, read_.from_, read_.to, read_.unit) == ("", None, None, "")


@pytest.mark.parametrize(
    "text",
    ["第 3 產線的良率", "ISO 9001 認證", "24/7 hotline", "version 2.0", "IPFS 0.5.0", "2 樓"],
)
def test_a_number_that_is_a_name_is_no_target(text):
    assert parse(text).to is None


@given(st.text(max_size=80))
def test_any_text_is_read_without_a_fault(text):
    parse(text)
    read(text)
    for finding in [*lint_result(text), *lint_objective(text)]:
        assert better(text, finding)


def codes(found):
    return [one.fault for one in found]


def aim(**changed):
    given_ = {"kind": "reach", "baseline": Decimal(30), "target": Decimal(50)}
    return Aim(**(given_ | changed))


def test_with_fields_the_number_and_the_day_are_those():
    assert codes(lint_result("等候時間變短", aim(), dated=True)) == []
    assert codes(lint_result("等候時間變短")) == [Fault.NO_NUMBER, Fault.NO_DATE]


def test_done_or_not_done_is_no_number():
    done = aim(baseline=Decimal(0), target=Decimal(1))
    assert codes(lint_result("新倉庫啟用", done, dated=True)) == [Fault.NO_NUMBER]


@pytest.mark.parametrize(("figures", "easy"), [((52, 49, 51), True), ((30, 31, 52), False)])
def test_a_target_that_half_of_the_past_reached_is_too_easy(figures, easy):
    past = tuple(map(Decimal, figures))
    found = codes(lint_result("NPS", aim(history=past), dated=True))
    assert (Fault.TOO_EASY in found) is easy


def test_less_is_better_for_what_is_to_shrink():
    past = (Decimal(4), Decimal(3), Decimal(3))
    down = aim(kind="reduce", baseline=Decimal(9), target=Decimal(4), history=past)
    assert codes(lint_result("客訴", down, dated=True)) == [Fault.TOO_EASY]


def test_two_past_figures_are_no_history():
    past = (Decimal(60), Decimal(60))
    assert codes(lint_result("NPS", aim(history=past), dated=True)) == []


def test_a_target_that_equals_the_baseline_is_found_but_a_rate_has_none():
    same = {"baseline": Decimal(50), "target": Decimal(50)}
    assert codes(lint_result("NPS", aim(**same), dated=True)) == [Fault.SAME]
    assert codes(lint_result("回饋", aim(kind="rate", **same), dated=True)) == []


def test_the_sixth_is_one_too_many():
    assert codes(too_many(5, 5)) == []
    assert codes(too_many(6, 6)) == [Fault.TOO_MANY_OBJECTIVES, Fault.TOO_MANY_RESULTS]


def test_the_words_that_show_a_fault_are_named():
    assert Finding(Fault.EFFORT, "努力") in lint_result("本季努力降低報廢")


@pytest.mark.parametrize(
    ("text", "fault", "example"),
    [
        ("提升客戶滿意度", Fault.NO_NUMBER, "本季將客戶滿意度從 __ 提升到 __"),
        ("本季尽量让退货率降到 3%", Fault.EFFORT, "本季让退货率降到 3%"),
        ("NPS 30 to 50", Fault.NO_DATE, "NPS 30 to 50 this quarter"),
        ("Try to reduce scrap", Fault.EFFORT, "Scrap from __ to __ this quarter"),
        ("本季舉辦 6 場教育訓練", Fault.ACTIVITY, "舉辦 6 場教育訓練之後，「__」從 __ 變成 __"),
        ("年底前離職率由 8% 降至 8%", Fault.SAME, "年底前將離職率從 8% 降到 __%"),
    ],
)
def test_a_better_example_is_made_of_the_same_words(text, fault, example):
    assert better(text, Finding(fault)) == example


def test_the_example_of_an_objective_gives_no_figure():
    example = better("提升客戶滿意度", Finding(Fault.VAGUE), objective=True)
    assert example == "讓「__」（誰）不必再「__」，這就是客戶滿意度"
    assert codes(lint_objective(example)) == []


def test_a_better_example_of_a_good_enough_line_has_its_fault_no_more():
    dated = [x for x in lines() if x["faults"] == ["no-date"]]
    repaired = [x | {"text": better(x["text"], Finding(Fault.NO_DATE))} for x in dated]
    assert len(repaired) > 10
    assert [x["text"] for x in repaired if faults(x)] == []


@pytest.mark.parametrize(
    ("text", "ease"),
    [
        ("把退貨率降到 2% 以下", Ease.EASY),
        ("透過數位轉型賦能一線，打造全方位閉環", Ease.FAIR),
        ("The line stops less often", Ease.EASY),
        ("Operationalize stakeholder alignment", Ease.HARD),
    ],
)
def test_a_plain_line_reads_easily_and_office_words_do_not(text, ease):
    assert read(text).ease is ease


def test_rare_characters_are_shown():
    assert read("把齟齬的鬮籤釐清").rare
    assert not read("把退貨的理由寫清楚").rare
