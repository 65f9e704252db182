"""Pictures come out upright and bare, or are refused with a sentence that helps."""

import os
import re
import threading
import time
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageOps, ImageStat

from portal.core.errors import Invalid, TooMany
from portal.voice import pictures
from tests.making import encoded, photo_with_places

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data" / "images"
BOMB = "synthetic-bomb-30000x30000-1bit.png"
NAMES = sorted(path.name for path in SAMPLES.glob("*") if path.name != BOMB)
MARKERS = (b"exif", b"http://ns.adobe.com", b"icc_profile", b"iccp", b"iptc", b"8bim", b"photoshop")
MARKERS += (b"xmp", b"jfif", b"gps", b"apple", b"canon", b"nikon", b"gimp", b"thumb", b"comment")
RUN = re.compile(rb"[\x20-\x7e]{8,}")
ORIENTATION, GPS = 274, 0x8825
# What a sample looks like: the whole of it, small, so that an encoder's noise does not count.
SIDE = 8

with_samples = pytest.mark.skipif(not NAMES, reason="the sample pictures are not here")

pytestmark = pytest.mark.usefixtures("app")


def chunks(webp):
    """The names of the parts of a WebP file."""
    assert (webp[:4], webp[8:12]) == (b"RIFF", b"WEBP")
    found, at = [], 12
    while at < len(webp):
        found.append(webp[at : at + 4])
        size = int.from_bytes(webp[at + 4 : at + 8], "little")
        at += 8 + size + size % 2
    return found


def shape(picture):
    return picture.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BOX)


def opened(raw):
    with Image.open(BytesIO(raw)) as picture:
        picture.load()
        return picture


def unlike(one, other):
    """How far two pictures are from each other, 0 to 255."""
    return max(ImageStat.Stat(ImageChops.difference(shape(one), shape(other))).mean)


def refusal(raw):
    with pytest.raises(Invalid) as refused:
        pictures.clean(raw)
    assert refused.value.code == "item"
    return str(refused.value.message)


@with_samples
@pytest.mark.parametrize("name", NAMES)
def test_a_sample_comes_out_upright_and_bare(name):
    raw = (SAMPLES / name).read_bytes()
    made = pictures.clean(raw)
    assert chunks(made) == [b"VP8 "]
    assert [marker for marker in MARKERS if marker in made.lower()] == []
    assert [run for run in RUN.findall(raw) if run in made] == []
    before, after = ImageOps.exif_transpose(opened(raw)), opened(made)
    assert after.size == before.size
    assert after.getexif().get(ORIENTATION) is None
    paper = Image.new("RGBA", before.size, "white")
    assert unlike(Image.alpha_composite(paper, before.convert("RGBA")), after) < 12


@with_samples
def test_the_samples_are_worth_the_test():
    raws = [(SAMPLES / name).read_bytes() for name in NAMES]
    told = [opened(raw).getexif() for raw in raws]
    assert any(one.get_ifd(GPS) for one in told)
    assert any(one.get(ORIENTATION) == 6 for one in told)
    together = b"".join(raws).lower()
    wanted = (b"exif", b"http://ns.adobe.com", b"nikon", b"canon")
    assert [marker for marker in wanted if marker not in together] == []


@with_samples
def test_a_bomb_is_refused_before_it_is_decoded(monkeypatch):
    raw = (SAMPLES / BOMB).read_bytes()
    monkeypatch.setattr(Image.Image, "load", lambda _self: pytest.fail("it was decoded"))
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", Image.Image.load)
    start = time.process_time()
    assert "像素" in refusal(raw)
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_way_to_hold_a_camera_comes_out_upright(orientation, kind):
    upright = Image.new("RGB", (60, 40), "white")
    upright.paste("red", (0, 0, 30, 20))
    upright.paste("blue", (30, 20, 60, 40))
    held = Image.Exif()
    held[ORIENTATION] = orientation
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    turned = upright.transpose(back[orientation]) if orientation > 1 else upright
    made = opened(pictures.clean(encoded(turned, kind, exif=held)))
    assert made.size == upright.size
    assert unlike(made, upright) < 12


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_way_to_write_colours_is_read(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert opened(pictures.clean(encoded(Image.new(mode, (20, 10)), kind))).mode == "RGB"


def test_what_is_transparent_lies_on_white():
    made = opened(pictures.clean(encoded(Image.new("RGBA", (20, 10), (255, 0, 0, 0)), "PNG")))
    assert min(made.getpixel((10, 5))) > 250


def test_place_comment_profile_and_thumbnail_stay_behind():
    raw = photo_with_places(comment=b"taken by Alice at the press")
    assert b"taken by Alice" in raw
    assert b"2026:11:20" in raw
    made = pictures.clean(raw)
    assert chunks(made) == [b"VP8 "]
    assert b"Alice" not in made
    assert b"2026" not in made


def test_a_large_picture_becomes_smaller_and_a_small_one_stays():
    wide = opened(pictures.clean(encoded(Image.new("RGB", (4000, 1000)), "JPEG")))
    assert wide.size == (1600, 400)
    assert opened(pictures.clean(encoded(Image.new("RGB", (80, 120)), "PNG"))).size == (80, 120)


@pytest.mark.slow
def test_no_picture_is_larger_than_the_largest():
    noise = Image.frombytes("RGB", (1600, 1600), os.urandom(1600 * 1600 * 3))
    assert len(pictures.clean(encoded(noise, "PNG"))) <= pictures.LARGEST


def test_one_pixel_too_many_is_refused_and_not_one_less(monkeypatch):
    monkeypatch.setattr(pictures, "PIXELS", 200)
    pictures.clean(encoded(Image.new("RGB", (20, 10)), "WEBP"))
    assert "像素" in refusal(encoded(Image.new("RGB", (21, 10)), "WEBP"))


def test_heic_is_read_with_the_extra_and_has_a_sentence_without(monkeypatch):
    pytest.importorskip("pillow_heif")
    held = Image.Exif()
    held[ORIENTATION] = 6
    raw = encoded(Image.new("RGB", (64, 48), "red"), "HEIF", exif=held.tobytes())
    assert opened(pictures.clean(raw)).size == (48, 64)
    monkeypatch.setattr(pictures, "_FORMATS", ["JPEG", "PNG", "WEBP"])
    assert "HEIC" in refusal(raw)


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
OTHERS = {
    "svg": SVG,
    "pdf": b"%PDF-1.7\n1 0 obj\n",
    "gif": encoded(Image.new("P", (9, 9)), "GIF"),
    "bmp": encoded(Image.new("RGB", (9, 9)), "BMP"),
    "avif": b"\0\0\0\x1cftypavif" + bytes(40),
    "text": "照片".encode(),
    "nothing": b"",
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_photo_is_refused(name):
    assert "JPEG、PNG 或 WebP" in refusal(OTHERS[name])


@pytest.mark.parametrize("head", [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x99\0\0\0WEBP"])
@pytest.mark.parametrize("name", ["svg", "pdf", "gif"])
def test_what_only_says_that_it_is_a_photo_is_refused(head, name):
    assert refusal(head + OTHERS[name])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_half_a_photo_is_refused(kind, share):
    noise = Image.frombytes("RGB", (200, 200), os.urandom(200 * 200 * 3))
    raw = encoded(noise, kind)
    assert "不完整" in refusal(raw[: int(len(raw) * share)])


WHOLE = encoded(Image.new("RGB", (40, 30), "teal"), "PNG"), photo_with_places()


# The application only lends its language; nothing in it changes.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(WHOLE), st.integers(0, 10_000), st.binary(min_size=1, max_size=12))
def test_spoilt_bytes_are_a_picture_or_a_refusal(app, whole, at, junk):
    at %= len(whole)
    with app.app_context(), suppress(Invalid):
        made = pictures.clean(whole[:at] + junk + whole[at + len(junk) :])
        assert chunks(made) == [b"VP8 "]


def test_a_few_are_decoded_at_once_and_the_others_wait(app, monkeypatch):
    inside, most = [], []

    def drawn(_raw):
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.02)
        inside.pop()
        return b""

    monkeypatch.setattr(pictures, "_drawn", drawn)
    threads = [threading.Thread(target=pictures.clean, args=(b"",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(most), max(most)) == (8, pictures.AT_ONCE)


def test_whoever_waits_too_long_is_told_to_come_back(monkeypatch):
    monkeypatch.setattr(pictures, "_places", threading.BoundedSemaphore(1))
    monkeypatch.setattr(pictures, "PATIENCE", 0.01)
    with pictures._places, pytest.raises(TooMany):  # noqa: SLF001 - somebody is decoding
        pictures.clean(b"")
