"""Made-up posts about five matters, in Traditional and Simplified Chinese and in English."""

MATTERS = {
    "schedule": """排程表一天改三次，現場不知道要看哪一張
急單一插進來，原本的排程就全部亂掉
排程沒有先跟現場討論，做不到才說
下週的排程到星期五晚上才出來
排程改了沒有通知晚班，白做一批
生产排程天天变，物料跟不上排程
排程系统和现场的排程表对不起来
the production schedule changes every day and nobody tells us
rush orders break the schedule we agreed on
night shift gets an old version of the schedule
the schedule is decided without asking the people on the line""",
    "machine": """三號機又停了，等維修等了半天
機台老舊，一個月故障五次
沖床機台漏油，報修三週沒有人來
機台保養一直延後，故障越來越多
備用機台也壞了，只能停線等維修
机台故障以后要等两天才有人来维修
老机台没有备件，维修只能等
the machine broke down again and maintenance came after four hours
no spare parts for the old machine, so repair takes days
machine maintenance keeps being postponed until it fails
the press machine leaks oil and nobody repairs it""",
    "leave": """請假要三個主管簽核，常常來不及
特休請假被退，沒有說原因
人手不夠，請假都要自己找代班
臨時請假會被主管念，大家不敢請假
請假系統的簽核卡在主管那邊一個禮拜
请假审批太慢，主管一周才签
家里有事请假，还要自己找人代班
leave requests need three approvals and take a week
my leave was rejected without any reason
we have to find our own replacement before taking leave
people are afraid to ask the supervisor for leave""",
    "stock": """倉庫的庫存帳和架上的數量對不起來
庫存不準，領料領到一半沒有料
盤點的時候發現庫存少了兩百個
退料沒有入帳，庫存永遠是錯的
倉庫沒有人管，庫存亂放找不到
仓库库存数量不准，领料要跑三次
盘点之后库存还是不对
inventory in the warehouse does not match the stock list
we run out of stock because the inventory count is wrong
returned material is never booked back into the warehouse inventory
nobody can find anything in the warehouse, stock is everywhere""",
    "training": """新人沒有教育訓練就直接上線
教育訓練都是看投影片，沒有實際操作
新人來了沒有師傅帶，只能自己摸索
教育訓練的時間被加班吃掉
新人的訓練手冊是五年前的版本
新人培训只有半天，上线就出错
培训教材太旧，新人看不懂
new people start on the line without any training
training is only slides, nobody shows new hires how to work
there is no mentor, so new hires learn by mistakes
the training manual for new hires is five years old""",
}


def posts(*matters: str) -> list[dict[str, object]]:
    """The posts of some matters, or of all; an id tells the matter for the test alone."""
    return [
        {"id": f"{matter}-{number}", "text": text, "lang": None}
        for matter in matters or MATTERS
        for number, text in enumerate(MATTERS[matter].splitlines())
    ]


def matter(id_: str) -> str:
    """What a post of the corpus is about."""
    return id_.rpartition("-")[0]


def many(count: int) -> list[dict[str, object]]:
    """So many different posts, two or three sentences of the corpus each."""
    lines = [line for text in MATTERS.values() for line in text.splitlines()]
    found = []
    for number in range(count):
        picked = (lines[number % 55], lines[(number * 7 + number // 55) % 55])
        found.append(
            {"id": f"m{number:06}", "text": f"{'。'.join(picked)}。{number}", "lang": None}
        )
    return found
