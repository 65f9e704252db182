"""Chat services: an address leads to one of them, and nowhere else."""

import base64
import hashlib
import hmac

import pytest

from portal.core.errors import Invalid
from portal.notify import chat
from portal.notify.delivery import Doubtful, Refused, Undelivered

TEAMS = (
    "https://{host}/workflows/643e69f83c8944438d68119179a10a64/triggers/manual/paths/invoke"
    "?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=KODuebWbDGYFr0z0eu"
)
SLACK = "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
GOOD = {
    "dingtalk": "https://oapi.dingtalk.com/robot/send?access_token=abcdef12345678",
    "feishu": "https://open.feishu.cn/open-apis/bot/v2/hook/1a2b3c4d-5e6f",
    "lark": "https://open.larksuite.com/open-apis/bot/v2/hook/1a2b3c4d-5e6f",
    "line": "line://token/Uabcdef",
    "slack": SLACK,
    "wecombot": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7aaa-4bc4",
    "workflow": TEAMS.format(host="prod-12.westus.logic.azure.com:443"),
}
BAD = (
    "",
    "https://example.org/hook",
    "http://127.0.0.1:8000/",
    "file:///etc/passwd",
    "json://127.0.0.1:9000/",
    "mailto://user:password@example.org",
    "slack://xoxb-1234-1234-4ddbc191d40ee098cbaae6f3523ada2d/#general",
    f"{SLACK}?template=/etc/passwd",
    f"{SLACK}?redirect=yes",
    f"{SLACK}?verify=no",
    f"{SLACK}?image",
    TEAMS.format(host="logic.azure.com.example.org"),
    TEAMS.format(host="127.0.0.1"),
    f"{TEAMS.format(host='prod-12.westus.logic.azure.com')}&template=/etc/passwd",
)


@pytest.mark.parametrize(("service", "address"), GOOD.items())
def test_an_address_as_the_service_shows_it_is_known(app, service, address):
    assert chat.service_of(f" {address}") == service


@pytest.mark.parametrize("address", BAD)
def test_any_other_address_is_refused(app, address):
    with pytest.raises(Invalid):
        chat.service_of(address)


def test_a_test_may_lead_inside_when_the_operator_says_so(app, choose, hook):
    choose(notify_private=True)
    chat.send(f"json://{hook.url}/room", "", "5 件以上")
    assert [one["message"] for one in hook.taken] == ["5 件以上"]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - an address to be refused
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:127.0.0.1", False),
    ],
)
def test_which_addresses_are_public(address, public):
    assert chat.is_public(address) is public


def test_a_name_that_leads_inside_is_refused(app, monkeypatch):
    monkeypatch.setitem(chat.HOSTS, "slack", "localhost")
    with pytest.raises(Refused, match="private-address"):
        chat.send(SLACK, "", "text")


@pytest.fixture
def inside(choose):
    """The operator lets messages lead into private networks."""
    choose(notify_private=True)


def test_a_service_that_is_away_may_be_asked_again(inside):
    with pytest.raises(Undelivered, match="no-connection") as caught:
        chat.send("json://127.0.0.1:1/", "", "text")
    assert type(caught.value) is Undelivered


def test_a_name_that_nobody_knows_may_be_asked_again(inside, monkeypatch):
    monkeypatch.setitem(chat.HOSTS, "slack", "nowhere.invalid")
    with pytest.raises(Undelivered, match="no-connection"):
        chat.send(SLACK, "", "text")


def test_no_redirect_is_followed(inside, hook):
    hook.answer = (307, {"Location": f"http://{hook.url}/elsewhere"}, b"")
    with pytest.raises(Refused, match="refused"):
        chat.send(f"json://{hook.url}/here", "", "text")
    assert hook.asked == ["/here"]


def test_an_address_that_is_good_no_longer_is_refused(app):
    with pytest.raises(Refused, match="unknown-address"):
        chat.send("json://127.0.0.1:1/", "", "text")


@pytest.fixture
def feishu(inside, hook, monkeypatch):
    """Feishu, on this machine."""
    monkeypatch.setitem(chat.HOOKS, "feishu", f"http://{hook.url}/hook/")
    monkeypatch.setattr(chat, "_knock", lambda *_where: None)
    return lambda: chat.send(GOOD["feishu"], "a secret", "不到 5 件")


def test_feishu_is_sent_what_its_bots_check(feishu, hook):
    feishu()
    [sent] = hook.taken
    key = f"{sent['timestamp']}\na secret".encode()
    expected = base64.b64encode(hmac.new(key, digestmod=hashlib.sha256).digest()).decode()
    assert sent["sign"] == expected
    assert sent["content"] == {"text": "不到 5 件"}
    assert hook.asked == ["/hook/1a2b3c4d-5e6f"]


@pytest.mark.parametrize(
    ("answer", "kind", "fault"),
    [
        ((200, {}, b'{"code": 19021}'), Refused, "19021"),
        ((500, {}, b"{}"), Refused, "500"),
        ((200, {}, b"no JSON"), Doubtful, "cut-off"),
    ],
)
def test_what_feishu_answers_decides_what_became_of_it(feishu, hook, answer, kind, fault):
    hook.answer = answer
    with pytest.raises(kind, match=fault):
        feishu()


def test_dingtalk_signs_by_the_secret(inside, monkeypatch):
    told = []
    monkeypatch.setattr(chat, "_knock", lambda *_where: None)
    plugin = type(chat.plugin_of(GOOD["dingtalk"]))
    monkeypatch.setattr(plugin, "notify", lambda self, **_words: told.append(self.secret) or True)
    chat.send(GOOD["dingtalk"], "SEC123", "text")
    assert told == ["SEC123"]


def test_away_from_here_the_wire_is_encrypted(app):
    assert isinstance(chat.connection_to("https", "open.feishu.cn", None), chat.HTTPSConnection)
