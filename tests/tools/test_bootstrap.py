"""The set-up does what is needed once, and again when what it was made from changes."""

import bootstrap
import pytest


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "STAMPS", tmp_path / "stamps")
    (tmp_path / "stamps").mkdir()
    return tmp_path


@pytest.fixture
def made(root) -> list[str]:
    """What was made, in order; `make` builds `out` from everything under `src`."""
    return []


@pytest.fixture
def make(root, made):
    def action() -> None:
        made.append("out")
        (root / "out").touch()

    return lambda: bootstrap.step("sample", ["src/**/*", "lock.txt"], ["out"], action)


def test_a_step_is_done_once(make, made):
    make()
    make()
    assert made == ["out"]


def test_a_step_is_done_again_when_an_input_changes_or_appears(root, make, made):
    make()
    (root / "src" / "deep").mkdir(parents=True)
    (root / "src" / "deep" / "new.js").write_text("1")
    make()
    (root / "src" / "deep" / "new.js").write_text("2")
    make()
    make()
    assert len(made) == 3


def test_a_step_is_done_again_when_its_output_is_gone(root, make, made):
    make()
    (root / "out").unlink()
    make()
    assert len(made) == 2


def test_a_step_that_fails_leaves_no_stamp_and_says_which(root):
    with pytest.raises(
        SystemExit, match=r"Set-up stopped at “sample”: false ended with status 1\."
    ):
        bootstrap.step("sample", [], [], lambda: bootstrap.execute("false"))
    assert list((root / "stamps").iterdir()) == []


@pytest.fixture
def installed(root, monkeypatch) -> list[str]:
    locks: list[str] = []
    (root / "requirements").mkdir()
    (root / "requirements" / "run.txt").write_text("a==1")
    (root / "requirements" / "test.txt").write_text("a==1\nb==1")
    monkeypatch.setattr(bootstrap, "install_lock", locks.append)
    return locks


def test_what_the_tests_need_is_enough_to_run(installed):
    for command in ("test", "run", "test"):
        bootstrap.install_packages(command)
    assert installed == ["requirements/test.txt"]


def test_what_running_needs_is_not_enough_for_the_tests(installed):
    for command in ("run", "run", "test"):
        bootstrap.install_packages(command)
    assert installed == ["requirements/run.txt", "requirements/test.txt"]


def test_going_back_to_an_older_lock_installs_it_again(root, installed):
    lock = root / "requirements" / "run.txt"
    for version in ("a==1", "a==2", "a==1"):
        lock.write_text(version)
        bootstrap.install_packages("run")
    assert installed == ["requirements/run.txt"] * 3


def test_a_data_folder_is_meant_from_where_the_caller_stands(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    arguments = bootstrap.parse(["run", "--port", "8123", "--data", "here", "--no-demo"])
    _python, *command = bootstrap.run_command(arguments)
    assert command == [
        *("-m", "portal", "serve", "--port", "8123", "--data", str(tmp_path / "here")),
        "--no-demo",
    ]


def test_the_full_gate_without_a_browser_ends_with_status_2_and_one_line(monkeypatch, capsys):
    monkeypatch.setattr(bootstrap, "find_chromium", lambda: "")
    monkeypatch.setattr(bootstrap, "can_install", lambda: False)
    monkeypatch.setattr(bootstrap, "has_chinese_font", lambda: True)
    with pytest.raises(SystemExit) as stopped:
        bootstrap.test_command(bootstrap.parse(["test"]))
    assert stopped.value.code == 2
    said = "The full gate needs a browser. Run: sudo apt-get install chromium\n"
    assert capsys.readouterr().out == said


def test_the_quick_gate_needs_no_browser(monkeypatch):
    monkeypatch.setattr(bootstrap, "find_chromium", lambda: "")
    command = bootstrap.test_command(bootstrap.parse(["test", "--fast"]))
    assert command[1:] == ["tools/gate.py", "--fast"]


def test_the_long_tests_are_asked_for_by_name(monkeypatch):
    monkeypatch.setenv("PORTAL_CHROMIUM", "")
    monkeypatch.setattr(bootstrap, "chromium", lambda: "/bin/chromium")
    command = bootstrap.test_command(bootstrap.parse(["test", "--long"]))
    assert command[1:] == ["tools/gate.py", "--long"]


def test_an_old_python_is_told_so(monkeypatch):
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 10, 13))
    with pytest.raises(SystemExit, match=r"Candor needs Python 3\.11 or newer"):
        bootstrap.main()
