"""How the house is doing, in lines: the numbers that move, and in words whatever is not as it should be."""

import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cairnloop.cli.output import cell

if TYPE_CHECKING:
    from cairnloop.wire.status import PartOut, StatusOut

MARKS = {"ready": "✓ ready", "degraded": "▲ degraded", "blocked": "✕ blocked", "unknown": "? unknown"}
STYLES = {"ready": "green", "degraded": "yellow", "blocked": "red", "unknown": "yellow"}
BARS = "▁▂▃▄▅▆▇█"
NAME, NUMBER = 12, 19
# Where sentences about a part begin.
SET_IN = " " * 2 * NAME
NARROWEST = 40


class Said(NamedTuple):
    """A line and how it looks, in Rich's words."""

    text: str
    style: str = ""


def top_lines(status: "StatusOut", paces: Sequence[float] = ()) -> list[Said]:
    """The whole of it. `paces` are messages a second as they were read, the newest last."""
    found = [Said(_head(status), STYLES.get(status["state"], "")), Said("")]
    facts = {part["name"]: part["facts"] for part in status["parts"]}
    found += [Said(line) for line in _numbers(facts, paces)]
    found.append(Said(""))
    for part in sorted(status["parts"], key=lambda part: part["state"] == "ready"):  # what is wrong first
        found += _part(part)
    return found


def folded(lines: Iterable[Said], width: int) -> list[Said]:
    """Lines no wider than the terminal: what is longer goes on below, set in as sentences are."""
    found = []
    for line in lines:
        texts = textwrap.wrap(line.text, max(width, NARROWEST), subsequent_indent=SET_IN)
        found += [Said(text, line.style) for text in (texts if len(line.text) > width else [line.text])]
    return found


def _head(status: "StatusOut") -> str:
    daemon = status["daemon"]
    where = f"{cell(daemon['host'])} process {daemon['pid']}  " if "host" in daemon and "pid" in daemon else ""
    mark = MARKS.get(status["state"], status["state"])
    return f"{mark}  {where}version {cell(daemon['version'])}  up {span(status['uptime_seconds'])}"


def _numbers(facts: dict[str, dict[str, Any]], paces: Sequence[float]) -> Iterable[str]:
    """What moves, a line each; what could not be read shows a question mark, never a nought."""

    def number(part: str, name: str, unit: str = "") -> str:
        value = facts.get(part, {}).get(name, "?")
        return "-" if value is None else f"{value:,}{unit}" if isinstance(value, int | float) else f"{value}{unit}"

    def line(title: str, *numbers: tuple[str, str]) -> str:
        return (
            f"{title:<{NAME}}" + "".join(f"{f'{name} {value}'.strip():<{NUMBER}}" for name, value in numbers).rstrip()
        )

    yield line("sockets", ("operators", number("sockets", "operators")), ("customers", number("sockets", "customers")))
    yield line(
        "messages",
        ("", number("messages", "per_second", " a second")),
        ("p50", number("messages", "p50_ms", " ms")),
        ("p99", number("messages", "p99_ms", " ms")),
        ("", bars(paces)),
    )
    yield line("jobs", *((name, number("jobs", name)) for name in ("running", "due", "waiting", "dead")))
    yield line("", ("oldest due since", number("jobs", "oldest_due_seconds", " s")))
    yield line(
        "drafting",
        ("calls", number("drafting", "calls")),
        ("failed", number("drafting", "failures")),
        ("fell back", number("drafting", "fell_back")),
        ("breaker", number("drafting", "breaker")),
    )
    yield line("", ("p50", number("drafting", "p50_ms", " ms")), ("p95", number("drafting", "p95_ms", " ms")))


def _part(part: "PartOut") -> list[Said]:
    mark = f"{MARKS.get(part['state'], part['state']):<11}"
    found = [Said(f"{mark} {part['name']:<{NAME}}{cell(part['said'])}", STYLES.get(part["state"], ""))]
    for word, said in (("wrong", part["wrong"]), ("safe", part["safe"]), ("do", part["remedy"])):
        if said:
            found.append(Said(f"{SET_IN[:NAME]}{word:<{NAME}}{cell(said)}"))
    return found


def bars(numbers: Sequence[float]) -> str:
    """A small picture of some numbers: the highest is a full block."""
    most = max(numbers, default=0.0)
    if most <= 0:
        return ""
    return "".join(BARS[min(len(BARS) - 1, int(number / most * len(BARS)))] for number in numbers)


def span(seconds: int) -> str:
    """`42 s`, `12 min`, `3 h 12 min`, `5 d 3 h`."""
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min"
    if seconds < 86_400:
        return f"{seconds // 3600} h {seconds % 3600 // 60} min"
    return f"{seconds // 86_400} d {seconds % 86_400 // 3600} h"
