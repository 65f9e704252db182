"""What each attacker holds: a folder with links to just those artefacts, and nothing else."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Variant:
    """One attacker: its name, and patterns of what it got hold of."""

    name: str
    holds: tuple[str, ...]


MAIN = ("given.json", "logs/*", "end/main.*", "end/files.json", "end/keylog/*", "end/raw/*")
LIVE = ("end/inbox.*", "end/issuance.*", "end/disk.json")
NIGHTS = ("nights/*/*", "nights/*/keylog/*")
KEYS = ("keys/*", "keys/*/*", "opened/end.json")
# Looks at the live disk while retrospectives go on; with the keys, what lay there in clear.
ROOMS = ("rooms/*/*",)
READ = ("opened/[0-9]*",)

THIEF = Variant("thief", (*MAIN, *NIGHTS))
THIEF_LIVE = Variant("thief with the live disk", (*MAIN, *NIGHTS, *LIVE, "instants/*/*", *ROOMS))
ADMINISTRATOR = Variant("administrator later", (*MAIN, *LIVE, *KEYS))
ADMINISTRATOR_NIGHTS = Variant("administrator with nightly backups", (*MAIN, *LIVE, *KEYS, *NIGHTS))
# Not bounded by anything while a session goes on, and said so: what it learns is measured.
WATCHER = Variant(
    "thief with the live disk and the keys, all the while",
    (*MAIN, *NIGHTS, *LIVE, *ROOMS, *KEYS, *READ),
)
VARIANTS = (THIEF, THIEF_LIVE, ADMINISTRATOR, ADMINISTRATOR_NIGHTS)


def hand_over(left: Path, variant: Variant, into: Path) -> Path:
    """Make the folder of an attacker, by hard links; the folder."""
    for pattern in variant.holds:
        for path in left.glob(pattern):
            if path.is_file():
                place = into / path.relative_to(left)
                place.parent.mkdir(parents=True, exist_ok=True)
                os.link(path, place)
    return into
