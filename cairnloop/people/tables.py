"""Accounts, users, their sessions and API keys; customers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from cairnloop.kernel.tables import Row


class Account(Row):
    """One team and everything it owns. The id is a v4 UUID: published widgets check its form."""

    __tablename__ = "accounts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    time_zone: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class User(Row):
    """Somebody who works the desk. Ids are integers on the wire."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    email: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    role: Mapped[str]
    full_name: Mapped[str | None]
    display_name: Mapped[str | None]
    profile_photo_url: Mapped[str | None]
    disabled_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Session(Row):
    """A signed-in user: an access token that lives minutes and a renew token that works once. Only hashes are kept."""

    __tablename__ = "sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    access_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    renew_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    access_expires_at: Mapped[datetime]
    renew_expires_at: Mapped[datetime] = mapped_column(index=True)
    created_at: Mapped[datetime]


class ApiKey(Row):
    """A key for scripts. Shown once; only its SHA-256 is kept."""

    __tablename__ = "api_keys"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    label: Mapped[str]
    hint: Mapped[str]  # the first characters, to tell keys apart
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Customer(Row):
    """Somebody who writes to us. Everything but the id and account is what they or their page told us."""

    __tablename__ = "customers"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    external_id: Mapped[str | None]
    email: Mapped[str | None]
    name: Mapped[str | None]
    phone: Mapped[str | None]
    profile_photo_url: Mapped[str | None]
    browser: Mapped[str | None]
    browser_version: Mapped[str | None]
    browser_language: Mapped[str | None]
    os: Mapped[str | None]
    ip: Mapped[str | None]
    current_url: Mapped[str | None]
    host: Mapped[str | None]
    pathname: Mapped[str | None]
    screen_height: Mapped[int | None]
    screen_width: Mapped[int | None]
    lib: Mapped[str | None]
    time_zone: Mapped[str | None]
    # `metadata` is SQLAlchemy's own name on a row class.
    details: Mapped[dict[str, Any] | None] = mapped_column("metadata")
    first_seen: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_customers_account_id_updated_at", "account_id", text("updated_at DESC")),
        Index("ix_customers_account_id_external_id", "account_id", "external_id", text("updated_at DESC")),
        Index("ix_customers_account_id_email", "account_id", "email"),
        {"sqlite_strict": True},
    )
