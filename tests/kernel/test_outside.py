"""Calls outside go to checked addresses only, whatever a name says a moment later."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from cairnloop.errors import NoAnswer, OffLimits
from cairnloop.kernel import outside
from cairnloop.kernel.outside import ANSWER_BYTES, Outside
from cairnloop.kernel.outside_rules import Address, Bounds

PUBLIC = Bounds(http=True)
LOOPBACK = Bounds.of(["127.0.0.0/8"], http=True)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@dataclass
class Listener:
    """A server on loopback that answers every request with the same bytes, or the first only."""

    answer: bytes = OK
    delay: float = 0.0
    once: bool = False
    port: int = 0
    heard: list[bytes] = field(default_factory=list)
    talks: set[asyncio.Task[Any] | None] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.talks.add(asyncio.current_task())
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            try:
                while not (self.once and self.heard):
                    self.heard.append(await reader.readuntil(b"\r\n\r\n"))
                    await asyncio.sleep(self.delay)
                    writer.write(self.answer)
                    await writer.drain()
            finally:
                writer.close()
                await writer.wait_closed()


@asynccontextmanager
async def listening(listener: Listener, context: ssl.SSLContext | None = None) -> AsyncIterator[Listener]:
    server = await asyncio.start_server(listener.serve, "127.0.0.1", 0, ssl=context)
    listener.port = server.sockets[0].getsockname()[1]
    try:
        yield listener
    finally:
        server.close()
        # A connection that outlives the loop is closed by nobody.
        talks = [talk for talk in listener.talks if talk is not None and not talk.done()]
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)


@asynccontextmanager
async def going_out(bounds: Bounds, *answers: str, context: ssl.SSLContext | None = None) -> AsyncIterator[Outside]:
    """A way outside whose resolver gives these answers, one after the other; the last one for ever."""
    left = list(answers)

    async def ask(host: str, port: int) -> Sequence[Address]:
        said = left.pop(0) if len(left) > 1 else left[0]
        return [ip_address(one) for one in said.split()]

    out = Outside(bounds, ask=ask, authorities=context) if answers else Outside(bounds)
    try:
        yield out
    finally:
        await out.aclose()


async def test_the_connection_is_made_to_the_address_that_was_checked_and_keeps_the_name() -> None:
    bounds = Bounds.of(["127.0.0.0/8"], http=True)
    async with listening(Listener()) as there, going_out(bounds, "127.0.0.1", "10.0.0.1") as out:
        answer = await out.request("GET", f"http://hooks.example:{there.port}/in?x=1")
    assert (answer.status, answer.body) == (200, b"ok")
    assert there.heard[0].startswith(b"GET /in?x=1 HTTP/1.1\r\n")
    assert f"Host: hooks.example:{there.port}".encode() in there.heard[0]
    assert b"User-Agent: Cairnloop/" in there.heard[0]


async def test_a_name_that_leads_elsewhere_after_the_check_gains_nothing() -> None:
    """The name is public when it is checked; whoever asks it again is led inside, so nobody does."""
    async with listening(Listener()) as inside, going_out(PUBLIC, "127.0.0.1") as out:
        with pytest.raises(OffLimits, match="this machine"):
            await out.request("GET", f"http://hooks.example:{inside.port}/")
        assert inside.heard == []
    asked: list[str] = []

    async def turning(host: str, port: int) -> Sequence[Address]:
        asked.append(host)
        return [ip_address("127.0.0.1" if len(asked) == 1 else "10.0.0.1")]

    async with listening(Listener()) as there:
        out = Outside(LOOPBACK, ask=turning)
        await out.request("GET", f"http://hooks.example:{there.port}/")
        await out.request("GET", f"http://hooks.example:{there.port}/")
        assert asked == ["hooks.example"]  # the second went over the connection that was checked
        await out.aclose()


async def test_a_name_is_asked_and_checked_anew_for_each_connection() -> None:
    async with listening(Listener(OK.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))) as there:
        async with going_out(LOOPBACK, "127.0.0.1", "10.0.0.1", "::ffff:10.0.0.1") as out:
            assert (await out.request("GET", f"http://hooks.example:{there.port}/")).status == 200
            for _ in range(2):
                with pytest.raises(OffLimits, match="private network"):
                    await out.request("GET", f"http://hooks.example:{there.port}/")
        assert len(there.heard) == 1


@pytest.mark.parametrize(
    "answer",
    [
        "::1",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "0.0.0.0",
        "::",
        "8.8.8.8 127.0.0.1",
    ],
)
async def test_in_whatever_form_a_name_leads_inside_it_is_refused_as_it_is_dialled(answer: str) -> None:
    async with listening(Listener()) as there, going_out(PUBLIC, answer) as out:
        with pytest.raises(OffLimits, match="leads to"):
            await out.request("GET", f"http://hooks.example:{there.port}/")
        assert there.heard == []


@pytest.mark.parametrize("host", ["2130706433", "017700000001", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "127.1", "0"])
async def test_what_the_system_reads_as_an_address_is_refused_also_by_the_dialler_alone(host: str) -> None:
    """The check of the address refuses them before; the second lock holds without the first."""
    with pytest.raises(OffLimits, match="leads to"):
        await outside._Dialler(PUBLIC, outside.resolve).connect_tcp(host, 9, timeout=5)


async def test_one_bad_address_among_good_ones_is_enough_to_refuse() -> None:
    async with listening(Listener()) as there, going_out(LOOPBACK, "127.0.0.1 10.0.0.1") as out:
        with pytest.raises(OffLimits, match="private network"):
            await out.request("GET", f"http://hooks.example:{there.port}/")
        assert there.heard == []


async def test_a_name_of_this_machine_is_refused_without_any_trick() -> None:
    async with listening(Listener()) as there, going_out(PUBLIC) as out:
        with pytest.raises(OffLimits, match="this machine"):
            await out.request("GET", f"http://localhost:{there.port}/")
        assert there.heard == []


async def test_when_the_first_address_is_silent_the_next_one_is_tried() -> None:
    bounds = Bounds.of(["127.0.0.0/8", "::1"], http=True)
    async with listening(Listener()) as there, going_out(bounds, "::1 127.0.0.1") as out:
        assert (await out.request("GET", f"http://hooks.example:{there.port}/")).status == 200


async def test_a_redirect_is_an_answer_and_no_way() -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"
    async with listening(Listener(moved)) as there, going_out(LOOPBACK) as out:
        answers = [await out.request("GET", f"http://127.0.0.1:{there.port}/") for _ in range(2)]
    assert [answer.status for answer in answers] == [302, 302]
    assert len(there.heard) == 2
    assert b"cookie" not in there.heard[1].lower()


async def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with listening(Listener()) as there, going_out(LOOPBACK) as out:
        assert (await out.request("GET", f"http://127.0.0.1:{there.port}/")).status == 200


async def test_of_a_long_answer_only_the_beginning_is_read() -> None:
    endless = b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n" + b"x" * (2 * ANSWER_BYTES)
    async with listening(Listener(endless)) as there, going_out(LOOPBACK) as out:
        answer = await out.request("GET", f"http://127.0.0.1:{there.port}/")
    assert (len(answer.body), answer.cut) == (ANSWER_BYTES, True)


async def test_silence_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "ALL_SECONDS", 0.1)
    async with listening(Listener(delay=20)) as there, going_out(LOOPBACK) as out:
        with pytest.raises(NoAnswer, match=r"did not answer within 0\.1 s"):
            await out.request("GET", f"http://127.0.0.1:{there.port}/")


@pytest.mark.parametrize(("answer", "said"), [(b"hello there\r\n\r\n", "no HTTP"), (b"", "no HTTP")])
async def test_what_is_no_http_is_no_answer(answer: bytes, said: str) -> None:
    async with listening(Listener(answer, once=True)) as there, going_out(LOOPBACK) as out:
        with pytest.raises(NoAnswer, match=said):
            await out.request("GET", f"http://127.0.0.1:{there.port}/")


async def test_a_closed_door_and_an_unknown_name_are_said_in_words() -> None:
    async with listening(Listener()) as gone:
        port = gone.port
    async with going_out(LOOPBACK) as out:
        with pytest.raises(NoAnswer, match=r"127\.0\.0\.1 refused the connection"):
            await out.request("GET", f"http://127.0.0.1:{port}/")

    async def unknown(host: str, port: int) -> Sequence[Address]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.raises(NoAnswer, match="nobody knows"):
        await Outside(LOOPBACK, ask=unknown).request("GET", "http://hooks.example/")


def certificate(name: str, folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context for this name, and a client's that trusts it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    form, open_ = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    both = folder / "certificate.pem"
    both.write_bytes(made.public_bytes(pem) + key.private_bytes(pem, form, open_))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(both)
    return server, ssl.create_default_context(cadata=made.public_bytes(pem).decode())


async def test_tls_speaks_of_the_name_and_not_of_the_address(tmp_path: Path) -> None:
    server, client = certificate("hooks.example", tmp_path)
    names: list[str] = []
    server.sni_callback = lambda _socket, name, _context: names.append(name)  # type: ignore[func-returns-value]
    async with listening(Listener(), server) as there, going_out(LOOPBACK, "127.0.0.1", context=client) as out:
        assert (await out.request("GET", f"https://hooks.example:{there.port}/")).status == 200
        with pytest.raises(NoAnswer, match="certificate that cannot be trusted"):
            await out.request("GET", f"https://other.example:{there.port}/")
    assert names == ["hooks.example", "other.example"]
