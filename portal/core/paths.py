"""Where templates, static files and migrations lie: beside the package, or inside it."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def share(name: str) -> Path:
    """Folder of that name: portal/_bundled/<name> in an installed wheel, ./<name> in a checkout."""
    bundled = _PACKAGE / "_bundled" / name
    return bundled if bundled.is_dir() else _PACKAGE.parent / name
