"""Whether a text names somebody."""

import re

HAN = re.compile(r"[\u3400-\u9fff]+")


def named(text: str, name: str) -> bool:
    """True when a text names somebody: whole, without spaces, in any case, or by the given name."""
    said, whole = text.casefold(), "".join(name.casefold().split())
    if whole in "".join(said.split()):
        return True
    if HAN.fullmatch(whole):
        # 何詠詩 is called 詠詩; of two letters the second alone would be in every other text.
        return len(whole) > 2 and whole[1:] in said
    parts = (part for part in name.casefold().split() if len(part) > 2)
    return any(re.search(rf"\b{re.escape(part)}\b", said) for part in parts)
