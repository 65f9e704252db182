"""Remakes the hashed locks in requirements/ from pyproject.toml; --upgrade takes newer releases."""

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UV = "uv==0.13.9"
# No address may enter a lock: whoever installs from it chooses the index.
ADDRESSLESS = ["--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--no-header"]
COMPILE = ["pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]


def compile_lock(name: str, *sources: str, upgrade: bool, stdin: str = "") -> None:
    """Write requirements/NAME.txt, keeping the versions it already has unless upgrading."""
    output = ["--output-file", f"requirements/{name}.txt"]
    newer = ["--upgrade"] if upgrade else []
    uv = Path(sys.executable).with_name("uv")
    command = [str(uv), *COMPILE, "--generate-hashes", *ADDRESSLESS, *newer, *sources, *output]
    subprocess.run(command, cwd=ROOT, input=stdin, text=True, check=True, stdout=subprocess.DEVNULL)
    print(f"requirements/{name}.txt")


def main() -> None:
    """Make the four locks; run.txt and pdf.txt agree with test.txt version by version."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--upgrade", action="store_true", help="take the newest allowed releases")
    upgrade = parser.parse_args().upgrade
    compile_lock("uv", "-", upgrade=upgrade, stdin=UV)
    compile_lock("test", "pyproject.toml", "--extra", "test", upgrade=upgrade)
    extras = ["--extra", "postgres", "--extra", "build"]
    agree = ["--constraint", "requirements/test.txt"]
    compile_lock("run", "pyproject.toml", *extras, *agree, upgrade=upgrade)
    compile_lock("pdf", "pyproject.toml", *extras, "--extra", "png", *agree, upgrade=upgrade)


if __name__ == "__main__":
    main()
