"""What scores, the columns of a table of goals, and the tools that write one are called."""

from collections.abc import Mapping
from decimal import Decimal

from portal.core.languages import gettext as _
from portal.okr.progress import GOOD


def stretch(score: Decimal) -> str:
    """What a score means in words; below a good stretch the number says enough."""
    if score > 1:
        return _("beyond the target")
    if score == 1:
        return _("reached")
    return _("good stretch") if score >= GOOD else ""


def columns() -> Mapping[str, str]:
    """What a column may hold, by its code."""
    return {
        "": _("nothing of use"),
        "cycle": _("the quarter"),
        "team": _("the team"),
        "level": _("objective or key result (O, KR)"),
        "text": _("the words of either"),
        "objective": _("the objective"),
        "parent": _("the objective above"),
        "objective-owner": _("who answers for the objective"),
        "key-result": _("the key result"),
        "owner": _("who answers for it"),
        "plain": _("the same in plain words"),
        "kind": _("reach, reduce or rate"),
        "unit": _("the unit"),
        "baseline": _("the value it starts from"),
        "target": _("the value to reach"),
        "current": _("the value now"),
        "progress": _("how far, in percent"),
        "score": _("the score, 0 to 1"),
        "interim": _("a score on the way, 0 to 1"),
        "due": _("the due day"),
        "remark": _("keep it as a remark"),
    }


def tools() -> Mapping[str, str]:
    """Where a table seems to come from, by its code."""
    return {
        "table": _("a table"),
        "feishu": _("Feishu OKR"),
        "dingtalk": _("DingTalk OKR"),
    }
