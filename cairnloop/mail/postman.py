"""The one who takes letters to the mail server: a connection for each, a few at a time, outside of transactions."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import cached_property
from uuid import UUID

from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from cairnloop.config import Mail
from cairnloop.errors import CairnloopError, ConfigError, NoAnswer, Undeliverable
from cairnloop.kernel import telemetry
from cairnloop.kernel.clock import Clock
from cairnloop.kernel.jobs.port import BatchHandler, GiveUp, Handler, Job
from cairnloop.mail.going import Going
from cairnloop.mail.letters import Correspondent, Letter, written
from cairnloop.mail.rules import Stage, is_final
from cairnloop.wire.terminal import harmless

# Mail servers count connections, and a crowd of letters is in no hurry.
AT_ONCE = 4
# With the waits between them they span half a day: so long may a mail server be away.
ATTEMPTS = 20
OFF = "mail is off: this house has no mail server; set mail.host in the configuration"
SAID_LENGTH = 300


class Postman:
    """Sends by the server of the settings. `tls` says whom to trust, where that is not whom this machine trusts."""

    def __init__(self, settings: Mail, clock: Clock, tls: ssl.SSLContext | None = None) -> None:
        self._settings = settings
        self._clock = clock
        self._given = tls
        self._places = asyncio.Semaphore(AT_ONCE)
        self._silences = 0
        self.going = Going()

    @property
    def on(self) -> bool:
        return bool(self._settings.host)

    @property
    def server(self) -> str:
        return f"{self._settings.host}:{self._settings.port}"

    @property
    def quotes(self) -> bool:
        """Whether letters to operators say what was written, and not only that."""
        return self._settings.quote_messages

    async def deliver(self, letter: Letter, job: Job) -> None:
        """What a job does with its letter: what is final ends it, and another attempt is the same mail again."""
        try:
            await self.send(letter, str(job.id))
        except (Undeliverable, ConfigError) as error:
            raise GiveUp(error.detail) from error

    async def send(self, letter: Letter, key: str) -> None:
        """Hand a letter over. `key` names it: sent again under the same one, it is the same mail.

        Raises ConfigError when mail is off, Undeliverable when this letter will never be taken, and NoAnswer when it
        may be later.
        """
        sender = Correspondent(self._settings.from_address, self._settings.from_name)
        self._require_on()
        with _counted():
            try:
                message = written(letter, sender, key=key, at=self._clock.now())
            except ValueError as error:
                raise Undeliverable(f"no mail can be addressed like this ({error})") from error
            silences = self._silences
            async with self._places:
                if silences != self._silences:  # a crowd of letters does not wait for it one by one
                    raise NoAnswer("not tried: the mail server did not answer while this mail waited for its turn")
                with self.going.noted(self._clock.now):
                    async with self._connected() as server:
                        with _told(Stage.CONTENT):
                            await server.send_message(message)

    async def check(self) -> str:
        """Come in, say who we are, and leave without a letter; returns how that went. Raises as `send` does."""
        self._require_on()
        settings = self._settings
        async with self._connected():
            who = f"as {settings.username}" if settings.username else "without a login"
            return f"{self.server} lets us in ({settings.security}, {who})"

    def _require_on(self) -> None:
        if not self.on:
            raise ConfigError(OFF)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return self._given or ssl.create_default_context()

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Counts how often the server did not answer."""
        try:
            yield
        except NoAnswer:
            self._silences += 1
            raise

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[SMTP]:
        settings = self._settings
        server = SMTP(
            hostname=settings.host,
            port=settings.port,
            timeout=settings.timeout_seconds,
            use_tls=settings.security == "tls",
            start_tls=settings.security == "starttls",  # demanded: never in the clear instead
            tls_context=None if settings.security == "none" else self._tls,
            local_hostname=settings.from_address.rpartition("@")[2],  # looking up our own may take long
        )
        try:
            with self._watched(), _told(Stage.CONNECT):
                await server.connect()
                await server.ehlo()
            if settings.username:
                with _told(Stage.LOGIN):
                    await server.login(settings.username, settings.password.get_secret_value())
            yield server
            with suppress(SMTPException, OSError):  # what was to be said was said
                await server.quit()
        finally:
            server.close()


def in_groups(handler: Handler) -> BatchHandler:
    """Mails in a room of their own among the jobs: a mail server that is slow holds up nothing but mails."""

    async def handle(jobs: Sequence[Job]) -> dict[UUID, Exception]:
        ends = await asyncio.gather(*map(handler, jobs), return_exceptions=True)
        return {job.id: end for job, end in zip(jobs, ends, strict=True) if isinstance(end, Exception)}

    return handle


@contextmanager
def _told(stage: Stage) -> Iterator[None]:
    """What the mail server says no to, in our words."""
    try:
        yield
    except SMTPRecipientsRefused as error:
        first = error.recipients[0]
        raise _no(Stage.RECIPIENT, first.code, first.message) from error
    except SMTPResponseException as error:
        kinds = {SMTPSenderRefused: Stage.SENDER, SMTPDataError: Stage.CONTENT}
        raise _no(kinds.get(type(error), stage), error.code, error.message) from error
    except SMTPNotSupported as error:
        if stage is Stage.CONTENT:  # an address that only newer servers can write to
            raise Undeliverable(f"the mail server cannot send this: {_line(error.message)}") from error
        raise NoAnswer(f"the mail server cannot do what the settings want: {_line(error.message)}") from error
    except (SMTPException, OSError) as error:
        raise NoAnswer(f"the mail server does not answer ({type(error).__name__}): {_line(str(error))}") from error


def _no(stage: Stage, code: int, said: str) -> CairnloopError:
    words = f"the mail server refuses {stage}: {code} {_line(said)}"
    return Undeliverable(words) if is_final(stage, code) else NoAnswer(words)


def _line(said: str) -> str:
    return harmless(" ".join(said.split()))[:SAID_LENGTH]


@contextmanager
def _counted() -> Iterator[None]:
    outcome = "deferred"
    try:
        yield
        outcome = "sent"
    except Undeliverable:
        outcome = "refused"
        raise
    finally:
        telemetry.mails.labels(outcome).inc()
