"""Files of goals as other programs write them, made up in their shape, and what a browser sends."""

import io
import re

import xlsxwriter
from sqlalchemy import func, select

from portal.core.db import db
from portal.okr.models import KeyResult

PAGE = "/in/objectives/import"
# As an export of Feishu OKR is thought to look: a title over it, merged cells, scores.
FEISHU = (
    ("2026年第四季度 OKR",),
    ("姓名", "部门", "OKR周期", "目标", "关键结果", "进度", "关键结果评分", "权重"),
    ("黃志豪", "生產部", "2026年10月-12月", "让师傅一拿到就想再买", "退件率降到 2%", 0.7, "", 0.5),
    ("", "", "", "", "每週聽十位師傅", "40%", "0.5", 0.5),
    ("陌生人", "生產部", "", "倉庫找得到料", "盤點準確", "", "", 1),
)
# And one of DingTalk OKR: figures in columns of their own.
DINGTALK = (
    (
        "目标周期",
        "目标名称",
        "关键结果名称",
        "负责人",
        "起始值",
        "目标值",
        "当前值",
        "单位",
        "截止时间",
    ),
    ("2026 Q4", "交貨不再遲到", "準時率", "bob", "78%", "95", "1,086.5", "%", "2026/12/20"),
    ("", "", "換模時間", "bob", "40 分", "25 分", "", "", ""),
)


def csv(*rows):
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode()


def workbook(**sheets):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return out.getvalue()


def held(page):
    """What the page would send back, as a browser does: fields with their values."""
    found = re.findall(r'<input type="hidden" name="(name|content|shown)" value="([^"]*)"', page)
    chosen = re.findall(
        r'<select[^>]*name="(role|team|table)"[^>]*>(.*?)</select>', page, re.DOTALL
    )
    picks = [
        (name, re.search(r'value="([^"]*)" ?selected|selected [^>]*value="([^"]*)"', inner))
        for name, inner in chosen
    ]
    fields = {}
    for name, value in found:
        fields.setdefault(name, []).append(value.replace("&#34;", '"').replace("&#39;", "'"))
    for name, pick in picks:
        fields.setdefault(name, []).append((pick[1] or pick[2] or "") if pick else "")
    return fields | {"cycle": re.search(r'name="cycle"[^>]*value="([^"]*)"', page)[1]}


def take(browser, page, **changes):
    return browser.post(PAGE, data=held(page) | {"go": "take"} | changes)


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def results():
    return {one.title: one for one in db.session.scalars(select(KeyResult)).unique()}
