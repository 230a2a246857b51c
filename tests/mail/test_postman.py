"""Letters over a real socket: protected and let in, refused for good or for now, and the server away and back."""

import asyncio
import datetime as dt
import ipaddress
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cairnloop.config import Mail
from cairnloop.errors import ConfigError, NoAnswer, Undeliverable
from cairnloop.mail.letters import Correspondent, Letter, Words
from cairnloop.mail.postman import Postman
from cairnloop.mail.rules import Stage, is_final
from tests.fakes import FixedClock
from tests.mail.server import Mailbox, mailbox, text_of

LETTER = Letter(Correspondent("sam@example.com", "Sam"), "Hello", (Words("Hi"),))


def postman(box: Mailbox, tls: ssl.SSLContext | None = None, **more: Any) -> Postman:
    return Postman(Mail.model_validate({**box.settings, "timeout_seconds": 5, **more}), FixedClock(), tls)


@pytest.fixture
async def box() -> AsyncIterator[Mailbox]:
    async with mailbox() as box:
        yield box


@pytest.fixture
def contexts(tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's own certificate for the loopback, and a client that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example")])
    start = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, start, start + dt.timedelta(days=3))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = tmp_path / "server.pem"
    file.write_bytes(private + made.public_bytes(pem))
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cadata=made.public_bytes(pem).decode())


async def test_a_letter_arrives_as_it_was_written(box: Mailbox) -> None:
    await postman(box).send(LETTER, "1")
    (mail,) = box.taken
    assert (mail["to"], mail["subject"], text_of(mail)) == ("Sam <sam@example.com>", "Hello", "Hi\n")


async def test_behind_starttls_and_a_login(contexts: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    server, trusting = contexts
    login = {"security": "starttls", "username": "desk", "password": "correct horse"}
    async with mailbox(server) as box:
        ours = postman(box, trusting, **login)
        assert await ours.check() == f"127.0.0.1:{box.port} lets us in (starttls, as desk)"
        assert box.taken == []
        await ours.send(LETTER, "1")
        assert (len(box.taken), box.logins[-1]) == (1, (b"desk", b"correct horse"))
        with pytest.raises(NoAnswer, match="refuses the login: 535"):
            await postman(box, trusting, **login | {"password": "wrong"}).send(LETTER, "2")
        with pytest.raises(NoAnswer, match="certificate"):  # nobody vouches for it
            await postman(box, **login).send(LETTER, "3")


async def test_a_server_without_starttls_gets_neither_a_password_nor_a_letter(box: Mailbox) -> None:
    with pytest.raises(NoAnswer):
        await postman(box, security="starttls", username="desk", password="correct horse").send(LETTER, "1")
    assert (box.logins, box.taken) == ([], [])


async def test_who_is_refused_for_good_is_told_apart_from_who_may_come_again(box: Mailbox) -> None:
    box.answers += ["550 no such user\x1b[2J", "451 greylisted"]
    with pytest.raises(Undeliverable, match="refuses the recipient: 550 no such user"):
        await postman(box).send(LETTER, "1")
    with pytest.raises(NoAnswer, match="refuses the recipient: 451"):
        await postman(box).send(LETTER, "1")
    await postman(box).send(LETTER, "1")
    assert [mail["message-id"] for mail in box.taken] == ["<1@trailmark.example>"]


async def test_the_server_is_down_and_then_back(box: Mailbox) -> None:
    await box.close()
    with pytest.raises(NoAnswer, match="does not answer"):
        await postman(box).send(LETTER, "1")
    await box.open()
    await postman(box).send(LETTER, "1")
    assert len(box.taken) == 1


async def test_a_crowd_of_letters_does_not_wait_for_a_silent_server_one_by_one(box: Mailbox) -> None:
    await box.close()
    ours = postman(box)
    ends = await asyncio.gather(*(ours.send(LETTER, str(at)) for at in range(20)), return_exceptions=True)
    assert all(isinstance(one, NoAnswer) for one in ends)
    assert sum("not tried" in str(one) for one in ends) == 16
    await box.open()
    await ours.send(LETTER, "1")
    assert len(box.taken) == 1


async def test_a_house_without_a_mail_server_says_so() -> None:
    off = Postman(Mail(), FixedClock())
    assert not off.on
    with pytest.raises(ConfigError, match=r"mail is off.*mail\.host"):
        await off.send(LETTER, "1")
    with pytest.raises(ConfigError, match="mail is off"):
        await off.check()


@pytest.mark.parametrize("address", ["not an address", "a@b@c", "sam@example.com\nBcc: x@y.z", ""])
async def test_what_is_no_address_gets_no_letter(box: Mailbox, address: str) -> None:
    with pytest.raises(Undeliverable):
        await postman(box).send(Letter(Correspondent(address), "Hello", (Words("Hi"),)), "1")
    assert box.taken == []


def test_only_what_is_said_of_one_mail_is_final() -> None:
    final = {(stage, code) for stage in Stage for code in (421, 450, 535, 550) if is_final(stage, code)}
    assert final == {(stage, code) for stage in (Stage.RECIPIENT, Stage.CONTENT) for code in (535, 550)}
