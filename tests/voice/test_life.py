"""A blocker's life: every pair of a stage and a move that is not in the table is refused."""

from itertools import product

import pytest

from portal.core.errors import Conflict
from portal.voice.life import MOVES, Move, can, go
from portal.voice.models import Post
from portal.voice.stages import Progress

PAIRS = [pytest.param(*pair, id="-".join(pair)) for pair in product(Progress, Move)]


@pytest.mark.parametrize(("progress", "move"), PAIRS)
def test_a_move_leads_where_the_table_says_or_nowhere(app, progress, move):
    post = Post(progress=progress.value)
    if (progress, move) in MOVES:
        assert can(post, move)
        go(post, move)
        assert post.progress == MOVES[progress, move]
        return
    assert not can(post, move)
    with pytest.raises(Conflict):
        go(post, move)
    assert post.progress == progress


def test_a_blocker_that_never_moved_is_open(app):
    post = Post(progress=None)
    go(post, Move.ASK)
    assert post.progress == Progress.ASKED


def test_every_stage_can_be_reached_and_only_its_author_ends_a_claim():
    assert set(MOVES.values()) == set(Progress) - {Progress.OPEN}
    assert {move for stage, move in MOVES if stage is Progress.CLAIMED} == {
        Move.CONFIRM,
        Move.DENY,
    }
