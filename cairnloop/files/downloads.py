"""Handing files out: a part of one, and its small picture, which is drawn when it is first asked for."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

from sqlalchemy import update

from cairnloop.errors import NotFound
from cairnloop.files.cabinet import Cabinet
from cairnloop.files.queries import file_at
from cairnloop.files.rules import drawable
from cairnloop.files.tables import File
from cairnloop.files.thumbnails import Undrawable, small
from cairnloop.kernel.database import Database


def thumbnail_key(key: str) -> str:
    """Where the small picture of a file lies."""
    return f"{key}.small"


async def find(db: Database, file_id: UUID, token: str) -> File:
    async with db.read() as tx:
        return await file_at(tx, file_id, token)


async def with_thumbnail(db: Database, cabinet: Cabinet, file_id: UUID, token: str) -> File:
    """The file, with its small picture in the store. Raises NotFound when there is none of it."""
    file = await find(db, file_id, token)
    if file.thumbnail_size is None and drawable(file.content_type, file.width, file.height):
        async with cabinet.drawing:
            file = await find(db, file_id, token)
            if file.thumbnail_size is None:
                file.thumbnail_size = await _draw(db, cabinet, file)
    if not file.thumbnail_size:
        raise NotFound
    return file


async def _draw(db: Database, cabinet: Cabinet, file: File) -> int:
    """Draw and keep it; returns its size, 0 for an image that turns out to be none."""
    content = b"".join([block async for block in cabinet.store.read(file.key, 0, file.size)])
    try:
        picture = await asyncio.to_thread(small, content)
    except Undrawable:
        picture = b""
    if picture:
        await cabinet.store.put(thumbnail_key(file.key), _whole(picture))
    async with db.begin() as tx:
        drawn = update(File).where(File.id == file.id, File.account_id == file.account_id)
        kept = await tx.session.execute(drawn.values(thumbnail_size=len(picture)).returning(File.id))
        gone = kept.first() is None
    if gone:  # deleted meanwhile, and its remains perhaps swept before we came
        await cabinet.store.delete([thumbnail_key(file.key)])
        raise NotFound
    return len(picture)


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content
