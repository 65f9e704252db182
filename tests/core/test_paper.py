"""Sheets: PDF and pictures where the libraries are, and else a page that any browser prints."""

import pytest
from PIL import Image

from portal.core import paper

PAGE = "<!DOCTYPE html><p>卡住了？</p>"


class Drawing:
    """Stands in for weasyprint, which is an extra."""

    class HTML:
        def __init__(self, string):
            self.string = string

        def write_pdf(self, target):
            pdf = b"%PDF" + self.string.encode()
            target.write(pdf) if hasattr(target, "write") else target.write_bytes(pdf)


def reading(sheets):
    """Stands in for pypdfium2, which is an extra; it finds so many sheets."""

    class Sheet:
        def render(self, scale):
            assert scale == paper.SHARP / 72
            return self

        def to_pil(self):
            return Image.new("L", (8, 8))

    class Reading:
        @staticmethod
        def PdfDocument(content):  # noqa: N802
            assert content.startswith(b"%PDF")
            return [Sheet()] * sheets

    return Reading


def there(monkeypatch, **libraries):
    monkeypatch.setattr(paper, "library", libraries.get)


@pytest.mark.parametrize(
    ("sheets", "names"), [(1, ["wall.png"]), (3, ["wall-1.png", "wall-2.png", "wall-3.png"])]
)
def test_each_sheet_is_a_picture(monkeypatch, tmp_path, sheets, names):
    there(monkeypatch, weasyprint=Drawing, pypdfium2=reading(sheets))
    written = paper.write_pictures(PAGE, tmp_path / "wall.png")
    assert [one.name for one in written] == names
    for one in written:
        with Image.open(one) as picture:
            assert picture.size == (8, 8)


@pytest.mark.parametrize("libraries", [{}, {"weasyprint": Drawing}, {"pypdfium2": reading(1)}])
def test_without_a_library_the_page_is_written_as_it_is(monkeypatch, tmp_path, libraries):
    there(monkeypatch, **libraries)
    (written,) = paper.write_pictures(PAGE, tmp_path / "wall.png")
    assert (written.name, written.read_text(encoding="utf-8")) == ("wall.html", PAGE)


def test_what_cannot_be_loaded_is_not_there(monkeypatch):
    def lacking(_name):
        raise OSError("cannot load library 'libpango'")

    monkeypatch.setattr(paper.importlib, "import_module", lacking)
    assert paper.library("weasyprint") is None
