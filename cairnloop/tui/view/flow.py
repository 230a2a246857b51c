"""Text of several tones wrapped as one."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby

from cairnloop.tui.terminal.lines import Span, wrap
from cairnloop.wire.terminal import harmless_block


def flow(spans: Sequence[Span], width: int) -> list[tuple[Span, ...]]:
    """Harmless lines of at most `width` cells; every character keeps the look of the span it comes from."""
    return [*_flow(tuple(spans), width)]


@lru_cache(maxsize=256)
def _flow(spans: tuple[Span, ...], width: int) -> tuple[tuple[Span, ...], ...]:
    tame = [span._replace(text=harmless_block(span.text)) for span in spans]
    # Wrapping adds and drops blanks only, so the letters come out in the order in which they went in.
    looks = [span._replace(text="") for span in tame for letter in span.text if not letter.isspace()]
    at, found = 0, []
    for text in wrap("".join(span.text for span in tame), width):
        line: list[tuple[Span, str]] = []
        for letter in text:
            if letter.isspace():
                look = line[-1][0] if line else Span("")
            else:
                look, at = looks[at], at + 1
            line.append((look, letter))
        found.append(_joined(line))
    return tuple(found)


def _joined(line: list[tuple[Span, str]]) -> tuple[Span, ...]:
    return tuple(
        look._replace(text="".join(letter for _, letter in pair))
        for look, pair in groupby(line, key=lambda one: one[0])
    )
