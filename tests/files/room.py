"""A house with a folder for its files, a desk in it, and somebody who sends them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from cairnloop.errors import Invalid
from cairnloop.files.attaching import Wish
from cairnloop.files.cabinet import Cabinet
from cairnloop.files.rules import Limits
from cairnloop.files.tables import File, FileRemains, FileUsage
from cairnloop.files.uploads import Sender, upload
from cairnloop.kernel.database import Database
from tests import make
from tests.fakes import FixedClock

LIMITS = Limits(file=100_000, account=250_000, address=150_000)


@dataclass
class Sending:
    """A file that somebody sends, whose sender is known before or only after it."""

    whose: Sender
    content: bytes = b"some words"
    filename: str = "words.txt"
    early: bool = True
    breaks: bool = False

    async def early_sender(self) -> Sender | None:
        return self.whose if self.early else None

    async def chunks(self) -> AsyncIterator[bytes]:
        for at in range(0, len(self.content), 5_000):
            yield self.content[at : at + 5_000]
        if self.breaks:
            raise Invalid("the sender went away")

    async def sender(self) -> Sender:
        return self.whose


@dataclass
class Room:
    db: Database
    cabinet: Cabinet
    folder: Path
    desk: make.Desk
    clock: FixedClock

    @property
    def page(self) -> Sender:
        return Sender(self.desk.account_id, customer_id=self.desk.customer_id, address="203.0.113.9")

    @property
    def operator(self) -> Sender:
        return Sender(self.desk.account_id, user_id=self.desk.sam.user_id, by=self.desk.sam.actor)

    async def upload(self, whose: Sender | None = None, **more: object) -> File:
        return await upload(self.db, self.cabinet, Sending(whose or self.page, **more))  # type: ignore[arg-type]

    def kept(self) -> list[str]:
        return sorted(path.name for path in self.folder.rglob("*") if path.is_file())

    async def used(self) -> dict[str, int]:
        async with self.db.read() as tx:
            rows = await tx.session.scalars(select(FileUsage))
            return {row.holder.partition(" ")[0]: row.size for row in rows}

    async def remains(self) -> int:
        async with self.db.read() as tx:
            return len((await tx.session.scalars(select(FileRemains))).all())


def wish(room: Room, file: File, message: UUID, place: int = 0, **more: object) -> Wish:
    given = {"customer_id": room.desk.customer_id, "user_id": None, "account_id": room.desk.account_id} | more
    return Wish(file.id, message, place, **given)  # type: ignore[arg-type]
