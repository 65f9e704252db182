"""Each sign of formalism by itself: what makes it stand out, and what does not."""

from itertools import count

import pytest

from portal.radar.figures import Leader, Quarter, Reading, Result, mean_age
from portal.radar.reading import Look, read
from portal.radar.signals import signals
from portal.radar.thresholds import COMPANY, DEPARTMENT, OBJECTIVE

# Twelve key results as people have them: some weeks much, some none, each with its own words.
WALK = (0.0, 0.02, 0.15, 0.16, 0.16, 0.3, 0.28, 0.45, 0.46, 0.55, 0.56, 0.7, 0.72)
numbers = count()


def readings(shares, note="", confidence=6):
    return [
        Reading(week, share, confidence, note or f"step {next(numbers)}")
        for week, share in enumerate(shares, 1)
    ]


def result(id_, shares, *, note="", silent=False, objective="", department="d"):
    return Result(id_, objective or f"o-{id_}", department, readings(shares, note), silent)


def spread():
    """Twelve results that end between .3 and 1.0 of the way."""
    return [
        result(f"k{number}", [one * (0.42 + 0.085 * number) for one in WALK])
        for number in range(12)
    ]


def quarter(results, *, leaders=(), replied=0, undecided=0, over=13):
    return Quarter(results, leaders, replied, undecided, 13, over)


def codes(found, level=COMPANY):
    return {one.code for one in found if one.level == level}


def test_of_an_ordinary_quarter_nothing_is_told():
    ordinary = quarter(spread(), leaders=[Leader("d", 5, 4)], replied=12, undecided=4)
    assert signals(ordinary) == []
    assert read(ordinary).look is Look.HONEST


LINE = [week / 13 for week in range(1, 14)]
EARLY = [min(week / 6, 1.0) for week in range(1, 14)]
LATE = [0.3 * one for one in WALK[:-1]] + [0.9]


@pytest.mark.parametrize(
    ("shares", "told"),
    [
        (LINE, {"straight", "done", "even"}),
        (EARLY, {"easy", "done", "even"}),
        (LATE, {"cliff", "even"}),
    ],
)
def test_a_shape_that_all_have_stands_out(shares, told):
    found = signals(quarter([result(f"k{number}", shares) for number in range(12)]))
    assert codes(found) == told
    assert all(len(one.evidence) == 12 for one in found if one.level == COMPANY)


def test_a_jump_is_none_before_the_last_week():
    results = [result(f"k{number}", LATE[1:]) for number in range(12)]
    assert "cliff" not in codes(signals(quarter(results, over=11)))
    assert "cliff" in codes(signals(quarter(results, over=12)))


def test_early_success_is_told_only_when_a_third_of_the_weeks_is_left():
    results = [result(f"k{number}", EARLY[:7]) for number in range(12)]
    assert "easy" not in codes(signals(quarter(results, over=7)))
    assert "easy" in codes(signals(quarter(results, over=9)))


def test_the_same_words_stand_out_however_they_are_written():
    said = [Result(one.id, one.objective, "d", readings(WALK, "On track.")) for one in spread()]
    assert codes(signals(quarter(said))) >= {"copied"}
    # Each written in another way: capitals, spaces, marks.
    ways = [f"{'!' * number} {cased('on track', number)}{' ' * number}." for number in range(24)]
    mixed = [
        Result(f"k{at}", "o", "d", [Reading(1, 0.1, 6, ways[at]), Reading(2, 0.3, 6, other)])
        for at, other in enumerate(ways[12:])
    ]
    assert codes(signals(quarter(mixed))) >= {"copied"}
    assert len({reading.note for one in mixed for reading in one.readings}) == 24


def cased(words, number):
    """These words with the capitals that a number's bits say."""
    return "".join(
        letter.upper() if number >> place & 1 else letter for place, letter in enumerate(words)
    )


@pytest.mark.parametrize(("strays", "told"), [(0.04, True), (0.06, False)])
@pytest.mark.parametrize("ends", [0.4, 1.0])
def test_a_line_may_stray_a_little_of_the_way_it_made(strays, told, ends):
    # One week off a line of thirteen: the line that fits best goes nearly through the others.
    shares = [ends * (week / 13 + (strays if week == 7 else 0)) for week in range(1, 14)]
    found = signals(quarter([result(f"k{number}", shares) for number in range(12)]))
    assert ("straight" in codes(found)) is told


def test_no_change_may_be_said_in_the_same_words_every_week():
    still = [
        Result(f"k{number}", f"o{number}", "d", [*readings([0.1 * number]), *again])
        for number in range(10)
        for again in [readings([0.1 * number] * 12, "沒有變化")]
    ]
    assert "copied" not in codes(signals(quarter(still)))


def test_silence_is_told_of_those_alone_of_whom_it_may_be_known():
    ordinary = spread()
    quiet = [Result(r.id, r.objective, "d", r.readings, silent=True) for r in ordinary]
    assert "silent" in codes(signals(quarter(quiet)))
    unknown = [Result(r.id, r.objective, "d", r.readings, silent=None) for r in ordinary]
    assert "silent" not in codes(signals(quarter(quiet[:3] + unknown[3:])))
    # Nor are those of whom it is not known among all of whom it is.
    assert "silent" in codes(signals(quarter(quiet[:10] + unknown[10:])))


def test_replies_without_decisions_stand_out_from_a_number_on():
    assert codes(signals(quarter(spread(), replied=12, undecided=11))) == {"undecided"}
    assert signals(quarter(spread(), replied=4, undecided=4)) == []


def test_leaders_who_are_slower_than_their_teams_stand_out_where_they_lead():
    found = signals(quarter(spread(), leaders=[Leader("d", 20, 4)]))
    assert {(one.level, one.where) for one in found} == {(COMPANY, ""), (DEPARTMENT, "d")}
    assert all(one.evidence == ("d",) for one in found)


def test_the_lowest_level_is_an_objective_all_of_whose_results_are_alike():
    alike = [result(f"x{number}", LINE, objective="o") for number in range(3)]
    found = signals(quarter([*spread(), *alike]))
    assert {(one.code, one.level, one.where) for one in found} == {
        ("straight", OBJECTIVE, "o"),
        ("done", OBJECTIVE, "o"),
    }
    assert found[0].evidence == ("x0", "x1", "x2")


def test_of_a_few_key_results_no_company_is_told():
    few = [result(f"k{number}", LINE, objective=f"o{number}") for number in range(5)]
    assert signals(quarter(few)) == []


def test_a_quarter_without_check_ins_is_not_read():
    assert read(quarter([Result("k", "o", "d", [])])) is None
    assert signals(quarter([Result("k", "o", "d", [])])) == []
    assert signals(quarter([])) == []


def test_ages_are_means_over_days():
    assert mean_age([0, 7], 0, 13) == 3.0
    assert mean_age([], 0, 9) == 4.5
    assert mean_age([-3, 5], 0, 5) == pytest.approx((0 + 1 + 2 + 3 + 4 + 0) / 6)
