"""Numbers as pictures of one line: bars and small curves of block characters, and how long something took in words."""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil

CURVE = "▁▂▃▄▅▆▇█"
PLAIN_CURVE = "_.:-=+*#"
EIGHTHS = " ▏▎▍▌▋▊▉"
MINUTE, HOUR, DAY = 60, 3600, 86_400


def curve(values: Sequence[float | None], width: int, *, plain: bool = False) -> str:
    """A character a value, several values to a character where there is no room; a blank where there is none.

    It begins at zero: the lowest block is nothing, or nearly so.
    """
    marks = PLAIN_CURVE if plain else CURVE
    shown = squeezed(values, width)
    most = max((value for value in shown if value is not None), default=0)

    def mark(value: float | None) -> str:
        if value is None:
            return " "
        return marks[0] if most <= 0 else marks[min(len(marks) - 1, ceil(value / most * (len(marks) - 1)))]

    return "".join(map(mark, shown))


def squeezed(values: Sequence[float | None], width: int) -> list[float | None]:
    """At most `width` of them: each the mean of those in whose place it stands."""
    if len(values) <= width or width <= 0:
        return list(values)[: max(0, width)]
    edges = [at * len(values) // width for at in range(width + 1)]
    return [_mean(values[start:end]) for start, end in pairwise(edges)]


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def bar(value: float, most: float, width: int, *, plain: bool = False) -> str:
    """As long as `value` is of `most`, in eighths of a cell; something that is not nothing can be seen."""
    if value <= 0 or most <= 0 or width <= 0:
        return ""
    if plain:
        return "#" * max(1, round(min(1.0, value / most) * width))
    eighths = max(1, round(min(1.0, value / most) * width * 8))
    return "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()


def took(seconds: float | None) -> str:
    """`45s`, `3m 20s`, `2h 05m`, `1d 4h`; a dash where there is nothing to tell."""
    if seconds is None:
        return "–"
    whole = round(seconds)
    if whole < MINUTE:
        return f"{whole}s"
    if whole < HOUR:
        return f"{whole // MINUTE}m {whole % MINUTE:02}s"
    if whole < DAY:
        return f"{whole // HOUR}h {whole % HOUR // MINUTE:02}m"
    return f"{whole // DAY}d {whole % DAY // HOUR}h"


def share(value: float | None) -> str:
    """`12 %`, and a dash where there is nothing to tell."""
    return "–" if value is None else f"{round(value * 100)} %"
