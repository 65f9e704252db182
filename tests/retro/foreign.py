"""What other tools write when a retrospective is taken along from them: made up, in their shape."""

import csv
import io

WRITER, REPLIER = "歐陽靜雯", "Bartholomew Quince"
PARABOL = (
    "reflectionGroup,author,votes,type,createdAt,discussionThread,prompt,content",
    f"排程,{WRITER},4,Reflection,2026-10-02T01:11:12.000Z,,哪裡卡住,一天改三次排程",
    f"排程,{WRITER},4,Reflection,2026-10-02T01:09:00.000Z,,哪裡卡住,急單一來就全部重排",
    f"夜班,{REPLIER},6,Reflection,2026-10-02T01:15:00.000Z,,什麼順利,夜班交接清楚",
    f"排程,{REPLIER},4,Comment,2026-10-02T01:40:00.000Z,先固定上午,,先固定上午",
    f"排程,{WRITER},4,Reply,2026-10-02T01:41:00.000Z,先固定上午,,業務同意",
    f"排程,{WRITER},4,Task,2026-10-02T01:50:00.000Z,排程十點定案,,排程十點定案",
)
# A column for each question, and one comma too many.
EASYRETRO = (
    "Went well,To improve,Action items,",
    "The new racks,Three changes a day,Fix the plan at ten,",
    "Handing over at night,,,",
)
OURS = (
    "內容;主題;題目;票數;行動;負責人;期限;狀態;筆記;姓名;填寫時間",
    "料太硬;材料;為什麼;3;驗料先量硬度;周雅婷;2026-12-01;;供應商換過;歐陽靜雯;2026-10-03 09:12",
    "=1+1 台壞了;機台;為什麼;5;找人修;廖師傅;2026/12/5;;;歐陽靜雯;2026-10-03 09:13",
    "換過刀了;機台;為什麼;2;換刀;周雅婷;;完成;;歐陽靜雯;2026-10-03 09:14",
)


def table(lines, codec="utf-8-sig"):
    """A file of these lines."""
    return "\n".join(lines).encode(codec)


def rows(text):
    """The cells of a CSV text."""
    return list(csv.reader(io.StringIO(text, newline="")))
