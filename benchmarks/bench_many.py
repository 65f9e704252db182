"""R1 and R3 among 100,000 posts: a goal's page, the board, what is stuck, an inbox."""

import tempfile
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path

from benchmarks.bench_pages import bare, hello, isso, ours, reader
from benchmarks.fixtures import House, house, sign_in, texts
from benchmarks.harness import Contender, Server, alternate, cpu, ratio, undisturbed
from benchmarks.judging import Report
from benchmarks.load import Pace, request
from benchmarks.multitude import multiply

MANY, POSTS = 100_000, 100
PEER = f"Isso, {POSTS} comments"
PAGES = {"goal": "", "board": "/in/board", "stuck": "/in/blockers", "inbox": "/in/inbox"}


def _page(name: str, home: House, server: Server) -> list[Contender]:
    """A page that was had before; and each time after a commit that changes a post or a goal."""
    address = PAGES[name] or f"/in/krs/{home.key_result}"
    raw = request(address, {"Cookie": sign_in(server.port)})
    changes = home.after_changes(raw)
    return [
        reader(name, server, cycle([raw])),
        reader(f"{name}, changed", server, changes, Pace(connections=1)),
    ]


def run() -> Report:
    """Take the turns and judge them."""
    posts = texts(POSTS)
    with ExitStack() as stack:
        enter = stack.enter_context
        folder = Path(enter(tempfile.TemporaryDirectory()))
        home = enter(house(posts))
        multiply(home, MANY)
        peer, floor = enter(isso(folder, posts)), enter(bare(folder))
        # The goal itself has a hundred posts on one page, as in R1; lists are as they are served.
        whole, served = enter(ours(home, folder, POSTS)), enter(ours(home, folder))
        contenders = [hello(floor), Contender(PEER, peer.server, peer.reads(), least=POSTS)]
        for name in PAGES:
            contenders += _page(name, home, whole if name == "goal" else served)
        rounds = alternate(contenders)
    kept = undisturbed(rounds)
    report = Report("many", rounds)
    report.costs = {one.name: cpu(kept, one.name) for one in contenders}
    # Nobody is to decide on 33,000 blockers: what that inbox costs is told, and not judged.
    for name in ("goal", "board", "stuck"):
        report.judge(f"R1 {name} of {MANY}", ratio(kept, name, PEER))
        report.judge(f"R3 {name} of {MANY}", ratio(kept, f"{name}, changed", PEER))
    return report
