"""Goals that are being written, were changed, and failed: what the pages about them show."""

from dataclasses import replace
from decimal import Decimal

from portal.core import clock
from portal.core.db import transaction
from portal.drafts import service
from portal.drafts.service import Written
from portal.okr import outcomes, versions
from portal.okr import service as okr
from portal.okr.outcomes import Ending, Learning
from tests.browser.house import House
from tests.making import make_goal


def drafts_of(house: House, goal: str) -> dict[str, list[str]]:
    """Bob's draft with a good and a poor key result; his goal was turned, another failed."""
    bob, found = house.actor("bob"), okr.find_key_result(goal)
    failed = make_goal("bob", "舊夾具的故障少一半", "資訊部").objective
    learned = Learning(
        "夾具換了兩次，故障沒有變少。", "料比規格硬，量的時候才發現。", "先試料，再買夾具。"
    )
    with transaction():
        versions.change_key_result(
            bob, found, replace(versions.aim_of(found), target=Decimal(96)), "客戶換了規格。"
        )
        outcomes.end(bob, failed, Ending.FAILED, learned)
        draft = service.begin(
            bob, okr.quarter_of(clock.today()), found.objective.team_id, "提升產線效率"
        )
        poor = service.add_result(
            draft, Written("努力降低報廢", "", "reduce", "", None, None, None, bob.id)
        )
        figures = ("reduce", "分鐘", Decimal(90), Decimal(45), found.due, house.ids["alice"])
        service.add_result(draft, Written("換線時間從 90 分鐘縮短到 45 分鐘", "", *figures))
        return {"draft": [draft.id], "result": [poor.id]}
