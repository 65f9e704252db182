"""Where a post stands: whatever judgement is not in the table of moves is refused."""

from itertools import product

import pytest

from portal.core.db import db
from portal.core.errors import Conflict
from portal.voice.models import Outcome, Post
from portal.voice.stages import State
from portal.voice.standing import LEAVES, MOVES, Judgement, can, judge

PAIRS = [pytest.param(*pair, id="-".join(pair)) for pair in product(State, Judgement)]


@pytest.mark.parametrize(("state", "judgement"), PAIRS)
def test_a_judgement_leads_where_the_table_says_or_nowhere(app, state, judgement):
    post = Post(id="a" * 26, kind="comment", state=state.value)
    if (state, judgement) in MOVES:
        assert can(post, judgement)
        assert judge(post, judgement, None) == MOVES[state, judgement]
        [leaf] = [one for one in db.session.new if isinstance(one, Outcome)]
        assert (post.state, leaf.outcome) == (MOVES[state, judgement], LEAVES[State(post.state)])
    else:
        assert not can(post, judgement)
        with pytest.raises(Conflict):
            judge(post, judgement, None)
        assert post.state == state
    db.session.rollback()


def test_every_state_can_be_reached_and_what_was_cut_or_joined_is_over():
    assert set(MOVES.values()) == set(State)
    assert not [pair for pair in MOVES if pair[0] in {State.SPLIT, State.MERGED}]
