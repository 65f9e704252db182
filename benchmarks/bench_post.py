"""R8 and R9: an anonymous post that is accepted, beside a comment that Isso or remark42 accepts."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path

from benchmarks.bench_pages import bare, hello, isso, ours
from benchmarks.fixtures import House, house, texts
from benchmarks.harness import ROUNDS, Contender, Spread, alternate, cpu, ratio, say, undisturbed
from benchmarks.judging import Report
from benchmarks.load import Pace

POSTS = 100
OURS = "anonymous post"
PEER = "Isso comment"
# As fast as both can, up to what tokens are made for; the product refuses more than 300 a second
# in each process, which would be a failed run.
PACE = Pace(rate=250.0)
SPARE = 2
# remark42 is no Python: what it costs was measured once beside Isso, and is quoted.
REMARK42 = 0.80


def _requests(home: House) -> Iterator[bytes]:
    """As many posts as all turns may need, each with a token of its own."""
    each = int((PACE.rate or 0) * PACE.seconds) + PACE.connections
    count = (ROUNDS + 1 + SPARE) * each
    say(f"  making {count} tokens")
    bodies = cycle(texts(POSTS))
    return iter([home.post(token, next(bodies)) for token in home.make_tokens(count)])


def run() -> Report:
    """Take the turns, count what arrived, and judge."""
    posts = texts(POSTS)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        home = stack.enter_context(house(posts))
        peer = stack.enter_context(isso(folder, posts))
        floor = stack.enter_context(bare(folder))
        server = stack.enter_context(ours(home, folder))
        comments = peer.writes(posts)
        contenders = [
            hello(floor),
            Contender(OURS, server, _requests(home), status=202, pace=PACE),
            Contender(PEER, peer.server, comments, status=201, pace=PACE, before=peer.trim),
        ]
        rounds = alternate(contenders, most=ROUNDS + SPARE)
        memory = {one.name: round(one.server.memory(), 1) for one in contenders}
        arrived = home.waiting()
    kept = undisturbed(rounds)
    report = Report("post", rounds, memory=memory)
    report.costs = {one.name: cpu(kept, one.name) for one in contenders}
    report.note("posts in the inbox at the end", arrived)
    beside = ratio(kept, OURS, PEER)
    report.judge("R8", beside)
    report.judge(
        "R9", Spread(*(one / REMARK42 for one in (beside.median, beside.low, beside.high)))
    )
    return report
