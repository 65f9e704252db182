"""What people write beside a figure: new words, the old ones again, or that nothing has changed."""

from random import Random

STANDING = (
    "一切順利，持續推進中。",
    "依計畫進行，無異常。",
    "進度正常，持續追蹤。",
    "on track, no issues",
    "all according to plan",
    "progressing well, will keep pushing",
)
SAME = ("沒有變化。", "本週沒動。", "no change", "same as last week")
WHO = (
    "二廠夜班",
    "採購",
    "三號線",
    "客服",
    "倉庫",
    "the night shift",
    "supplier B",
    "the Taichung site",
)
WHAT = (
    "換線多花了時間",
    "等一個零件",
    "把清單縮到一半",
    "試了新的排法，比較快",
    "沒有人接這件事",
    "lost two days to rework",
    "tried the other route and it works",
    "is short of people",
    "found the cause: the labels",
    "has begun with the second half",
)
THEN = (
    "下週再量一次",
    "先做最大的三家",
    "要跟品保談",
    "這樣下去到不了",
    "next week we measure again",
    "we stop this and do the other",
    "needs a decision on overtime",
)


def fresh(rng: Random) -> str:
    """Words that were most likely not there before."""
    return f"{rng.choice(WHO)} {rng.choice(WHAT)}（{rng.randint(2, 98)}），{rng.choice(THEN)}"


def next_note(rng: Random, before: list[str], copied: float, *, moved: bool) -> str:
    """The note of a check-in after these; a figure that stands still is often said to do so."""
    if rng.random() < copied:
        # One's own old words, or those which everybody uses.
        return rng.choice(before) if before and rng.random() < 0.6 else rng.choice(STANDING)
    if not moved and rng.random() < 0.6:
        return rng.choice(SAME)
    return "" if rng.random() < 0.15 else fresh(rng)
