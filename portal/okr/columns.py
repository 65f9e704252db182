"""What the columns of a table of goals hold, by the names that tools give them, in three scripts.

Of Feishu OKR and DingTalk OKR no list of an export's columns is public: see docs/adr/0023.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from portal.core import headings
from portal.core.grids import Grid
from portal.core.headings import key, keys


class Role(StrEnum):
    """What a column holds; `text` is an objective or a key result, as `level` says."""

    NOTHING = ""
    CYCLE = "cycle"
    TEAM = "team"
    LEVEL = "level"
    TEXT = "text"
    OBJECTIVE = "objective"
    PARENT = "parent"
    OBJECTIVE_OWNER = "objective-owner"
    KEY_RESULT = "key-result"
    OWNER = "owner"
    PLAIN = "plain"
    KIND = "kind"
    UNIT = "unit"
    BASELINE = "baseline"
    TARGET = "target"
    CURRENT = "current"
    PROGRESS = "progress"
    SCORE = "score"
    INTERIM = "interim"
    DUE = "due"
    REMARK = "remark"


# By the names of roles.
KNOWN: Mapping[str, frozenset[str]] = {
    "cycle": keys("""cycle,period,quarter,okr period,okr cycle,週期,周期,OKR週期,OKR周期,季度,季,
        所屬週期,所属周期,時間週期,时间周期,目標週期,目标周期"""),
    "team": keys("""team,department,部門,部门,團隊,团队,所屬部門,所属部门,所屬團隊,所属团队,組織,
        组织,所在部門,所在部门"""),
    "level": keys("type,level,o/kr,類型,类型,層級,层级,項目類型,项目类型"),
    "text": keys("content,okr,內容,内容,OKR內容,OKR内容,名稱,名称"),
    "objective": keys("""objective,objectives,o,goal,goals,目標,目标,目標名稱,目标名称,目標內容,
        目标内容,目標(O),目标(O),O內容,O内容,objective (o),O目標,O目标"""),
    "parent": keys("""parent_objective,parent,aligned to,aligned with,supports,上級目標,上级目标,
        父目標,父目标,對齊目標,对齐目标,對齊,对齐,承接目標,承接目标,關聯目標,关联目标,對齊的目標,
        对齐的目标"""),
    "objective-owner": keys("""objective owner,目標負責人,目标负责人,O負責人,O负责人,目標所有者,
        目标所有者"""),
    "key-result": keys("""key_result,key result,key results,kr,krs,關鍵結果,关键结果,關鍵成果,
        关键成果,關鍵結果(KR),关键结果(KR),KR內容,KR内容,關鍵結果內容,关键结果内容,
        關鍵結果名稱,关键结果名称,key result (kr)"""),
    "owner": keys("""owner,owners,assignee,responsible,dri,lead,負責人,负责人,KR負責人,KR负责人,
        關鍵結果負責人,关键结果负责人,姓名,員工姓名,员工姓名,所有者,執行人,执行人,承辦人,責任人,
        责任人"""),
    "plain": keys("plain,plain words,白話,現場的說法"),
    "kind": keys("kind,direction,種類,方向,衡量方式"),
    "unit": keys("unit,單位,单位,計量單位,计量单位"),
    "baseline": keys("""baseline,start,start value,from,起始值,初始值,起點,起点,基準,基准,基線,
        基线,起始"""),
    "target": keys("target,target value,to,目標值,目标值,目標數值,目标数值"),
    "current": keys("""current,current value,actual,now,目前值,当前值,當前值,現值,现值,實際值,
        实际值,完成值,目前"""),
    "progress": keys("""progress,% complete,completion,進度,进度,完成度,完成率,達成率,达成率,
        目前進度,当前进度,當前進度,KR進度,KR进度"""),
    "score": keys("""score,grade,end-q,end of quarter,final score,final,評分,评分,得分,分數,分数,
        打分,自評,自评,自評分,自评分,最終得分,最终得分,KR評分,KR评分,關鍵結果評分,关键结果评分"""),
    "interim": keys("mid-q actual,mid-q,mid-quarter score,期中評分,期中评分,中期評分,中期评分"),
    "due": keys("""due,due date,deadline,by when,截止日期,截止時間,截止时间,截止日,到期日,結束時間,
        结束时间,結束日期,结束日期,期限"""),
}
# What is of no use elsewhere: marks of the other program, and its hours.
UNUSED = keys("""id,no,no.,#,index,序號,序号,編號,编号,創建時間,创建时间,建立時間,更新時間,
    更新时间,最近更新時間,最近更新时间,created,created at,updated,updated at,工號,工号,員工編號,
    员工编号,created by,創建人,创建人,建立者""")
# Which tool wrote it, by a heading that only it is known or thought to have.
TOOLS: Mapping[str, frozenset[str]] = {
    "feishu": keys("OKR週期,OKR周期,對齊的目標,对齐的目标,關鍵結果評分,关键结果评分"),
    "dingtalk": keys("承接目標,承接目标,目標週期,目标周期,KR進度,KR进度"),
}
SEARCHED = 10


def headed(grid: Grid) -> Grid:
    """The same table from the line that holds most known headings: exports begin with a title."""
    rows = [grid.heads, *grid.lines]
    # Its last line is no heading: nothing would stand under it.
    looked = range(min(SEARCHED, len(rows) - 1))
    best = max(looked, key=lambda place: (_known(rows[place]), -place))
    return Grid(rows[best], tuple(rows[best + 1 :]))


def _known(cells: Sequence[str]) -> int:
    return sum(key(cell) in words for cell in cells for words in KNOWN.values() if cell)


def guess(grid: Grid) -> tuple[Role, ...]:
    """What each column seems to hold. What has no place here is kept as a remark."""
    found = list(headings.guessed(grid.heads, Role, KNOWN))
    for place, head in enumerate(grid.heads):
        unknown = found[place] is Role.NOTHING and grid.column(place)
        if unknown and key(head) not in UNUSED:
            found[place] = Role.REMARK
    return tuple(_with_text(found, grid))


def _with_text(found: list[Role], grid: Grid) -> list[Role]:
    """A table whose key results stand in no known column has them in the first that has no name."""
    if {Role.TEXT, Role.KEY_RESULT} & set(found) or Role.REMARK not in found:
        return found
    place = found.index(Role.REMARK)
    role = Role.TEXT if Role.LEVEL in found else Role.KEY_RESULT
    return [role if i == place and grid.column(i) else one for i, one in enumerate(found)]


def tool(grid: Grid) -> str:
    """Which tool seems to have written a table; `table` for any other."""
    heads = {key(head) for head in grid.heads}
    return next((name for name, words in TOOLS.items() if heads & words), "table")
