"""Every template is rendered or included by someone, and whatever is named exists."""

import ast
import re
from pathlib import Path

from jinja2 import Environment, meta

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"[\w/-]+\.(html|txt)")


def named_in_python(source: str) -> set[str]:
    """Return the template names that stand as strings in a Python file."""
    constants = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant))
    strings = (node.value for node in constants if isinstance(node.value, str))
    return {string for string in strings if "/" in string and NAME.fullmatch(string)}


def named_in_template(own: str, source: str) -> set[str]:
    """Return what a template extends, includes and imports."""
    tree = Environment(autoescape=True).parse(source, own, own)
    return {name for name in meta.find_referenced_templates(tree) if name}


def misfits(templates: dict[str, str], pythons: list[str]) -> tuple[set[str], set[str]]:
    """Return the templates nobody names, and the names behind which there is no template."""
    named = {name for source in pythons for name in named_in_python(source)}
    # A template that only names itself is used by nobody.
    for own, source in templates.items():
        named |= named_in_template(own, source) - {own}
    return templates.keys() - named, named - templates.keys()


def test_templates_and_their_users_agree():
    folder = ROOT / "templates"
    paths = [path for path in folder.rglob("*") if path.is_file()]
    templates = {p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8") for p in paths}
    pythons = [path.read_text(encoding="utf-8") for path in (ROOT / "portal").rglob("*.py")]
    assert misfits(templates, pythons) == (set(), set())


def test_an_orphan_and_a_gap_are_found():
    templates = {
        "room/page.html": '{% extends "base.html" %}{% include "room/_gap.html" %}',
        "base.html": "",
        "room/_orphan.html": '{% from "room/_orphan.html" import itself %}',
    }
    pythons = ['render_template("room/page.html")', 'render_template("room/missing.html")']
    orphans, gaps = misfits(templates, pythons)
    assert orphans == {"room/_orphan.html"}
    assert gaps == {"room/_gap.html", "room/missing.html"}
