"""The wire to the mail server: encrypted and known, or no mail goes."""

import ssl
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portal.notify import smtp
from portal.notify.delivery import Doubtful, Refused, Undelivered
from tests.notify.conftest import Box, MailServer


def mail():
    made = EmailMessage()
    made["From"], made["To"] = "candor@hecheng.example", "bob@hecheng.example"
    made.set_content("text")
    return made


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A file with a certificate of this machine, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "mail.pem"
    pem, bare = serialization.Encoding.PEM, serialization.NoEncryption()
    path.write_bytes(
        made.public_bytes(pem) + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, bare)
    )
    return path


@pytest.fixture
def serve(certificate):
    """Starts a mail server with this certificate; the port it has."""
    running, box = [], Box()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)

    def start(**words):
        words = {name: context if one is True else one for name, one in words.items()}
        server = MailServer(box, hostname="127.0.0.1", port=0, **words)
        server.start()
        running.append(server)
        return box, server.port

    yield start
    for server in running:
        server.stop()


@pytest.fixture
def elsewhere(monkeypatch):
    """The server is on another machine, for all we know."""
    monkeypatch.setattr(smtp, "is_here", lambda _host: False)


@pytest.fixture
def trust(monkeypatch, certificate):
    """From now on this machine trusts the certificate."""
    context = ssl.create_default_context(cafile=certificate)
    return lambda: monkeypatch.setattr(smtp.ssl, "create_default_context", lambda: context)


def only_bob(_server, _session, _envelope, _mechanism, given):
    return AuthResult(success=(given.login, given.password) == (b"bob", b"p@ss"))


def test_to_another_machine_it_goes_encrypted_with_name_and_password(serve, elsewhere, trust):
    box, port = serve(tls_context=True, authenticator=only_bob, auth_required=True)
    trust()
    smtp.send(f"smtp://bob:p%40ss@127.0.0.1:{port}", mail())
    assert len(box.taken) == 1


def test_with_another_password_it_does_not_go(serve, elsewhere, trust, monkeypatch):
    """The server of this test leaves the last way of signing in unanswered: patience ends it."""
    monkeypatch.setattr(smtp, "PATIENCE", 0.5)
    box, port = serve(tls_context=True, authenticator=only_bob, auth_required=True)
    trust()
    with pytest.raises(Undelivered, match="no-admission"):
        smtp.send(f"smtp://bob:wrong@127.0.0.1:{port}", mail())
    assert box.taken == []


def test_to_another_machine_in_clear_it_does_not_go(serve, elsewhere):
    box, port = serve()
    with pytest.raises(Undelivered, match="no-admission"):
        smtp.send(f"smtp://127.0.0.1:{port}", mail())
    assert box.taken == []


def test_to_who_cannot_show_that_it_is_the_server_it_does_not_go(serve, elsewhere):
    box, port = serve(tls_context=True)
    with pytest.raises(Undelivered, match="no-admission"):
        smtp.send(f"smtp://127.0.0.1:{port}", mail())
    assert box.taken == []


def test_smtps_is_encrypted_from_the_first_byte(serve, trust):
    box, port = serve(ssl_context=True)
    trust()
    smtp.send(f"smtps://127.0.0.1:{port}", mail())
    assert len(box.taken) == 1


def test_smtps_to_a_stranger_does_not_go(serve):
    box, port = serve(ssl_context=True)
    with pytest.raises(Undelivered, match="no-connection"):
        smtp.send(f"smtps://127.0.0.1:{port}", mail())
    assert box.taken == []


@pytest.mark.parametrize(
    ("code", "kind"), [(450, Undelivered), (550, Refused)], ids=["later", "never"]
)
def test_a_recipient_whom_the_server_does_not_take(serve, monkeypatch, code, kind):
    def refuse(*_words):
        raise smtp.smtplib.SMTPRecipientsRefused({"bob@hecheng.example": (code, b"no")})

    _box, port = serve()
    monkeypatch.setattr(smtp.smtplib.SMTP, "send_message", refuse)
    with pytest.raises(kind, match=str(code)) as caught:
        smtp.send(f"smtp://127.0.0.1:{port}", mail())
    assert not isinstance(caught.value, Doubtful)


@pytest.mark.parametrize(
    ("host", "here"),
    [("localhost", True), ("127.0.0.1", True), ("::1", True), ("mail.example.org", False)],
)
def test_which_hosts_are_this_machine(host, here):
    assert smtp.is_here(host) is here
