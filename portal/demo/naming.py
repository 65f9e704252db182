"""What people do under their own name: goals hung, ended and changed, remarks, who is away."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from portal.core.db import db, transaction
from portal.demo.goals import Goals
from portal.demo.staff import Staff
from portal.demo.story import Calendar, read_json, workday
from portal.okr import mounts, outcomes, versions
from portal.okr import service as okr
from portal.okr.outcomes import Ending, Learning
from portal.okr.service import quarter
from portal.people.calendars import set_away
from portal.people.models import Account
from portal.remarks import service as remarks
from portal.remarks.models import Place


class Naming:
    """All of it, each on its day; of this quarter, for only its goals still run."""

    def __init__(self, calendar: Calendar, staff: Staff, goals: Goals) -> None:
        """Read what is to be done; nothing is written yet."""
        self._calendar, self._staff, self._goals = calendar, staff, goals
        self._told: dict[str, list[dict[str, Any]]] = read_json("named.json")

    def do(self, day: date) -> None:
        """Do whatever this day asks for."""
        with transaction():
            for told in self._on("mounts", day):
                self._mount(told, day)
            for told in self._on("endings", day):
                self._end(told)
            for told in self._on("turns", day):
                self._turn(told, day)
            for told in self._on("remarks", day):
                goal = self._goals.id_on(told["goal"], day)
                remarks.say(self._staff.actor(told["by"]), Place.KR, goal, told["body"])
            for told in self._on("away", day):
                self._leave(told, day)

    def _on(self, what: str, day: date) -> list[dict[str, Any]]:
        return [told for told in self._told[what] if self._day(told["ago"]) == day]

    def _day(self, ago: int) -> date:
        """A workday of this quarter, and none that is still to come."""
        begun = quarter(self._calendar.quarters["this"])[0]
        return min(workday(max(self._calendar.ago(ago), begun)), self._calendar.today)

    def _mount(self, told: dict[str, Any], day: date) -> None:
        below = okr.find_key_result(self._goals.id_on(told["of"], day)).objective
        over = okr.find_key_result(self._goals.id_on(told["under"], day))
        if "let_by" not in told:
            mounts.ask(self._staff.actor(told["by"]), below, over.id)
            return
        asked = mounts.ask(self._staff.actor(told["by"]), below, over.objective_id)
        mounts.answer(self._staff.actor(told["let_by"]), asked, accept=True)

    def _end(self, told: dict[str, Any]) -> None:
        """How an objective of the last quarter ended, told at the beginning of this one."""
        before = quarter(self._calendar.quarters["last"])[0]
        goal = okr.find_key_result(self._goals.id_on(told["of"], before))
        learned = Learning(told["what"], told["why"], told["next"])
        actor = self._staff.actor(told["by"])
        outcomes.end(actor, goal.objective, Ending(told["ending"]), learned)

    def _turn(self, told: dict[str, Any], day: date) -> None:
        """A key result that was aimed elsewhere."""
        goal = okr.find_key_result(self._goals.id_on(told["of"], day))
        aim = replace(versions.aim_of(goal), target=Decimal(told["target"]))
        versions.change_key_result(self._staff.actor(told["by"]), goal, aim, told["reason"])

    def _leave(self, told: dict[str, Any], day: date) -> None:
        actor = self._staff.actor(told["by"])
        account = db.session.get_one(Account, actor.id)
        set_away(actor, account, day + timedelta(days=told["days"]))
