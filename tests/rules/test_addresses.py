"""No file names a folder of somebody's machine or the host of a package registry."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Written in halves, so that this file does not hold what it looks for.
FOLDERS = ("/" + "work/", "/" + "root/", "/home" + "/", "/Users" + "/")
HOSTS = ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "debian" + ".org")
MACHINE = re.compile(rf"(?<![\w.])(?:{'|'.join(FOLDERS)})|{'|'.join(map(re.escape, HOSTS))}")


def addresses(text: str) -> list[str]:
    """Return the machine folders and registry hosts in a text."""
    return MACHINE.findall(text)


def ours() -> list[Path]:
    """Return the files of the repository, those not yet added too."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    paths = [ROOT / name for name in done.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def test_no_file_names_a_machine_or_a_registry():
    found = {
        str(path.relative_to(ROOT)): addresses(path.read_text(encoding="utf-8", errors="ignore"))
        for path in ours()
    }
    assert len(found) > 20
    assert {name: hits for name, hits in found.items() if hits} == {}


@pytest.mark.parametrize(
    "text", [f"see {FOLDERS[0]}notes", f'"{FOLDERS[1]}x"', f"https://{HOSTS[0]}/simple"]
)
def test_a_machine_folder_or_a_registry_is_found(text):
    assert len(addresses(text)) == 1


def test_an_address_of_the_product_is_none():
    assert addresses("GET /in/work/ and docs/home/ and ./root") == []
