"""Pages for paper: one HTML file with nothing to load, made PDF or pictures where that can be."""

import base64
import importlib
from io import BytesIO
from pathlib import Path
from types import ModuleType

import segno
from markupsafe import Markup

from portal.core.paths import share

# Dots to an inch: enough for a QR to be scanned from the wall.
SHARP = 200
_POINTS = 72


def style(name: str) -> str:
    """A stylesheet of ours as an address that needs no network."""
    encoded = base64.b64encode((share("static") / "css" / name).read_bytes()).decode()
    return f"data:text/css;base64,{encoded}"


def qr(address: str) -> Markup:
    """The picture of an address."""
    drawn = segno.make(address, error="m", micro=False)
    # What segno draws holds no word of anybody: paths alone.
    return Markup(drawn.svg_inline(border=0, omitsize=True))  # noqa: S704


def write_pdf(page: str, path: Path) -> Path:
    """Write a page as PDF, or without the extra `pdf` as it is, beside; the file's path."""
    drawing = library("weasyprint")
    if drawing is None:
        return _as_it_is(page, path)
    drawing.HTML(string=page).write_pdf(path)
    return path


def write_pictures(page: str, path: Path) -> list[Path]:
    """Write each sheet as a picture, or without the extra `png` the page as it is, beside."""
    drawing, reading = library("weasyprint"), library("pypdfium2")
    if drawing is None or reading is None:
        return [_as_it_is(page, path)]
    out = BytesIO()
    drawing.HTML(string=page).write_pdf(out)
    sheets = list(reading.PdfDocument(out.getvalue()))
    paths = [path] if len(sheets) == 1 else _numbered(path, len(sheets))
    for sheet, one in zip(sheets, paths, strict=True):
        sheet.render(scale=SHARP / _POINTS).to_pil().save(one)
    return paths


def _numbered(path: Path, count: int) -> list[Path]:
    return [path.with_stem(f"{path.stem}-{number}") for number in range(1, count + 1)]


def _as_it_is(page: str, path: Path) -> Path:
    path = path.with_suffix(".html")
    path.write_text(page, encoding="utf-8")
    return path


def library(name: str) -> ModuleType | None:
    """A library that is asked for at run time, when it and what it needs of the system are here."""
    try:
        return importlib.import_module(name)
    except (ImportError, OSError):
        return None
