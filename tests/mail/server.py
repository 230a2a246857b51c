"""A real mail server in the test process: it keeps what it takes, and refuses what it is told to."""

import ssl
from asyncio import Server, get_running_loop
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class Mailbox:
    """What a mail server took. `answers` says what it answers to recipients instead; the first ones first."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    password: bytes = b"correct horse"
    server: Server | None = None

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.answers and not (answer := self.answers.pop(0)).startswith("250"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        return "250 taken"

    def knows(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == self.password, handled=False)

    def to(self, address: str) -> list[EmailMessage]:
        return [one for one in self.taken if one["to"].addresses[0].addr_spec == address]

    async def open(self, **how: Any) -> None:
        loop = get_running_loop()
        made = lambda: SMTP(self, hostname="mail.example", loop=loop, **how)  # noqa: E731 - one a connection
        self.server = await loop.create_server(made, "127.0.0.1", self.port)
        self.port = self.server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        if self.server is not None:
            self.server.close()
            await self.server.wait_closed()
            self.server = None

    @property
    def settings(self) -> dict[str, Any]:
        """What a house writes into its configuration to send by this server."""
        return {"host": "127.0.0.1", "port": self.port, "security": "none", "from_address": "desk@trailmark.example"}


@asynccontextmanager
async def mailbox(tls: ssl.SSLContext | None = None, **how: Any) -> AsyncIterator[Mailbox]:
    """Open on a port of the loopback; with `tls` it wants STARTTLS and a login first."""
    box = Mailbox()
    if tls is not None:
        how |= {"tls_context": tls, "require_starttls": True, "authenticator": box.knows, "auth_required": True}
    await box.open(**how)
    try:
        yield box
    finally:
        await box.close()


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def html_of(message: EmailMessage) -> str:
    body = message.get_body(("html",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")
