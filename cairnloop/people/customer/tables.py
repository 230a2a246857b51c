"""What is kept about customers beside themselves: their companies, notes on them, tags, and erasures under way."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cairnloop.kernel.tables import Row

NEWEST = (text("created_at DESC"), text("id DESC"))


class Company(Row):
    """A firm that customers belong to."""

    __tablename__ = "companies"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    name: Mapped[str]
    description: Mapped[str | None]
    external_id: Mapped[str | None]
    website_url: Mapped[str | None]
    industry: Mapped[str | None]
    logo_image_url: Mapped[str | None]
    details: Mapped[dict[str, Any] | None] = mapped_column("metadata")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]  # out of sight, and gone once nobody belongs to it

    __table_args__ = (Index("ix_companies_page", "account_id", *NEWEST), {"sqlite_strict": True})


class CustomerNote(Row):
    """What a colleague should know of a customer. No customer and no prompt ever sees it."""

    __tablename__ = "customer_notes"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    body: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_customer_notes_page", "account_id", *NEWEST),
        Index("ix_customer_notes_customer", "customer_id", *NEWEST),
        {"sqlite_strict": True},
    )


class Tag(Row):
    """A word that colleagues sort by. `key` is the name as it is compared: no two tags of an account share one."""

    __tablename__ = "tags"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    creator_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str]
    key: Mapped[str | None]  # None once it was removed
    description: Mapped[str | None]
    color: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]  # out of sight, and gone once nothing carries it

    __table_args__ = (UniqueConstraint("account_id", "key"), {"sqlite_strict": True})


class CustomerTag(Row):
    """A tag that a customer carries."""

    __tablename__ = "customer_tags"

    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    tag_id: Mapped[UUID] = mapped_column(ForeignKey("tags.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_customer_tags_tag", "tag_id", "account_id", "customer_id"),
        {"sqlite_strict": True},
    )


class CustomerErasure(Row):
    """An erasure that somebody asked for and a job works off; gone when it is done. `counts` is what went so far."""

    __tablename__ = "customer_erasures"

    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    counts: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
