"""CSV files as spreadsheets may open them: what strangers wrote is text there and never a formula."""

import csv
import io
from collections.abc import Iterable

# What makes a spreadsheet take a cell for a formula; some read the wide forms like the narrow ones.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def tame(text: str) -> str:
    """The cell itself, behind an apostrophe where it would otherwise be worked out instead of shown."""
    return f"'{text}" if text.startswith(FORMULA) or text.lstrip().startswith(FORMULA) else text


def csv_line(cells: Iterable[object]) -> str:
    """One line with its end; what is not there is an empty cell."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow("" if one is None else tame(str(one)) for one in cells)
    return line.getvalue()
