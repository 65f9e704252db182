"""The K-line of a key result: its weeks, what people said in them, what was decided and learnt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.anonymity.thresholds import bucket
from portal.answers import chronicle
from portal.answers import words as answer_words
from portal.core import clock
from portal.core.languages import gettext as _
from portal.core.present import day_short, number
from portal.okr import candles, kline, readings
from portal.okr.models import KeyResult
from portal.okr.units import with_unit
from portal.retro import listing
from portal.voice import weekly
from portal.voice.counts import Shown, Told
from portal.voice.schedule import week_of

MOST_MARKS = 9


@dataclass(frozen=True)
class Mark:
    """What a number in the chart stands for: a decision, or a retrospective by its id."""

    number: int
    day: date
    name: str
    said: str
    retro: str | None = None


@dataclass(frozen=True)
class Week:
    """A line of the table: a week, its candle if anything was read, and its volume."""

    monday: date
    candle: candles.Candle | None
    better: bool
    volume: kline.Volume | None


@dataclass(frozen=True)
class KLine:
    """All that a page tells of how a key result went."""

    wide: kline.Drawing
    narrow: kline.Drawing
    weeks: Sequence[Week]
    marks: Sequence[Mark]
    said: str


def kline_of(key_result: KeyResult, place: str) -> KLine | None:
    """Its cycle until today as candles; None before anything was read.

    `place` is where texts about it stand: what is decided elsewhere has no mark here.
    """
    cycle, today = key_result.objective.cycle, clock.today()
    dated = readings.dated([key_result.id]).get(key_result.id, [])
    found = candles.candles(key_result.baseline, dated)
    if not found:
        return None
    mondays = candles.weeks(cycle.starts, max(min(today, cycle.ends), cycle.starts))
    grows = candles.grows(key_result.kind, key_result.baseline, key_result.target)
    volumes = _volumes(key_result.id, mondays)
    marks = _marks(key_result.id, place, cycle.starts)
    chart = kline.Chart(
        mondays=mondays,
        candles=[one for one in found if one.monday in mondays],
        target=key_result.target,
        grows=grows,
        volumes=volumes,
        marks=[(candles.monday_of(one.day), one.number) for one in marks],
    )
    by_week = {one.monday: one for one in chart.candles}
    return KLine(
        wide=kline.drawn(chart, kline.WIDE),
        narrow=kline.drawn(chart, kline.NARROW),
        weeks=[_week(one, by_week.get(one), volumes.get(one), grows=grows) for one in mondays],
        marks=marks,
        said=_said(key_result, chart),
    )


def told(found: KLine, key_result: KeyResult) -> dict[str, Any]:
    """The same as the page's script takes it: figures as text, words in the reader's language."""
    return {
        "grows": candles.grows(key_result.kind, key_result.baseline, key_result.target),
        "said": found.said,
        "target": {
            "value": str(key_result.target),
            "words": with_unit(key_result.target, key_result.unit),
        },
        "weeks": [_told_week(one, key_result.unit) for one in found.weeks],
        "marks": [
            {"week": _name(candles.monday_of(one.day)), "number": one.number} for one in found.marks
        ],
    }


def _name(monday: date) -> str:
    return day_short(monday)


def _told_week(week: Week, unit: str) -> dict[str, Any]:
    one, name = week.candle, _name(week.monday)
    volume = week.volume and {"words": week.volume.words, "number": week.volume.number}
    if one is None:
        return {"name": name, "said": f"{name}\n{_('no update')}", "candle": None, "volume": volume}
    ends = {"open": one.open, "close": one.close, "low": one.low, "high": one.high}
    lines = [
        name,
        f"{with_unit(one.open, unit)} → {with_unit(one.close, unit)}",
        f"{with_unit(one.low, unit)} – {with_unit(one.high, unit)}",
        _("better") if week.better else _("worse"),
    ]
    told = {key: str(figure) for key, figure in ends.items()}
    said, better = "\n".join(lines), week.better
    return {"name": name, "said": said, "candle": told, "better": better, "volume": volume}


def _week(
    monday: date, found: candles.Candle | None, volume: kline.Volume | None, *, grows: bool
) -> Week:
    better = found is not None and candles.is_better(found, grows=grows)
    return Week(monday, found, better, volume)


def _volumes(goal: str, mondays: Sequence[date]) -> Mapping[date, kline.Volume]:
    told = weekly.volumes([goal])
    found = {one: told.get((goal, week_of(one))) for one in mondays}
    return {one: _volume(shown) for one, shown in found.items() if shown}


def _volume(shown: Shown) -> kline.Volume:
    if shown.told is Told.NUMBER:
        return kline.Volume(number(shown.number), shown.number)
    return kline.Volume(bucket(0) if shown.told is Told.FEW else "·")


def _marks(goal: str, place: str, since: date) -> list[Mark]:
    names = answer_words.kinds()
    decided = chronicle.about(goal, since, MOST_MARKS) if place == goal else ()
    rows = [(one.day, names[one.kind][0], one.said, None) for one in decided]
    rows += [
        (row.started, _("Retrospective"), row.title, row.id)
        for row in listing.sessions_about(goal)
        if row.started and row.started >= since
    ]
    rows.sort(key=lambda row: row[0])
    return [Mark(place, *row) for place, row in enumerate(rows[-MOST_MARKS:], start=1)]


def _said(key_result: KeyResult, chart: kline.Chart) -> str:
    """The chart in two sentences, for whoever does not see it."""
    if not chart.candles:
        return _("Nothing was read in this cycle.")
    first, last = chart.candles[0], chart.candles[-1]
    better, worse = kline.moves(chart.candles, grows=chart.grows)
    return _(
        "Week %(first)d opens at %(open)s, week %(last)d closes at %(close)s; the target is "
        "%(target)s. %(better)d weeks ended nearer to it, %(worse)d further away.",
        first=first.week,
        open=with_unit(first.open, key_result.unit),
        last=last.week,
        close=with_unit(last.close, key_result.unit),
        target=with_unit(key_result.target, key_result.unit),
        better=better,
        worse=worse,
    )
