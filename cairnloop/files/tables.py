"""Files, what lies in the store without being one, and how much room is taken."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from cairnloop.kernel.tables import Row

UNATTACHED = text("message_id IS NULL")


class File(Row):
    """Something that was uploaded. Its content never changes; it is attached to one message, once."""

    __tablename__ = "files"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    token: Mapped[str]  # knowing it is the right to read
    key: Mapped[str]  # where the store has it
    filename: Mapped[str]
    content_type: Mapped[str]  # as its bytes say
    digest: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    width: Mapped[int | None]
    height: Mapped[int | None]
    thumbnail_size: Mapped[int | None]  # of the small picture; None before it was made, 0 when it cannot be
    # Who uploaded it: a user, or a customer; neither when a page did not say for whom.
    customer_id: Mapped[UUID | None]
    user_id: Mapped[int | None]
    message_id: Mapped[UUID | None]
    place: Mapped[int]  # among the files of its message
    created_at: Mapped[datetime]
    free_since: Mapped[datetime]  # since when no message carries it, where none does

    __table_args__ = (
        Index("ix_files_message_id_place", "message_id", "place"),
        Index("ix_files_account_id_customer_id", "account_id", "customer_id"),
        Index("ix_files_unattached", "free_since", sqlite_where=UNATTACHED, postgresql_where=UNATTACHED),
        {"sqlite_strict": True},
    )


class FileRemains(Row):
    """A key that may lie in the store without a file: an upload under way, or a file that was deleted."""

    __tablename__ = "file_remains"

    key: Mapped[str] = mapped_column(primary_key=True)
    remove_at: Mapped[datetime] = mapped_column(index=True)


class FileUsage(Row):
    """How many bytes an account holds, or an address sent in one day."""

    __tablename__ = "file_usage"

    holder: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    ends_at: Mapped[datetime | None] = mapped_column(index=True)  # None: an account's, which stays
