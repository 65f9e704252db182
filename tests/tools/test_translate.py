"""The catalogue holds every string in use, nothing else, and Chinese that fits."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import translate
from babel.messages.catalog import Catalog

ROOT = Path(__file__).resolve().parents[2]
POST = ("%(num)d post", "%(num)d posts")


def catalogue(*entries: tuple, **marks: object) -> Catalog:
    made = Catalog(locale="zh_Hant")
    for msgid, string in entries:
        made.add(msgid, string, **marks)
    return made


@pytest.mark.parametrize(
    ("msgid", "string", "fault"),
    [
        ("Hello", "", "without Chinese: 'Hello'"),
        ("%(n)s left", "還有 %(m)s", "placeholders differ: '%(n)s left'"),
        ("100%% done", "完成", "placeholders differ: '100%% done'"),
        (POST, ("好多則",), "placeholders differ: '%(num)d post'"),
        ("你好", "你好", "the msgid is not English: '你好'"),
    ],
)
def test_a_translation_that_does_not_fit_is_found(msgid, string, fault):
    known = catalogue((msgid, string))
    assert translate.faults(known, known) == [fault]


def test_a_fuzzy_translation_is_found():
    known = catalogue(("Hello", "你好"), flags=["fuzzy"])
    assert translate.faults(known, known) == ["fuzzy: 'Hello'"]


def test_a_catalogue_that_fits_has_no_faults():
    known = catalogue((POST, ("%(num)d 則",)), ("By %(who)s at %(at)s", "%(at)s，%(who)s"))
    assert translate.faults(known, known) == []


def test_new_and_forgotten_strings_are_found():
    used, known = catalogue(("New", "")), catalogue(("Old", "舊"))
    assert translate.faults(used, known) == [
        "not in the catalogue: 'New'",
        "in the catalogue, but unused: 'Old'",
    ]


def test_what_is_known_is_carried_over_and_what_is_unused_is_dropped():
    used = catalogue(("Kept", ""), ("New", ""))
    carried = translate.carry_over(used, catalogue(("Kept", "留"), ("Old", "舊")))
    assert {m.id: m.string for m in translate.messages(carried)} == {"Kept": "留", "New": ""}


def test_a_string_that_became_a_plural_is_translated_anew():
    carried = translate.carry_over(catalogue((POST, "")), catalogue((POST[0], "%(num)d 則")))
    assert translate.untranslated(carried) == {POST[0]: {"plural": POST[1], "text": ""}}


@pytest.fixture
def checkout(tmp_path) -> Path:
    for name in ("tools/translate.py", "babel.cfg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "portal").mkdir()
    (tmp_path / "templates").mkdir()
    code = (
        '_("Hi %(name)s")\nngettext("%(num)d post", "%(num)d posts", n)\npgettext("verb", "Post")\n'
    )
    (tmp_path / "portal" / "views.py").write_text(code)
    (tmp_path / "templates" / "page.html").write_text(
        '<p title="{{ _("Title") }}">{{ _("Hi") }}</p>'
    )
    return tmp_path


def start(checkout: Path, *arguments: str) -> subprocess.Popen:
    command = [sys.executable, "tools/translate.py", *arguments]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, cwd=checkout, text=True, **pipes)  # noqa: S603


def say(checkout: Path, *arguments: str) -> tuple[int, str]:
    with start(checkout, *arguments) as process:
        output, _nothing = process.communicate()
        return process.returncode, output


@pytest.mark.slow
def test_several_people_add_at_once_and_nothing_is_lost(checkout):
    given = [
        {"Hi %(name)s": "嗨 %(name)s"},
        {"%(num)d post": {"plural": "%(num)d posts", "text": "%(num)d 則"}},
        {"verb\x04Post": "張貼", "Title": "標題"},
        {"Hi": "嗨"},
    ]
    for number, texts in enumerate(given):
        (checkout / f"{number}.json").write_text(json.dumps(texts))
    running = [start(checkout, "add", f"{number}.json") for number in range(len(given))]
    assert [process.communicate()[0] for process in running] == [""] * len(given)
    assert [process.returncode for process in running] == [0] * len(given)
    assert say(checkout, "check") == (0, "")
    assert json.loads(say(checkout, "missing")[1]) == {}


def test_a_text_for_an_unused_string_is_refused_and_said(checkout):
    (checkout / "texts.json").write_text(json.dumps({"Hi": "嗨", "Ho": "呵"}))
    assert say(checkout, "add", "texts.json") == (1, "nobody uses: 'Ho'\n")
    assert "Hi" not in json.loads(say(checkout, "missing")[1])


def test_the_catalogue_changes_only_with_its_words(checkout):
    path = checkout / "portal/translations/zh_Hant/LC_MESSAGES/messages.po"
    say(checkout, "extract")
    before = path.read_text(encoding="utf-8")
    views = checkout / "portal" / "views.py"
    views.write_text("\n\n" + views.read_text())
    say(checkout, "extract")
    assert path.read_text(encoding="utf-8") == before
    assert "#: portal/views.py\n" in before


@pytest.mark.parametrize(
    ("name", "text"), [("templates/broken.html", "{% if %}"), ("portal/broken.py", 'x = _("a"')]
)
def test_a_file_that_cannot_be_read_is_named_and_nothing_changes(checkout, name, text):
    (checkout / name).write_text(text)
    with start(checkout, "extract") as process:
        _output, complaint = process.communicate()
    assert process.returncode == 1
    assert complaint.startswith(f"{name} cannot be read: ")
    assert not (checkout / "portal" / "translations").exists()
