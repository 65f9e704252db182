"""What is sought is found: the index, and the marks on a page, agree on what stands in a text."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.detectors.segments import MOST_TERMS, segmented, sought

LETTERS = st.text(st.sampled_from("排程機台机刀a1 bC,，\n「缺"), max_size=24)


def in_index(text: str, words: str) -> bool:
    """Whether FTS5 finds these words in an index of this one text."""
    match = sought(words).match
    if not match:
        return False
    store = sqlite3.connect(":memory:")
    store.execute("create virtual table texts using fts5(words, tokenize='ascii')")
    store.execute("insert into texts values (?)", [segmented(text)])
    found = store.execute("select count(*) from texts where words match ?", [match]).fetchone()[0]
    store.close()
    return bool(found)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("供應商交期一再延後", "交期"),
        ("供應商交期一再延後", "供应商"),
        ("供应商交期", "供應商"),
        ("供應商交期一再延後", "後"),
        ("供應商交期一再延後", "期"),
        ("供應商交期", "交期 供應"),
        ("供應商交期", "交期，供應"),
        ("CNC52機台停機", "cnc52機台"),
        ("CNC52機台停機", "ＣＮＣ"),
        ("機台CNC停機", "機台cnc"),
        ("integration breaks after each release", "integr break"),
        ("the supplier slips every week", '"supplier slips"'),
        ("Ein Café im Büro", "cafe buro"),
        ("e-mail 收不到", "e-mail"),
        ("排程\n改三次", "排程 三次"),
    ],
)
def test_it_is_found(text, words):
    assert in_index(text, words)
    assert sought(words).stands_in(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("供應商交期一再延後", "商一"),
        ("供應\n商交期", "供應商"),
        ("供應商交期", "交期 夜班"),
        ("integration breaks", "ration"),
        ("the supplier slips every week", '"supplier slip"'),
        ("the supplier slips every week", '"slips supplier"'),
        ("email 收不到", "e-mail"),
        ("apple", "a"),
    ],
)
def test_it_is_not_found(text, words):
    assert not in_index(text, words)
    assert not sought(words).stands_in(text)


@pytest.mark.parametrize("words", ["", " ", '"', "「」", "。，", "-", "*", "😀", "_"])
def test_nothing_is_sought_by_what_holds_no_word(words):
    assert sought(words).match == ""
    assert not sought(words).stands_in("缺料")
    assert sought(words).spans("缺料") == []


@pytest.mark.parametrize(
    "words", ['a" OR b', "NEAR(夜班 缺料)", "words:夜班", "夜班* NOT 缺料", "^夜"]
)
def test_no_word_is_a_command_to_the_index(words):
    assert in_index(words, words)


def test_only_so_many_words_are_sought():
    assert sought("夜班 " * 50).match.count('"') == 2 * MOST_TERMS


def test_marks_stand_where_the_words_do_and_never_twice():
    text = "機台停機，機台又停"
    assert [text[a:b] for a, b in sought("机台 台停").spans(text)] == ["機台停", "機台"]


@given(LETTERS, LETTERS)
def test_the_index_and_the_marks_agree(text, words):
    assert in_index(text, words) == sought(words).stands_in(text)


@given(st.text(max_size=60), st.integers(0, 58))
def test_any_two_letters_in_a_row_are_found(text, at):
    pair = text[at : at + 2]
    if sought(pair).match and len(pair) == 2 and all("\u4e00" <= one <= "\u9fff" for one in pair):
        assert in_index(text, pair)
