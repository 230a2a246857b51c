"""Taking a file in: streamed to the store as it comes, measured on the way, and kept only if all of it is right."""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

from sqlalchemy import delete

from cairnloop.errors import Invalid, TooLarge, Unavailable
from cairnloop.files.cabinet import Cabinet
from cairnloop.files.names import safe_name
from cairnloop.files.quotas import require_room, take_room
from cairnloop.files.rules import CUT_SHORT_AFTER, in_words
from cairnloop.files.sniffing import LOOKED_AT, RASTER, kind_of
from cairnloop.files.tables import File, FileRemains
from cairnloop.files.thumbnails import size_of
from cairnloop.kernel.audit import Actor, ActorKind
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.accounts import get_account
from cairnloop.people.customer.customers import known_customer
from cairnloop.people.identity import customer_actor

VISITOR = Actor(ActorKind.CUSTOMER, "visitor", "Somebody on a page")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who uploads: an operator (`by`), or a page, perhaps for a customer. `address` is a page's, and counts for it."""

    account_id: UUID
    user_id: int | None = None
    customer_id: UUID | None = None
    address: str | None = None
    by: Actor | None = None


class Sent(Protocol):
    """A file as it comes in. Who sends it may be known early, or only after the file has come."""

    @property
    def filename(self) -> str: ...
    async def early_sender(self) -> Sender | None: ...
    def chunks(self) -> AsyncIterator[bytes]: ...
    async def sender(self) -> Sender: ...


async def upload(db: Database, cabinet: Cabinet, sent: Sent) -> File:
    """Keep what is sent. Raises TooLarge, TooMany, Invalid or NotFound, and then nothing of it stays."""
    early = await sent.early_sender()
    if early is not None:
        async with db.read() as tx:
            await _known(tx, early)
            await require_room(tx, cabinet.limits, early.account_id, early.address)
    file_id = db.new_id()
    key = f"{file_id.hex[-2:]}/{file_id.hex}"
    async with db.begin() as tx:
        # Should we end in the middle, this is how what is left is found.
        tx.session.add(FileRemains(key=key, remove_at=tx.now + CUT_SHORT_AFTER))

    measured = Measured(cabinet.limits.file)
    async with aclosing(measured.through(sent.chunks())) as chunks:
        await cabinet.store.put(key, chunks)
    kept = False
    try:
        sender = await sent.sender()
        kind = kind_of(measured.head)
        size = await asyncio.to_thread(size_of, measured.head) if kind in RASTER else None
        file = File(id=file_id, key=key, filename=safe_name(sent.filename), content_type=kind)
        async with db.begin() as tx:
            await _keep(tx, cabinet, sender, measured, file, size)
        kept = True
    finally:
        if not kept:
            await cabinet.store.delete([key])
    return file


class Measured:
    """Counts what passes, hashes it and keeps its beginning."""

    def __init__(self, most: int) -> None:
        self.size = 0
        self.head = b""
        self._most = most
        self._hash = hashlib.sha256()

    async def through(self, chunks: AsyncIterator[bytes]) -> AsyncGenerator[bytes]:
        """The same chunks. Raises TooLarge once there are too many, and Invalid when there was none."""
        async for chunk in chunks:
            self.size += len(chunk)
            if self.size > self._most:
                raise TooLarge(f"A file may hold {in_words(self._most)} at most.")
            self._hash.update(chunk)
            if len(self.head) < LOOKED_AT:
                self.head += chunk[: LOOKED_AT - len(self.head)]
            yield chunk
        if not self.size:
            raise Invalid.field("file", "is empty")

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


async def _known(tx: Tx, sender: Sender) -> Sender:
    """The sender, with whom a merged customer turned out to be: what they write is theirs, and so are their files.

    Raises NotFound for an account that does not exist, and Invalid for a customer who is not the account's.
    """
    await get_account(tx, sender.account_id)
    if sender.customer_id is None:
        return sender
    customer = await known_customer(tx, sender.customer_id)
    if customer is None or customer.account_id != sender.account_id:
        raise Invalid.field("customer_id", "no customer of this account has this id")
    return replace(sender, customer_id=customer.id)


async def _keep(
    tx: Tx, cabinet: Cabinet, sender: Sender, measured: Measured, file: File, image: tuple[int, int] | None
) -> None:
    sender = await _known(tx, sender)
    await take_room(tx, cabinet.limits, sender.account_id, sender.address, measured.size)
    found = delete(FileRemains).where(FileRemains.key == file.key).returning(FileRemains.key)
    if (await tx.session.execute(found)).first() is None:
        raise Unavailable("The upload took so long that it was given up. Try again.")
    file.account_id, file.user_id, file.customer_id = sender.account_id, sender.user_id, sender.customer_id
    file.token = secrets.token_urlsafe(16)
    file.size, file.digest = measured.size, measured.digest
    file.width, file.height = image or (None, None)
    file.place, file.created_at, file.free_since = 0, tx.now, tx.now
    tx.session.add(file)
    tx.audit(
        sender.by or _actor(sender),
        sender.account_id,
        "file.uploaded",
        "file",
        file.id,
        content_type=file.content_type,
        size=file.size,
    )


def _actor(sender: Sender) -> Actor:
    return VISITOR if sender.customer_id is None else customer_actor(sender.customer_id)
