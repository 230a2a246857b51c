"""Visits of the website, what was recorded of them, and how much of that each account holds."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from cairnloop.kernel.tables import Row

NEWEST = (text("started_at DESC"), text("id DESC"))
GOES_ON = text("finished_at IS NULL")
KNOWN = text("customer_id IS NOT NULL")


class Visit(Row):
    """Somebody's time on the website. Its id is the secret of the page that began it."""

    __tablename__ = "browser_sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customers.id"))
    # `metadata` is SQLAlchemy's own name on a row class.
    details: Mapped[dict[str, Any]] = mapped_column("metadata")
    pages: Mapped[list[str]]
    events: Mapped[int]
    size: Mapped[int] = mapped_column(BigInteger)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_browser_sessions_page", "account_id", *NEWEST),
        Index("ix_browser_sessions_going_on", "account_id", *NEWEST, sqlite_where=GOES_ON, postgresql_where=GOES_ON),
        Index("ix_browser_sessions_customer", "customer_id", *NEWEST, sqlite_where=KNOWN, postgresql_where=KNOWN),
        Index("ix_browser_sessions_seen", "last_seen_at"),
        Index("ix_browser_sessions_left", "last_seen_at", sqlite_where=GOES_ON, postgresql_where=GOES_ON),
        {"sqlite_strict": True},
    )


class ReplayEvent(Row):
    """One thing that a recorder saw in the page, as the JSON it sent."""

    __tablename__ = "browser_replay_events"

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("browser_sessions.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime]
    event: Mapped[str]
    size: Mapped[int]


class VisitUsage(Row):
    """The bytes of all events that an account holds."""

    __tablename__ = "visit_usage"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
