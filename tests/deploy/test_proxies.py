"""The shipped configurations of the proxies: every server of theirs keeps silent and keeps nothing.

They were tried with the programs themselves; so that nobody needs those to run the tests, the
files are read here.
"""

import re
from pathlib import Path

import pytest

from portal.app import LIMIT
from portal.voice.form import MOST

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
NGINX = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
CADDY = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
SILENT = {"access_log off", "error_log /dev/null crit"}
SIZES = {"m": 1 << 20, "k": 1 << 10}


def tree(text):
    """A configuration as nested lists: a directive is its words, a block (words, what is in it)."""
    return _block(iter(re.findall(r"[{};]|[^{};]+", re.sub(r"#.*", "", text))))


def _block(parts):
    found, words = [], ""
    for part in parts:
        if part == "}":
            return found
        if part == "{":
            found.append((words, _block(parts)))
        elif part == ";":
            found.append(words)
        words = " ".join(part.split()) if part not in "{};" else ""
    return found


def said(block):
    return {one for one in block if isinstance(one, str)}


def inner(block):
    return [one for one in block if isinstance(one, tuple)]


def blocks(block, name):
    return [within for words, within in inner(block) if words.split()[0] == name]


def locations(server):
    return {words.partition(" ")[2]: within for words, within in inner(server)}


WHOLE = tree(NGINX)
[HTTP] = blocks(WHOLE, "http")
SERVERS = blocks(HTTP, "server")
[PORTAL] = [server for server in SERVERS if "server_name candor.example.org" in said(server)]


def size(name, within):
    [value] = [one.split()[1] for one in said(within) if one.split()[0] == name]
    return int(value[:-1]) * SIZES[value[-1]]


def test_no_server_of_nginx_logs_anything():
    assert len(SERVERS) == 3
    assert "error_log /dev/null crit" in said(WHOLE)
    assert all(said(block) >= SILENT for block in (HTTP, *SERVERS))
    spoken = re.findall(r"^\s*((?:access|error)_log [^;]+);", NGINX, re.MULTILINE)
    assert set(spoken) == SILENT


def test_no_body_and_no_answer_ever_lies_in_a_file():
    assert size("client_max_body_size", HTTP) == LIMIT
    assert size("client_body_buffer_size", HTTP) >= LIMIT
    assert said(HTTP) >= {
        "client_body_in_file_only off",
        "proxy_max_temp_file_size 0",
        "proxy_cache off",
        "proxy_store off",
    }
    slip = locations(locations(PORTAL)["/"])["= /say/c"]
    for name in ("client_max_body_size", "client_body_buffer_size"):
        assert MOST <= size(name, slip) < MOST + (1 << 20)
    # What a location sets of the headers, it sets instead of those around it.
    assert not any(one.startswith("proxy_set_header") for one in said(slip))
    assert "proxy_cache_path" not in NGINX
    assert "worker_rlimit_core 0" in said(WHOLE)


def test_everything_but_https_under_its_name_leads_nowhere():
    plain, strange = (server for server in SERVERS if server is not PORTAL)
    assert "listen 80 default_server" in said(plain)
    assert "return 301 https://candor.example.org$request_uri" in said(locations(plain)["/"])
    assert said(strange) >= {"listen 443 ssl http2 default_server", "ssl_reject_handshake on"}


@pytest.mark.parametrize("place", ["/", "/in/", "/in/live/"])
def test_the_portal_hears_by_which_name_it_was_asked_and_never_a_forged_address(place):
    headers = dict(
        one.split(" ")[1:] for one in said(locations(PORTAL)[place]) if "proxy_set_header" in one
    )
    assert headers["X-Forwarded-Proto"] == "$scheme"
    assert headers["X-Forwarded-Host"] == headers["Host"] == "$host"
    assert headers["X-Forwarded-For"] == ('""' if place == "/" else "$remote_addr")
    assert headers["Forwarded"] == '""'


@pytest.mark.parametrize("name", ["Cookie", "User-Agent", "Referer", "Accept-Language"])
def test_what_the_anonymous_zone_does_not_need_does_not_reach_it(name):
    assert f'proxy_set_header {name} ""' in said(locations(PORTAL)["/"])
    assert f"header_up -{name}" in CADDY


def test_live_pages_are_passed_on_line_by_line():
    assert "proxy_buffering off" in said(locations(PORTAL)["/in/live/"])
    assert "flush_interval -1" in CADDY.partition("handle /in/live/*")[2].partition("handle")[0]


def test_caddy_speaks_of_certificates_alone():
    assert "include tls.obtain tls.renew tls.issuance.acme" in CADDY
    # One `log`, which is that one: a site logs its requests only where it says so.
    assert len(re.findall(r"^\s*log\b", CADDY, re.MULTILINE)) == 1
    assert f"request_body @others {{\n\t\tmax_size {LIMIT >> 20}MiB" in CADDY
    assert f"request_body @slip {{\n\t\tmax_size {(MOST >> 20) + 1}MiB" in CADDY


UNITS = sorted(path.name for path in DEPLOY.glob("*.service"))


@pytest.mark.parametrize("name", UNITS)
def test_every_unit_is_closed_up(name):
    unit = (DEPLOY / name).read_text(encoding="utf-8").splitlines()
    assert {"UMask=0077", "LimitCORE=0", "MemorySwapMax=0"} <= set(unit)
    assert {"ProtectSystem=strict", "NoNewPrivileges=yes"} <= set(unit)
    assert any(line.startswith("ReadWritePaths=/srv/candor") for line in unit)


def test_what_the_portal_holds_for_a_moment_it_holds_in_memory():
    assert "\nEnvironment=TMPDIR=/dev/shm\n" in (DEPLOY / "candor.service").read_text()


def test_there_are_units_for_the_portal_its_backup_and_its_doctor():
    assert UNITS == ["candor-backup.service", "candor-doctor.service", "candor.service"]
    assert all((DEPLOY / name).exists() for name in ("candor-backup.timer", "candor-doctor.timer"))
