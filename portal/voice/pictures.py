"""Pictures of strangers: drawn again from their pixels, and nothing else of them kept."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from portal.core.errors import Invalid, TooMany
from portal.core.languages import gettext as _
from portal.voice.envelope import unfit

TYPE = "image/webp"
EDGE = 1600
LARGEST = 1024 * 1024
PIXELS = 40_000_000
AT_ONCE = 2
PATIENCE = 10.0
# One that does not become small enough by its quality does by its size.
TRIES = ((EDGE, 82), (EDGE, 60), (1200, 50), (800, 40))
HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}

_FORMATS = ["JPEG", "PNG", "WEBP"]
if find_spec("pillow_heif"):
    from pillow_heif import register_heif_opener

    register_heif_opener(thumbnails=False)
    _FORMATS.append("HEIF")

# Pillow warns from its limit on and refuses from twice as many; `_open` refuses from ours on.
Image.MAX_IMAGE_PIXELS = None

_places = threading.BoundedSemaphore(AT_ONCE)


def clean(raw: bytes) -> bytes:
    """The same picture as WebP: upright, at most 1600 pixels wide or high and 1 MiB, and only that.

    Place, time, camera, comments, colour profiles and thumbnails are not copied. What it is, its
    bytes say. Raises Invalid for anything but a whole JPEG, PNG or WebP (or HEIC, with the extra
    `heif`), TooMany when too many wait.
    """
    with _place():
        try:
            return _drawn(raw)
        except Invalid:
            raise
        except Exception as error:  # Pillow has a dozen ways to say that bytes are no picture.
            raise unfit(_("The picture is damaged or incomplete. Choose another one.")) from error


@contextmanager
def _place() -> Iterator[None]:
    """A turn at decoding: a few at a time, since a small file may unfold into much memory."""
    if not _places.acquire(timeout=PATIENCE):
        raise TooMany(_("Very many people are speaking just now. Send it again in a minute."))
    try:
        yield
    finally:
        _places.release()


def _drawn(raw: bytes) -> bytes:
    with _open(raw) as opened:
        # A JPEG is read at a half or a quarter of its size where that is enough.
        opened.draft(None, (EDGE, EDGE))
        upright = ImageOps.exif_transpose(opened)
    seen = _on_paper(upright)
    return next(made for edge, quality in TRIES if (made := _encoded(seen, edge, quality)))


def _open(raw: bytes) -> Image.Image:
    """The picture with its head read and no pixel decoded."""
    try:
        opened = Image.open(BytesIO(raw), formats=_FORMATS)
    except UnidentifiedImageError as error:
        raise unfit(_unknown(raw)) from error
    if opened.width * opened.height > PIXELS:
        opened.close()
        raise unfit(_("The picture has too many pixels: 40 million is the most."))
    return opened


def _unknown(raw: bytes) -> str:
    if raw[4:8] == b"ftyp" and raw[8:12] in HEIC:
        return _("HEIC pictures cannot be read here. Take the photo as JPEG, or make a screenshot.")
    return _("This is not a picture that can be taken: JPEG, PNG or WebP.")


def _on_paper(picture: Image.Image) -> Image.Image:
    """Plain colours: what is transparent lies on white, as every page would show it."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    paper = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(paper, picture.convert("RGBA")).convert("RGB")


def _encoded(picture: Image.Image, edge: int, quality: int) -> bytes | None:
    """The picture as WebP, or None when it is too large that way."""
    small = picture.copy()
    small.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    out = BytesIO()
    # Pillow writes a profile, EXIF or XMP into a WebP only when it is given one.
    small.save(out, "WEBP", quality=quality, method=2)
    return out.getvalue() if out.tell() <= LARGEST else None
