"""What a process of the portal leaves on a disk: for its owner alone, and never its memory."""

import os
import resource

OTHERS = 0o077


def keep_private() -> None:
    """From here on, files and folders are made 0600 and 0700, and a crash leaves no core."""
    os.umask(OTHERS)
    _soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
