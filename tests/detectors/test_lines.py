"""The labelled lines are enough, of both languages, and a third of them harmless."""

from collections import Counter

from tests.detectors.labelled import (
    REPORT,
    TUNE,
    Span,
    every_line,
    hunting_lines,
    labelled,
    names,
    of_half,
)

KINDS = {"name", "phone", "id", "email", "insult", "threat", "spam", "link", "urgent"}


def test_a_mark_becomes_a_span_of_the_text_without_it():
    line = labelled("zh", "打{phone 123}找{name 林怡君}")
    assert line.text == "打123找林怡君"
    assert line.spans == (Span("phone", 1, 4), Span("name", 5, 8))


def test_there_are_enough_lines_of_each_language_and_no_line_twice():
    lines = every_line()
    languages = Counter(line.language for line in lines)
    assert min(languages["zh"], languages["en"]) >= 320
    assert len({line.text for line in lines}) == len(lines) == languages.total()


def test_a_third_of_the_lines_is_harmless():
    lines = every_line()
    assert sum(not line.spans for line in lines) * 3 >= len(lines)
    hunting = hunting_lines()
    assert len(hunting) >= 80
    assert 0.4 < sum(not line.spans for line in hunting) / len(hunting) < 0.6


def test_both_halves_hold_every_kind():
    for half in (TUNE, REPORT):
        lines = of_half(every_line(), half)
        assert {span.kind for line in lines for span in line.spans} == KINDS


def test_no_mark_was_mistyped_and_the_staff_is_listed():
    assert not [line.text for line in every_line() if set("{}") & set(line.text)]
    assert len(set(names())) == len(names()) == 28
