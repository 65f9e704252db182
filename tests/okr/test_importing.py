"""Goals from other programs: files are shown, mended, and taken in whole."""

from datetime import date
from decimal import Decimal

import pytest

from portal.okr.cycle_names import quarter_in
from portal.okr.models import KeyResult, Objective
from tests.front.reading import refused
from tests.okr.files import DINGTALK, FEISHU, PAGE, count, csv, held, results, take, workbook


def test_an_export_of_feishu_comes_in_with_its_scores_and_its_strangers(choose, browser, cast):
    page = choose(workbook(OKR=FEISHU), "okr.xlsx").text
    assert "飛書 OKR" in page
    assert "陌生人" in page
    assert count(Objective) == 0
    done = take(browser, page)
    assert done.status_code == 302
    made = results()
    assert made["退件率降到 2%"].current == Decimal("0.7")
    assert made["每週聽十位師傅"].current == Decimal("0.5")
    assert made["每週聽十位師傅"].objective.title == "让师傅一拿到就想再买"
    assert made["每週聽十位師傅"].owner_id == cast.bob
    strange = made["盤點準確"]
    assert (strange.owner_id, strange.owner_text) == (cast.ada, "陌生人")
    assert (strange.needs_number, strange.target, strange.unit) == (True, 1, "完成")
    assert strange.brought == "权重：1"
    assert strange.objective.owner_text == "陌生人"
    assert strange.objective.cycle.name == "2026Q4"


def test_a_mark_and_a_strangers_name_stand_on_every_page_of_the_goal(choose, browser, sign_in):
    take(browser, choose(workbook(OKR=FEISHU), "okr.xlsx").text)
    strange = results()["盤點準確"]
    alice = sign_in("alice")
    pages = (
        "/in/objectives?cycle=2026Q4",
        f"/in/objectives/{strange.objective_id}",
        f"/in/krs/{strange.id}",
    )
    for page in (alice.get(address).text for address in pages):
        assert "還缺數字" in page
        assert "陌生人" in page
    assert "权重：1" in alice.get(f"/in/krs/{strange.id}").text


def test_an_export_of_dingtalk_comes_in_with_its_figures(choose, browser):
    page = choose(csv(*DINGTALK)).text
    assert "釘釘 OKR" in page
    take(browser, page, team=held(page)["team"])
    punctual, change = results()["準時率"], results()["換模時間"]
    assert (punctual.baseline, punctual.target, punctual.current) == (78, 95, Decimal("1086.5"))
    assert (punctual.unit, punctual.due) == ("%", date(2026, 12, 20))
    assert (change.kind, change.unit, change.current) == ("reduce", "分", 40)
    assert (change.due, change.needs_number) == (date(2026, 12, 31), False)


def test_one_of_several_tables_is_picked(choose, browser):
    content = workbook(第三季=FEISHU[1:2] + FEISHU[4:], 第四季=DINGTALK)
    page = choose(content, "okr.xlsx").text
    assert "第四季" in page
    other = browser.post(PAGE, data=held(page) | {"table": "1", "go": "look"}).text
    assert "準時率" in other
    assert take(browser, other).status_code == 302
    assert set(results()) == {"準時率", "換模時間"}


def test_columns_without_a_known_name_are_chosen_by_hand(choose, browser):
    rows = (("甲", "乙"), ("準時送到", "退件率"))
    page = choose(csv(*rows))
    assert page.status_code == 422
    done = take(browser, page.text, role=["objective", "key-result"])
    assert done.status_code == 302
    assert results()["退件率"].objective.title == "準時送到"


def test_a_faulty_line_is_mended_on_the_page(choose, browser):
    rows = (("目標", "關鍵結果", "目標值", "截止日期"), ("快", "準時率", "很多", "年底"))
    page = choose(csv(*rows))
    said = refused(page)
    assert any("數字" in one for one in said)
    cells = {"cell-2-2": "95%", "cell-2-3": "2026-12-01"}
    again = browser.post(PAGE, data=held(page.text) | cells | {"go": "look"})
    assert again.status_code == 200
    assert count(Objective) == 0
    assert take(browser, again.text).status_code == 302
    made = results()["準時率"]
    assert (made.target, made.unit, made.due) == (95, "%", date(2026, 12, 1))


def test_the_same_file_is_not_taken_in_twice(choose, browser):
    take(browser, choose(csv(*DINGTALK)).text)
    again = choose(csv(*DINGTALK))
    assert [one for one in refused(again) if "已經有" in one]
    assert take(browser, again.text).status_code == 422
    assert count(KeyResult) == 2


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"PK\x03\x04" + b"x" * 50, "okr.xlsx"),
        ("# 目標\n\n只有字".encode(), "okr.md"),
        (b"\xff\xfe\x00x", "okr.md"),
        (b"", "okr.xlsx"),
        (csv(("目標", "截止日期"), ("快", "2026-12-01")), "okr.csv"),
        (csv(("目標", "關鍵結果"), ("字" * 121, "x")), "okr.csv"),
        (csv(("目標", "關鍵結果"), ("", "沒有目標")), "okr.csv"),
        (csv(("週期", "目標", "關鍵結果"), ("下個月", "快", "準時")), "okr.csv"),
        (csv(("部門", "目標", "關鍵結果"), ("沒有這課", "快", "準時")), "okr.csv"),
        (csv(("目標", "關鍵結果", "評分"), ("快", "準時", "7")), "okr.csv"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_written(choose, content, name):
    assert refused(choose(content, name))
    assert count(Objective) == 0


def test_a_workbook_that_unpacks_to_more_than_it_says_is_refused(choose, monkeypatch):
    monkeypatch.setattr("portal.core.books.UNPACKED", 100)
    assert refused(choose(workbook(OKR=DINGTALK), "okr.xlsx"))


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("2019 Q2", "2019Q2"),
        ("Q4 2026", "2026Q4"),
        ("Q4'26", "2026Q4"),
        ("2026年第四季度", "2026Q4"),
        ("2026 年第 3 季", "2026Q3"),
        ("2026年10月-12月", "2026Q4"),
        ("2026年4月～6月", "2026Q2"),
        ("2026年9月-10月", ""),
        ("2026-05-01", "2026Q2"),
        ("上半年", ""),
        ("99", ""),
    ],
)
def test_a_quarter_is_known_by_the_names_that_tools_give_it(said, name):
    assert quarter_in(said) == name
