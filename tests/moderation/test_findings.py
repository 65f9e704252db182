"""Where detectors are asked: what they mark is shown where it stands, with a reason."""

import pytest

from portal.moderation import findings
from portal.moderation.findings import Finding, Piece, pieces

NAME = Finding("name", 0, 2, "像人名。保護第三人，建議遮住。")
INSULT = Finding("insult", 5, 7, "罵人的話。")


@pytest.mark.parametrize(
    ("found", "cut"),
    [
        ([], ["阿坤每次都是豬。"]),
        ([NAME], ["阿坤", "每次都是豬。"]),
        ([INSULT, NAME], ["阿坤", "每次都", "是豬", "。"]),
        ([NAME, Finding("other", 1, 4, "")], ["阿坤", "每次都是豬。"]),
    ],
)
def test_a_text_is_cut_where_marks_are_and_no_letter_gets_lost(found, cut):
    made = pieces("阿坤每次都是豬。", found)
    assert [piece.text for piece in made] == cut
    assert "".join(cut) == "阿坤每次都是豬。"
    assert made[0] == Piece(cut[0], NAME if NAME in found else None)


def test_the_open_post_shows_what_is_marked_and_why(mine, sign_in, monkeypatch):
    assert "<mark" not in sign_in("mona").get("/in/moderation").text
    monkeypatch.setattr(findings, "findings", lambda case: [NAME])
    page = sign_in("mona").get("/in/moderation").text
    assert f'<mark title="{NAME.why}">阿坤</mark>每次都把廢料' in page
    assert f"<mark>阿坤</mark><span>{NAME.why}</span>" in page
