"""Attaching files to messages: for any number of messages one statement decides, does it, and says what it did."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import Executable, func, or_, update

from cairnloop.errors import Invalid
from cairnloop.files.shapes import file_out
from cairnloop.files.tables import File
from cairnloop.kernel.database import Tx
from cairnloop.kernel.given import given, packed
from cairnloop.kernel.tables import table
from cairnloop.wire.files import FileOut

files = table(File)


@dataclass(frozen=True, slots=True)
class Wish:
    """A message wants to carry a file. Its writer must be who uploaded it: this user, or this customer."""

    file_id: UUID
    message_id: UUID
    place: int
    account_id: UUID
    customer_id: UUID | None
    user_id: int | None


@dataclass(frozen=True, slots=True)
class Freed:
    """A file that no message carries any more; a user's is there for its uploader to attach."""

    file_id: UUID
    user_id: int | None


def wishes(
    message_id: UUID,
    account_id: UUID,
    file_ids: Sequence[UUID],
    *,
    customer_id: UUID | None = None,
    user_id: int | None = None,
) -> list[Wish]:
    return [Wish(one, message_id, place, account_id, customer_id, user_id) for place, one in enumerate(file_ids)]


def _attach(dialect: str) -> Executable:
    asked = given(
        dialect,
        {
            "file_id": files.c.id.type,
            "message_id": files.c.message_id.type,
            "place": files.c.place.type,
            "account_id": files.c.account_id.type,
            "customer_id": files.c.customer_id.type,
            "user_id": files.c.user_id.type,
        },
    )
    return (
        update(File)
        .where(
            File.id == asked.c.file_id,
            File.account_id == asked.c.account_id,
            File.message_id.is_(None),
            File.user_id.is_not_distinct_from(asked.c.user_id),
            # A page that had no customer yet is known by the file's id, which nobody else was told.
            or_(File.customer_id.is_(None), File.customer_id == asked.c.customer_id),
        )
        .values(
            message_id=asked.c.message_id,
            place=asked.c.place,
            customer_id=func.coalesce(File.customer_id, asked.c.customer_id),
        )
        .returning(File)
        .execution_options(synchronize_session=False)
    )


ATTACH = {dialect: _attach(dialect) for dialect in ("sqlite", "postgresql")}


async def attach(tx: Tx, asked: Sequence[Wish]) -> dict[UUID, list[FileOut]]:
    """What each message carries now. A message that was not given all it asked for has fewer: `lacking` says which."""
    rows = [asdict(one) for one in asked]
    attached = (await tx.session.execute(ATTACH[tx.dialect], packed(tx.dialect, rows))).scalars()
    found: dict[UUID, list[FileOut]] = {}
    for file in sorted(attached, key=lambda file: file.place):
        if file.message_id is not None:
            found.setdefault(file.message_id, []).append(file_out(file, tx.public_url))
    return found


async def release(tx: Tx, message_ids: Collection[UUID]) -> Sequence[Freed]:
    """These messages are not sent after all: their files may be attached again, as if they were uploaded now.

    Comes back with them, in their order.
    """
    free = update(files).where(files.c.message_id.in_(message_ids)).values(message_id=None, free_since=tx.now)
    freed = await tx.session.execute(free.returning(files.c.id, files.c.user_id, files.c.place))
    return [Freed(row.id, row.user_id) for row in sorted(freed, key=lambda row: row.place)]


def lacking(file_ids: Sequence[UUID], given_: Sequence[FileOut]) -> Invalid | None:
    """Why a message that wants these files cannot be sent with what it was given; None when it can."""
    have = {one["id"] for one in given_}
    missing = [str(one) for one in file_ids if str(one) not in have]
    if not missing:
        return None
    said = f"you have uploaded no such file that is still to be sent: {', '.join(missing)}; upload it again"
    return Invalid.field("file_ids", said)
