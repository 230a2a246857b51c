"""Reading files: one by its id or its address, and those of many messages at once."""

import hmac
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from cairnloop.errors import NotFound
from cairnloop.files.shapes import file_out
from cairnloop.files.tables import File
from cairnloop.kernel.database import Tx
from cairnloop.kernel.tables import plain
from cairnloop.wire.files import FileOut


async def get_file(tx: Tx, account_id: UUID, file_id: UUID) -> File:
    """Raises NotFound, also for another account's file."""
    query = select(File).where(File.account_id == account_id, File.id == file_id)
    file = (await tx.session.execute(query)).scalar_one_or_none()
    if file is None:
        raise NotFound("no such file")
    return file


async def file_at(tx: Tx, file_id: UUID, token: str) -> File:
    """The file of an address. Raises NotFound, also when only the token is wrong."""
    file = await tx.session.get(File, file_id)
    if file is None or not hmac.compare_digest(file.token.encode(), token.encode("utf-8", "replace")):
        raise NotFound
    return file


async def files_of(tx: Tx, account_ids: Collection[UUID], message_ids: Collection[UUID]) -> dict[UUID, list[FileOut]]:
    """What these messages of these accounts carry, in order; messages without files are left out."""
    found: dict[UUID, list[FileOut]] = {}
    if message_ids:
        query = select(File).where(plain(File.account_id).in_(account_ids), File.message_id.in_(message_ids))
        for file in await tx.session.scalars(query.order_by(File.message_id, File.place)):
            if file.message_id is not None:
                found.setdefault(file.message_id, []).append(file_out(file, tx.public_url))
    return found
