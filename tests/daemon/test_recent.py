"""The last log lines in memory: as they were logged, harmless, bounded, and read on from where one was."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from cairnloop.config import Logging
from cairnloop.daemon import logs
from cairnloop.daemon.recent import KEPT, LONGEST, LONGEST_TRACE, RECENT, WITHHELD, Lines, Recent, Viewer

OURS, THEIRS = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"
ALONE, SHARING = Viewer(OURS, others=False), Viewer(OURS, others=True)
HOSTILE = "Eve \x1b[31m\u202e\nforged"


@pytest.fixture(autouse=True)
def configured(capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Logging as the daemon has it, and afterwards as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.configure(Logging())
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


def since(start: int, level: int = logging.DEBUG, limit: int = 200) -> Lines:
    return RECENT.read("n", ALONE, after=start, level=level, limit=limit)


@pytest.fixture
def start() -> int:
    return RECENT.read("n", ALONE, after=None, level=logging.DEBUG, limit=1).last


def test_our_own_lines_and_those_of_libraries_are_kept_with_their_fields(start: int) -> None:
    structlog.get_logger("cairnloop.x").warning("socket.slow", seconds=3)
    logging.getLogger("library").error("it broke at %s", "noon", extra={"kind": "draft"})
    ours, theirs = since(start).lines
    assert (ours["cursor"], ours["level"], ours["event"]) == (f"n.{start + 1}", "warning", "socket.slow")
    assert (ours["fields"], ours["trace"]) == ({"seconds": 3}, None)
    assert (theirs["logger"], theirs["level"], theirs["event"]) == ("library", "error", "it broke at noon")
    assert theirs["fields"] == {"kind": "draft"}
    assert theirs["at"].endswith("Z")


def test_what_is_not_logged_is_not_kept(start: int) -> None:
    structlog.get_logger().debug("too much")
    logging.getLogger("uvicorn.access").info("GET /?token=secret")
    assert since(start).lines == []


def test_hostile_text_is_harmless_and_long_text_is_cut(start: int) -> None:
    log = structlog.get_logger()
    log.info(HOSTILE, name=HOSTILE, long="x" * 9999)
    try:
        raise ValueError(HOSTILE + "y" * 9999)
    except ValueError:
        log.exception("request.crashed")
    first, crash = since(start).lines
    assert first["event"] == first["fields"]["name"] == "Eve ␛[31m‹U+202E›␊forged"
    assert len(first["fields"]["long"]) <= LONGEST + 3
    assert crash["trace"] is not None
    assert crash["trace"].startswith("Traceback")
    assert len(crash["trace"]) <= LONGEST_TRACE + 3
    assert "\x1b" not in crash["trace"]


def test_lines_are_read_on_from_where_one_was(start: int) -> None:
    log = structlog.get_logger()
    for n in range(5):
        log.info("n", n=n)
    first = since(start, limit=2)
    rest = since(first.last)
    assert [line["fields"]["n"] for line in (*first.lines, *rest.lines)] == [0, 1, 2, 3, 4]
    assert since(rest.last).lines == []
    assert [line["fields"]["n"] for line in RECENT.read("n", ALONE, after=None, level=0, limit=2).lines] == [3, 4]


def test_a_level_leaves_out_what_is_milder_and_is_not_asked_for_again(start: int) -> None:
    log = structlog.get_logger()
    log.error("bad")
    log.info("fine")
    found = since(start, logging.WARNING)
    assert [line["event"] for line in found.lines] == ["bad"]
    assert since(found.last, logging.WARNING).lines == []


def test_memory_is_bounded_and_what_was_forgotten_is_counted() -> None:
    few = Recent(3)
    few.setFormatter(RECENT.formatter)
    logger = logging.getLogger("few")
    logger.addHandler(few)
    try:
        for n in range(10):
            logger.warning("line %d", n)
    finally:
        logger.removeHandler(few)
    found = few.read("n", ALONE, after=4, level=0, limit=200)
    assert [line["event"] for line in found.lines] == ["line 7", "line 8", "line 9"]
    assert (found.last, found.missed) == (10, 3)
    assert KEPT <= 1000


def test_lines_that_name_another_account_are_not_shown(start: int) -> None:
    structlog.get_logger().error("request.crashed", account_id=THEIRS)
    logging.getLogger("worker").warning("job failed", extra={"account_id": THEIRS})
    structlog.get_logger().error("request.crashed", account_id=OURS)
    structlog.get_logger().warning("daemon.slow")
    found = RECENT.read("n", SHARING, after=start, level=0, limit=200)
    assert [line["event"] for line in found.lines] == ["request.crashed", "daemon.slow"]
    assert found.lines[0]["fields"] == {"account_id": OURS}
    assert (found.last, found.missed) == (start + 4, 0)


def test_what_a_failure_quotes_is_withheld_where_it_may_be_of_another_account(start: int) -> None:
    def fail(**named: str) -> None:
        try:
            raise ValueError("my number is 0123")
        except ValueError:
            structlog.get_logger().exception("channel.crashed", **named)

    fail()
    fail(account_id=OURS)
    nobodys, ours = RECENT.read("n", SHARING, after=start, level=0, limit=200).lines
    assert nobodys["trace"] == WITHHELD
    assert "my number is 0123" in (ours["trace"] or "")
    assert "my number is 0123" in (since(start).lines[0]["trace"] or "")
