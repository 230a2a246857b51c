"""What became of a batch, as it is being taken, and what taking it needs at hand."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from cairnloop.desk.imports.tables import Import
from cairnloop.kernel.database import Tx
from cairnloop.people.identity import Operator
from cairnloop.wire.imports import Kind, LineOut, TakenOut


@dataclass(slots=True)
class Taken:
    """Counts, and a line for every record about which there is something to say."""

    kind: Kind
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: list[LineOut] = field(default_factory=list)
    remarks: list[LineOut] = field(default_factory=list)

    def skip(self, their_id: str, why: str) -> None:
        self.skipped.append({"id": their_id, "said": why})

    def remark(self, their_id: str, said: str) -> None:
        self.remarks.append({"id": their_id, "said": said})

    def counts(self) -> dict[str, int]:
        return {
            "added": self.added,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "skipped": len(self.skipped),
        }

    def out(self) -> TakenOut:
        return {
            "kind": self.kind,
            "added": self.added,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "skipped": self.skipped,
            "remarks": self.remarks,
        }


@dataclass(frozen=True, slots=True)
class House:
    """What the house's settings say: how drafts start in a new inbox, and when what is resolved is put away."""

    draft_policy: str
    archive_after: timedelta | None


@dataclass(frozen=True, slots=True)
class Work:
    """One batch under way."""

    tx: Tx
    run: Import
    by: Operator
    house: House
    taken: Taken

    @property
    def account_id(self) -> UUID:
        return self.run.account_id

    def key(self) -> dict[str, Any]:
        """What all links of this run's source share."""
        return {"account_id": self.run.account_id, "system": self.run.system, "source": self.run.source}
