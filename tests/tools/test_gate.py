"""The gate counts what pytest counted, and hides no failure."""

import sys

import gate
import pytest


@pytest.mark.parametrize(
    ("closing", "counts"),
    [
        ("12 passed in 3.20s", (12, 0, 0)),
        ("1 failed, 12 passed, 3 deselected in 3.20s", (12, 1, 0)),
        ("===== 2 failed, 5 passed, 1 skipped, 1 warning in 9.12s (0:01:02) =====", (5, 2, 1)),
        ("4 passed, 2 errors in 1.00s", (4, 2, 0)),
        ("no tests ran in 0.01s", (0, 0, 0)),
        ("", (0, 0, 0)),
    ],
)
def test_counts_are_those_of_the_closing_line(closing, counts):
    output = f"E   assert '7 passed' == '8 failed'\n{closing}\n"
    assert tuple(gate.tally(output).values()) == counts


def sample(program: str) -> gate.Check:
    return gate.Check("sample", [sys.executable, "-c", program])


def test_a_passing_check_says_one_line(capsys):
    assert gate.perform(sample("print('many words')")).passed
    assert capsys.readouterr().out.startswith("ok    sample")


def test_a_failing_check_shows_all_that_it_said(capsys):
    program = "import sys; print('on stdout'); sys.stderr.write('on stderr'); sys.exit(1)"
    assert not gate.perform(sample(program)).passed
    shown = capsys.readouterr().out
    assert shown.startswith("FAIL  sample")
    assert "on stdout" in shown
    assert "on stderr" in shown


def test_a_skipped_test_fails_the_gate(monkeypatch, capsys):
    program = sample("print('3 passed, 1 skipped in 0.1s')")
    monkeypatch.setattr(gate, "tool", lambda *_: program)
    assert gate.tests([]) == (False, {"passed": 3, "failed": 0, "skipped": 1})
    assert "a test was skipped" in capsys.readouterr().out


def test_a_run_that_never_closed_counts_as_a_failure(monkeypatch):
    monkeypatch.setattr(gate, "tool", lambda *_: sample("raise SystemExit(4)"))
    assert gate.tests([]) == (False, {"passed": 0, "failed": 1, "skipped": 0})


def test_the_full_gate_refuses_to_run_without_a_browser(monkeypatch, capsys):
    monkeypatch.delenv("PORTAL_CHROMIUM", raising=False)
    monkeypatch.setattr(sys, "argv", ["gate.py"])
    with pytest.raises(SystemExit) as stopped:
        gate.main()
    assert stopped.value.code == 2
    assert "PORTAL_CHROMIUM" in capsys.readouterr().out
