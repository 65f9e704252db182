"""When a text names somebody."""

import pytest

from portal.detectors import find, mentions


def named(text, *names):
    return [text[one.start : one.end] for one in find(text, names)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("問詠詩就好", "何詠詩"),
        ("林Ｏ君不簽", "林怡君"),
        ("陈志明不放人", "陳志明"),
        ("陳志明不放人", "陈志明"),
        ("阿豪說會修", "黃志豪"),
        ("歐陽詠詩不在，詠詩請假", "歐陽詠詩"),
        ("ask WONG, ALICE", "Alice Wong"),
        ("alice's rota", "Alice Wong"),
        ("I told Will twice", "Will Turner"),
    ],
)
def test_a_name_is_found_however_it_is_written(text, name):
    assert named(text, name) != []
    assert mentions(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("很高興看到新班表", "高興"),
        ("安全帽不夠", "任安全"),
        ("小明星海報", "王小明"),
        ("標誌明確一點", "陳志明"),
        ("Will it arrive", "Will Turner"),
        ("busy in May again", "May Lam"),
        ("Alicefield depot", "Alice Wong"),
        ("a chance to learn", "Bob Chan"),
    ],
)
def test_a_word_that_only_looks_like_a_name_is_none(text, name):
    assert named(text, name) == []


def test_when_in_doubt_a_text_mentions_somebody():
    assert mentions("很高興看到新班表", "高興")
    assert mentions("busy in May again", "May Lam")
    assert mentions("Mr Chan said no", "Bob Chan")
    assert mentions("林\n怡君", "林怡君")


def test_it_mentions_nobody_who_is_not_in_it():
    assert not mentions("第三線缺料", "林怡君")
    assert not mentions("第三線缺料", "")
    assert not mentions("", "Alice Wong")


@pytest.mark.parametrize("text", ["跟咏诗说", "何○詩說", "阿詩說的", "何 詠 詩", "ＭＯＮＡ"])
def test_a_quick_look_misses_no_way_of_writing(text):
    name = "Mona" if text == "ＭＯＮＡ" else "何詠詩"
    assert mentions(text, name)
