"""Chat services: which address leads to which of them, and handing a text over.

Addresses come from an admin. They lead to the services named here and nowhere else: no other host,
no address of a private network, no redirect, no file.
"""

import base64
import hashlib
import hmac
import importlib
import ipaddress
import json
import logging
import re
import socket
import ssl
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import parse_qs, urlsplit

from portal.core import clock
from portal.core.errors import Invalid
from portal.core.languages import gettext as _
from portal.core.settings import settings
from portal.notify.delivery import Doubtful, Refused, Undelivered

PATIENCE = 10.0
# Where each service takes messages; Teams gives every organisation a host of its own.
HOSTS = {
    "dingtalk": "oapi.dingtalk.com",
    "feishu": "open.feishu.cn",
    "lark": "open.larksuite.com",
    "line": "api.line.me",
    "slack": "hooks.slack.com",
    "wecombot": "qyapi.weixin.qq.com",
}
TEAMS = (".logic.azure.com", ".api.powerplatform.com")
# What the addresses of these services ask for. Apprise knows more words, some of which read files.
ASKED = {"access_token", "api-version", "key", "sig", "sp", "sv"}
NATIVE = {
    "dingtalk": re.compile(r"https://oapi\.dingtalk\.com/robot/send\?access_token=(\w+)"),
    "feishu": re.compile(r"https://open\.feishu\.cn/open-apis/bot/v2/hook/([\w-]+)/?"),
}
# Bots that check a signature which Apprise does not make.
HOOKS = {
    "feishu": "https://open.feishu.cn/open-apis/bot/v2/hook/",
    "lark": "https://open.larksuite.com/open-apis/bot/v2/hook/",
}


def service_of(address: str) -> str:
    """The name of the service that this address leads to. Raises Invalid for any other."""
    return _service(plugin_of(address))


def plugin_of(address: str) -> Any:
    """What Apprise makes of an address, without what could lead elsewhere."""
    whole = _spelt(address.strip())
    if not parse_qs(urlsplit(whole).query, keep_blank_values=True).keys() <= ASKED:
        raise _unknown()
    apprise = importlib.import_module("apprise")
    # What it warns of may hold the address.
    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    asset = apprise.AppriseAsset(http_redirects=False)
    plugin = apprise.Apprise.instantiate(whole, asset=asset, suppress_exceptions=True)
    if plugin is None or not _is_known(plugin):
        raise _unknown()
    plugin.redirects, plugin.verify_certificate = False, True
    return plugin


def _spelt(address: str) -> str:
    """The address as Apprise spells it, where it does not know the service's own spelling."""
    for name, pattern in NATIVE.items():
        if found := pattern.fullmatch(address):
            return f"{name}://{found[1]}"
    return address


def _service(plugin: Any) -> str:
    return str(plugin.url().partition("://")[0])


def _is_known(plugin: Any) -> bool:
    name = _service(plugin)
    if name == "workflow":
        return str(plugin.host).endswith(TEAMS)
    if name == "slack":
        # The other mode takes files and asks who somebody is.
        return str(plugin.mode) == "hook"
    return name in HOSTS or (name == "json" and settings().notify_private)


def _unknown() -> Invalid:
    names = "DingTalk, Feishu, Lark, WeCom, Slack, Teams, LINE"
    return Invalid(_("Copy the whole address as one of these shows it: %(names)s.", names=names))


def send(address: str, secret: str, text: str) -> None:
    """Hand over a text. Raises Undelivered, or Refused, or Doubtful."""
    plugin = reach(address)
    name = _service(plugin)
    if secret and name in HOOKS:
        _send_signed(f"{HOOKS[name]}{plugin.token}", secret, text)
        return
    if secret and name == "dingtalk":
        plugin.secret = secret
    # It says no more than yes or no; a no may have been taken all the same.
    if not plugin.notify(body=text, title=""):
        raise Refused("refused")


def reach(address: str) -> Any:
    """What sends to this address, once its service has answered. Raises Undelivered or Refused."""
    try:
        plugin = plugin_of(address)
    except Invalid as error:
        raise Refused("unknown-address") from error
    _knock(*_where(plugin, _service(plugin)))
    return plugin


def _where(plugin: Any, name: str) -> tuple[str, int]:
    if name in HOSTS:
        return HOSTS[name], 443
    return str(plugin.host), plugin.port or 443


def _knock(host: str, port: int) -> None:
    """See that somebody listens, and that it is not inside. Raises Undelivered."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Undelivered("no-connection") from error
    here = {str(address[0]) for _family, _type, _protocol, _name, address in found}
    if not settings().notify_private and not all(map(is_public, here)):
        raise Refused("private-address")
    try:
        socket.create_connection((host, port), timeout=PATIENCE).close()
    except OSError as error:
        raise Undelivered("no-connection") from error


def is_public(address: str) -> bool:
    """True for an address of the open network."""
    found = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(found, "ipv4_mapped", None)
    return (inner or found).is_global and not found.is_multicast


def signature(secret: str, second: int) -> str:
    """What Feishu and Lark ask of a bot that signs."""
    key = f"{second}\n{secret}".encode()
    return base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()


def _send_signed(hook: str, secret: str, text: str) -> None:
    second = int(clock.now().timestamp())
    sent = {
        "timestamp": str(second),
        "sign": signature(secret, second),
        "msg_type": "text",
        "content": {"text": text},
    }
    status, answer = _post(hook, sent)
    if status >= 300 or answer.get("code", 0) != 0:
        raise Refused(str(answer.get("code") or status))


def _post(hook: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    url = urlsplit(hook)
    connection = connection_to(url.scheme, url.hostname or "", url.port)
    try:
        headers = {"Content-Type": "application/json"}
        connection.request("POST", url.path, json.dumps(body), headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read(1 << 16) or b"{}")
    except (OSError, HTTPException, ValueError) as error:
        raise Doubtful("cut-off") from error
    finally:
        connection.close()


def connection_to(scheme: str, host: str, port: int | None) -> HTTPConnection:
    """A connection that gives up in time; encrypted but for a scheme of http, as in tests."""
    if scheme == "http":
        return HTTPConnection(host, port, timeout=PATIENCE)
    context = ssl.create_default_context()
    return HTTPSConnection(host, port, timeout=PATIENCE, context=context)
