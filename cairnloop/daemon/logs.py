"""Structured logs on stderr and in memory: for people or for collectors, with hostile text made harmless."""

import logging
import sys
from typing import Any

import structlog

from cairnloop.config import Logging
from cairnloop.daemon.recent import RECENT
from cairnloop.wire.terminal import harmless, harmless_block

EventDict = structlog.typing.EventDict


def configure(settings: Logging) -> None:
    """Send everything, also what libraries say, through one renderer."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        # Plain tracebacks: those with local variables would show what customers wrote, and tokens.
        structlog.processors.format_exc_info,
        _harmless,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    last: list[structlog.typing.Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if settings.format == "json":
        last.append(structlog.processors.JSONRenderer())
    else:
        last.append(structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()))
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=last))
    root = logging.getLogger()
    RECENT.render(shared)
    root.handlers[:] = [handler, RECENT]
    root.setLevel(settings.level.upper())
    # uvicorn.error would write the address of every socket, and that holds its token.
    for noisy in (
        "aiosqlite",
        "alembic",
        "apscheduler",
        "pgqueuer",
        "httpcore",
        "httpx",
        "httpx2",
        "openai",
        "asyncio",
        "uvicorn.access",
        "uvicorn.error",
    ):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, root.level))


def _harmless(logger: Any, method: str, event: EventDict) -> EventDict:
    """No escape sequence, line break or bidi override of a customer's reaches a terminal through a log."""
    return {
        key: harmless_block(value) if key == "exception" and isinstance(value, str) else _through(value)
        for key, value in event.items()
    }


def _through(value: Any) -> Any:
    """The same of what is inside: half a character in a list is one that no JSON can carry to whoever reads the log."""
    match value:
        case str():
            return harmless(value)
        case list() | tuple():
            return [_through(one) for one in value]
        case dict():
            return {_through(key): _through(one) for key, one in value.items()}
        case _:
            return value
