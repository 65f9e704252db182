"""The browser's small table of Traditional and Simplified characters says what OpenCC says."""

import re
from pathlib import Path

from opencc import OpenCC

TABLE = Path(__file__).resolve().parents[2] / "static" / "js" / "folding.js"


def columns():
    text = TABLE.read_text(encoding="utf-8")
    parts = re.findall(r"const [A-Z]+ =\n((?: +\"[^\"]+\"[ +;]*\n)+)", text)
    return ["".join(re.findall(r'"([^"]+)"', part)) for part in parts]


def test_each_character_folds_as_opencc_has_it():
    traditional, simplified = columns()
    assert len(traditional) == len(simplified) > 1000
    assert len(set(traditional)) == len(traditional)
    fold = OpenCC("t2s").convert
    wrong = [one for one in zip(traditional, simplified, strict=True) if fold(one[0]) != one[1]]
    assert wrong == []
