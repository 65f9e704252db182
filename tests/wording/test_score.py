"""The parser and the linter on the labelled lines: measured on the half nobody tuned on."""

import sys

import pytest

from tests.wording.labelled import held_out, lines, linter_score, parser_score

LEAST = 0.85


@pytest.fixture(params=[parser_score, linter_score], ids=["parser", "linter"])
def measure(request):
    return request.param


def test_the_lines_are_four_hundred_in_two_languages_half_of_them_bad():
    every = lines()
    assert len({line["text"] for line in every}) == 400
    assert sum(line["lang"] == "zh" for line in every) == sum(line["good"] for line in every) == 200
    assert 150 < sum(held_out(line["text"]) for line in every) < 250
    assert all(line["good"] == (line["faults"] == []) for line in every)


def test_most_is_found_and_most_of_what_is_found_is_right(measure, capsys):
    tuned, held = ([x for x in lines() if held_out(x["text"]) is half] for half in (False, True))
    with capsys.disabled():
        told = f"tuned half {measure(tuned)}; held-out half {measure(held)}"
        sys.stdout.write(f"\n{measure.__name__}: {told}\n")
    score = measure(held)
    assert score.found >= LEAST, score.wrong
    assert score.precision >= LEAST, score.wrong


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_neither_language_is_carried_by_the_other(measure, lang):
    score = measure([x for x in lines() if x["lang"] == lang and held_out(x["text"])])
    assert min(score.found, score.precision) >= LEAST
