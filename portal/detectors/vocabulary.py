"""Ordinary words that are also names, and how one sees that somebody is meant."""

import re

from portal.detectors.lists import rows

ORDINARY = frozenset(word for row in rows("ordinary") for word in row.split())
SEQUELS = dict(row.split() for row in rows("sequels"))
# Before and after a name in a sentence, where an ordinary word would hardly stand.
BEFORE_HAN = r"^|[,，。、；:：!?！？\s「（(]|[是找問請跟和與給由叫被讓向對等]"
AFTER_HAN = (
    r"昨[天晚日]|今[天早]|明天|前天|上[週周個]|下[週周個]|每[次天週]|[說講話問簽改退排]"
    r"|沒[有來說回]|[不都又會才把去來也只就還](?![是好])|負責|那邊|這邊|請假|主[管任]|組長|課長|經理"
)
# What only people are called.
FAMILIAR = "哥|姐|姊|學長|學姐|學姊|大哥|大姐|先生|小姐|師傅|老師|同學|叔|伯|嬸|媽|弟|妹"
ROADS = (
    "[一二三四五六七八九東西南北]?[路街]|大[道樓]|國[中小]|高[中工職]|醫院|科技|大學"
    "|市場|號線|與春嬌"
)
MONTHS = frozenset(
    {"may", "june", "april", "august", "summer", "autumn", "winter", "sunday", "monday"}
)
BEFORE_MONTH = re.compile(
    r"(?:in|of|by|until|till|since|from|to|next|early|late|mid|every|before|after|during|and|on|\d)"
    r"[ -]$"
)
# A person does something: Will said, Rose counts, Grace's.
AFTER_NAME = re.compile(
    r"'s\b| (?:said|says|is|was|has|had|told|asked|never|always|did|does|doesn't|didn't|won't|isn't"
    r"|went|took|made|left|came|keeps|and [a-z]+ (?:are|were|have)"
    r"|[a-z]{2,}(?:ed|[dklmnprtv]s|ses|shes|ches))\b"
)
