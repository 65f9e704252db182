"""Readings from a file: each line looked at, the whole file or nothing, days kept in order."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.core import clock
from portal.core.db import transaction
from portal.core.errors import Invalid
from portal.core.tables import Faults
from portal.okr import readings
from portal.okr.actuals import COLUMNS, read_actuals, take_actuals
from tests.making import make_goal


def table(*rows):
    return "\n".join((",".join(COLUMNS), *rows)).encode()


def days_ago(number):
    return (clock.today() - timedelta(days=number)).isoformat()


def take(*rows, **more):
    found = read_actuals(table(*rows), **more)
    with transaction():
        take_actuals(found)


def test_a_file_brings_readings_of_days_gone_by_in_their_order(goal, cast):
    take(
        f"{goal.id},90,,8,很順",
        f"{goal.plain},82%,{days_ago(9)},,",
        f"{goal.title},85,{days_ago(2)},,",
    )
    assert readings.values([goal.id])[goal.id] == [82, 85, 90]
    assert (goal.current, goal.updated) == (90, clock.today())
    newest = readings.latest(goal.id)[0]
    assert (newest.source, newest.note, newest.account_id) == ("file", "很順", cast.bob)


def test_what_is_older_than_the_last_reading_does_not_move_the_figure(goal, actors):
    with transaction():
        readings.check_in(actors["bob"], goal, Decimal(88), 7, "")
    take(f"{goal.id},70,{days_ago(20)},,")
    assert (goal.current, readings.values([goal.id])[goal.id]) == (88, [70, 88])


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("沒有這個,1,,,", "key_result"),
        ("{id},x,,,", "value"),
        ("{id},1e99,,,", "value"),
        ("{id},NaN,,,", "value"),
        ("{id},1,昨天,,", "day"),
        ("{id},1,2999-01-01,,", "day"),
        ("{id},1,,11,", "confidence"),
        ("{id},1,,-1,", "confidence"),
        ("{id},1,,," + "長" * 501, "note"),
    ],
)
def test_every_fault_is_told_with_its_line_and_nothing_is_taken(goal, row, word):
    with pytest.raises(Faults) as caught:
        read_actuals(table(f"{goal.id},90,,,", row.format(id=goal.id)))
    ((line, sentence),) = caught.value
    assert line == 3
    assert word in sentence
    assert readings.values([goal.id]) == {}


def test_of_two_that_are_called_alike_the_id_is_asked_for(goal):
    other = make_goal("bob", "另一條線")
    with transaction():
        other.title = goal.title
    with pytest.raises(Faults):
        read_actuals(table(f"{goal.title},90,,,"))
    assert len(read_actuals(table(f"{goal.id},90,,,", f"{other.id},3,,,"))) == 2


def test_only_who_may_update_it_brings_its_readings(goal):
    with pytest.raises(Faults):
        read_actuals(table(f"{goal.id},90,,,"), lambda _one: False)


def test_a_file_that_is_no_table_is_refused(goal):
    with pytest.raises((Invalid, Faults)):
        read_actuals(b"\x00")


def test_on_the_page_it_is_shown_first_and_then_taken_in(sign_in, goal):
    bob, address = sign_in("bob"), "/in/objectives/actuals"
    rows = table(f"{goal.id},91,,,").decode()
    kind = {"content_type": "multipart/form-data; boundary=cut"}
    part = (
        '--cut\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n'
        f"Content-Type: text/csv\r\n\r\n{rows}\r\n--cut--\r\n"
    )
    assert "91" in bob.post(address, data=part.encode(), **kind).text
    assert readings.values([goal.id]) == {}
    assert sign_in("charlie").post(address, data={"content": rows}).status_code == 422
    assert bob.post(address, data={"content": rows}).status_code == 302
    assert readings.values([goal.id])[goal.id] == [91]
