"""What each operator is to be told of each conversation, and how often somebody was reminded of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cairnloop.kernel.tables import Row


class NoticeMark(Row):
    """What somebody is still to be told of one conversation, and the last mail about it."""

    __tablename__ = "notice_marks"

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    owed_seq: Mapped[int | None] = mapped_column(BigInteger)  # from which message on
    # The last mail, as it was when it was about to go out; another attempt of that job is the same mail.
    told_at: Mapped[datetime | None]
    job_id: Mapped[UUID | None]
    up_to_seq: Mapped[int | None] = mapped_column(BigInteger)


class ReminderMark(Row):
    """The silence of a conversation that waits for us: since when it lasts, and how often somebody was reminded."""

    __tablename__ = "reminder_marks"

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    since: Mapped[datetime]
    reminded: Mapped[int]
