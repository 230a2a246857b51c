"""What an import came to: counts by kind, reasons by how often, and each row that was passed over in a file."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from cairnloop.cli.exits import Usage
from cairnloop.wire.sheets import csv_line

COUNTS = ("read", "added", "updated", "unchanged", "skipped")
# Reasons shown of each kind; the file has them all.
MOST = 5


class SkippedFile:
    """A CSV that spreadsheets may open; never with what somebody wrote. Without a path it takes everything and keeps
    nothing."""

    def __init__(self, path: Path | None) -> None:
        self._file: TextIO | None = None
        if path is not None:
            try:
                self._file = path.open("w", encoding="utf-8", newline="")
            except OSError as error:
                raise Usage(f"--skipped: {path} cannot be written ({error.strerror})") from error
            self._file.write(csv_line(("kind", "id", "where", "reason")))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, *cells: str) -> None:
        if self._file is not None:
            self._file.write(csv_line(cells))


@dataclass(slots=True)
class Report:
    """As it grows. `invite` is who waits for an invitation."""

    skipped_file: SkippedFile
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    skipped: Counter[tuple[str, str]] = field(default_factory=Counter)
    remarks: Counter[tuple[str, str]] = field(default_factory=Counter)
    left_out: list[str] = field(default_factory=list)
    invite: list[str] = field(default_factory=list)

    def count(self, kind: str, **more: int) -> None:
        self.counts.setdefault(kind, Counter()).update(more)

    def skip(self, kind: str, id: str, where: str, why: str) -> None:
        self.count(kind, skipped=1)
        self.skipped[kind, why] += 1
        self.skipped_file.add(kind, id, where, why)

    def remark(self, kind: str, said: str) -> None:
        self.remarks[kind, said] += 1

    def line(self, kind: str) -> str:
        """How a kind ended, on one line."""
        counts = self.counts.get(kind, Counter())
        return f"{kind}: " + ", ".join(f"{counts[name]} {name}" for name in COUNTS if counts[name] or name == "read")

    def document(self) -> dict[str, Any]:
        return {
            "kinds": {kind: {name: counts[name] for name in COUNTS} for kind, counts in self.counts.items()},
            "skipped": _listed(self.skipped),
            "remarks": _listed(self.remarks),
            "left_out": self.left_out,
            "invite": self.invite,
        }

    def lines(self) -> list[str]:
        width = max((len(kind) for kind in self.counts), default=0)
        lines = [f"{'':<{width}}  " + "  ".join(f"{name:>9}" for name in COUNTS)] if self.counts else []
        for kind, counts in self.counts.items():
            lines.append(f"{kind:<{width}}  " + "  ".join(f"{counts[name]:>9}" for name in COUNTS))
        lines += _told("skipped", self.skipped) + _told("remark", self.remarks)
        lines += [f"left out  {one}" for one in self.left_out]
        if self.invite:
            lines.append(f"invite    {', '.join(self.invite)}")
            lines.append(
                "          cairnloop users invite ADDRESS gives each their seat, with all that stands under their name."
            )
        return lines


def _listed(counted: Mapping[tuple[str, str], int]) -> list[dict[str, Any]]:
    return [{"kind": kind, "said": said, "count": count} for (kind, said), count in counted.items()]


def _told(what: str, counted: Counter[tuple[str, str]]) -> list[str]:
    lines: list[str] = []
    for kind in dict.fromkeys(kind for kind, _ in counted):
        said = [(count, one) for (of, one), count in counted.most_common() if of == kind]
        lines += [f"{what:<8}  {kind}: {count} × {one}" for count, one in said[:MOST]]
        if len(said) > MOST:
            lines.append(f"{what:<8}  {kind}: {sum(count for count, _ in said[MOST:])} for other reasons")
    return lines
