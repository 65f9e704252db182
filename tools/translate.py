"""Keeps the Chinese catalogue: extract, add, missing, check, compile. English is the msgid."""

import argparse
import contextlib
import fcntl
import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tokenize import TokenError

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2 import TemplateSyntaxError

ROOT = Path(__file__).resolve().parents[1]
LOCALE = "zh_Hant"
CATALOGUE = ROOT / "portal" / "translations" / LOCALE / "LC_MESSAGES" / "messages.po"
KEYWORDS = DEFAULT_KEYWORDS | {
    "_l": None,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
}
# The header's dates stand still: a catalogue changes only where its words change.
EPOCH = datetime(2026, 11, 22, tzinfo=UTC)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|\{\w*\}")
HAN = re.compile(r"[\u3400-\u9fff]")
CONTEXT = "\x04"  # gettext's own separator between a context and its text

Found = tuple[str, int, str | tuple[str, ...], list[str], str | None]
Texts = dict[str, str | dict[str, str]]


def used_strings(root: Path) -> Catalog:
    """Return an empty catalogue of every string that code and templates under root ask for."""
    used = Catalog(
        locale=LOCALE,
        project="Candor",
        version="1",
        header_comment="# Traditional Chinese (Taiwan) for Candor.",
        creation_date=EPOCH,
        revision_date=EPOCH,
        fuzzy=False,
    )
    for name, _line, text, comments, context in found_strings(root):
        used.add(text, locations=[(name, 0)], auto_comments=comments, context=context)
    return used


def found_strings(root: Path) -> list[Found]:
    """Read all files under root that babel.cfg names; one that cannot be read ends the program."""
    with (root / "babel.cfg").open() as configuration:
        methods, options = parse_mapping_cfg(configuration)  # type: ignore[no-untyped-call]
    reading: list[str] = []
    found = extract_from_dir(
        root,
        methods,
        options,
        KEYWORDS,
        callback=lambda name, *_: reading.append(name),
        directory_filter=lambda folder: is_ours(root, folder),
    )
    try:
        return list(found)
    except (SyntaxError, TokenError, TemplateSyntaxError) as error:
        sys.exit(f"{reading[-1]} cannot be read: {error}")


def is_ours(root: Path, folder: str) -> bool:
    """Whether a folder may hold strings for people."""
    return Path(folder).relative_to(root).parts[0] in {"portal", "templates"}


def read(path: Path) -> Catalog:
    """Return the catalogue at path, or an empty one."""
    if not path.is_file():
        return Catalog(locale=LOCALE)
    with path.open("rb") as source:
        return read_po(source, locale=LOCALE, abort_invalid=True)


def write(catalogue: Catalog, path: Path) -> None:
    """Write the catalogue sorted and without line numbers: it changes only with its words."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    with unfinished.open("wb") as target:
        write_po(target, catalogue, sort_output=True, include_lineno=False)
    unfinished.replace(path)


def messages(catalogue: Catalog) -> list[Message]:
    """Return the messages of a catalogue without its header."""
    return [message for message in catalogue if message.id]


def carry_over(used: Catalog, known: Catalog) -> Catalog:
    """Return the used strings with what is known of them; the unused ones are gone."""
    for message in messages(used):
        before = known.get(message.id, message.context)
        if before is not None and before.pluralizable == message.pluralizable:
            message.string = before.string
            message.flags |= before.flags
    return used


def english_of(message: Message) -> tuple[str, ...]:
    """Return the English forms of a message: singular and plural, or the one there is."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def key_of(message: Message) -> str:
    """Return a message's JSON key: its English (singular), after its context if it has one."""
    english = english_of(message)[0]
    return f"{message.context}{CONTEXT}{english}" if message.context else english


def texts_of(message: Message) -> list[str]:
    """Return the non-empty translations of a message."""
    strings = message.string if isinstance(message.string, list | tuple) else [message.string]
    return [text for text in strings if text]


def merge(catalogue: Catalog, texts: Texts) -> list[str]:
    """Put the texts into the catalogue; return the keys that no code or template uses."""
    by_key = {key_of(message): message for message in messages(catalogue)}
    for key in texts.keys() & by_key.keys():
        value, message = texts[key], by_key[key]
        text = value["text"] if isinstance(value, dict) else value
        message.string = (text,) if message.pluralizable else text
        message.flags.discard("fuzzy")
    return sorted(texts.keys() - by_key.keys())


def untranslated(catalogue: Catalog) -> Texts:
    """Return the messages without Chinese in the shape that `add` reads."""
    lacking = [message for message in messages(catalogue) if not texts_of(message)]
    return {key_of(message): blank(message) for message in lacking}


def blank(message: Message) -> str | dict[str, str]:
    """Return the place where the Chinese of a message is to be written."""
    return {"plural": english_of(message)[1], "text": ""} if message.pluralizable else ""


def faults(used: Catalog, known: Catalog) -> list[str]:
    """Return in sentences what keeps the known catalogue from translating the used strings."""
    wanted, there = ({key_of(m): m for m in messages(c)} for c in (used, known))
    new = [f"not in the catalogue: {key!r}" for key in sorted(wanted.keys() - there.keys())]
    old = [f"in the catalogue, but unused: {key!r}" for key in sorted(there.keys() - wanted.keys())]
    return [*new, *old, *(fault for message in messages(known) for fault in flaws(message))]


def flaws(message: Message) -> Iterator[str]:
    """Yield what is wrong with one message."""
    key, texts, english = key_of(message), texts_of(message), english_of(message)[-1]
    if HAN.search(english):
        yield f"the msgid is not English: {key!r}"
    if not texts:
        yield f"without Chinese: {key!r}"
    if message.fuzzy:
        yield f"fuzzy: {key!r}"
    expected = sorted(PLACEHOLDER.findall(english))
    if any(sorted(PLACEHOLDER.findall(text)) != expected for text in texts):
        yield f"placeholders differ: {key!r}"


@contextlib.contextmanager
def locked() -> Iterator[None]:
    """Let one process at a time change the catalogue."""
    (ROOT / ".cache").mkdir(exist_ok=True)
    with (ROOT / ".cache" / "translate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def extract(texts: Texts) -> list[str]:
    """Bring the catalogue up to date and merge texts into it; return what is wrong with them."""
    with locked():
        catalogue = carry_over(used_strings(ROOT), read(CATALOGUE))
        unused = merge(catalogue, texts)
        write(catalogue, CATALOGUE)
    added = [message for message in messages(catalogue) if key_of(message) in texts]
    wrong = [flaw for message in added for flaw in flaws(message)]
    return [*(f"nobody uses: {key!r}" for key in unused), *wrong]


def compile_all() -> list[str]:
    """Write the .mo beside every .po."""
    for path in CATALOGUE.parents[2].glob("*/LC_MESSAGES/*.po"):
        catalogue = read(path)
        with path.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalogue)
    return []


def show_missing() -> list[str]:
    """Print what has no Chinese yet, as JSON."""
    catalogue = carry_over(used_strings(ROOT), read(CATALOGUE))
    print(json.dumps(untranslated(catalogue), ensure_ascii=False, indent=1))
    return []


def main() -> None:
    """Do one command; exit 1 and say why if something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    add = commands.add_parser("add", help="merge a JSON object {msgid: Chinese} into the catalogue")
    add.add_argument("file", type=Path)
    for name in ("extract", "missing", "check", "compile"):
        commands.add_parser(name)
    arguments = parser.parse_args()
    actions = {
        "extract": lambda: extract({}),
        "add": lambda: extract(json.loads(arguments.file.read_text(encoding="utf-8"))),
        "missing": show_missing,
        "check": lambda: faults(used_strings(ROOT), read(CATALOGUE)),
        "compile": compile_all,
    }
    wrong = actions[arguments.command]()
    print("\n".join(wrong), end="\n" if wrong else "")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
