"""Accounts, users, their sessions and API keys; customers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, TextClause, text
from sqlalchemy.orm import Mapped, mapped_column

from cairnloop.kernel.tables import Row, after_create

# Accounts that remind of conversations which nobody answers, as each database reads it from the settings.
REMINDING = {
    "sqlite": text("json_extract(settings, '$.conversation_reminders_enabled')"),
    "postgresql": text("settings ->> 'conversation_reminders_enabled' = 'true'"),
}


class Account(Row):
    """One team and everything it owns. The id is a v4 UUID: published widgets check its form."""

    __tablename__ = "accounts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    logo_url: Mapped[str | None]
    time_zone: Mapped[str | None]
    settings: Mapped[dict[str, Any] | None]  # what differs from the defaults, under the names of the wire
    version: Mapped[int] = mapped_column(default=1)  # grows with every change
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        Index(
            "ix_accounts_reminding",
            "id",
            sqlite_where=REMINDING["sqlite"],
            postgresql_where=REMINDING["postgresql"],
        ),
        {"sqlite_strict": True},
    )


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
    email_verified_at: Mapped[datetime | None]  # since when it is known that mail reaches them there
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
    ip: Mapped[str]
    user_agent: Mapped[str]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime]


class ApiKey(Row):
    """A key for scripts. Shown once; only its SHA-256 is kept."""

    __tablename__ = "api_keys"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    label: Mapped[str]
    hint: Mapped[str]  # the first characters, to tell keys apart
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


# Customers as they stand on lists: neither found to be somebody else nor being erased.
LISTED = text("merged_into IS NULL AND erased_at IS NULL")
MERGED = text("merged_into IS NOT NULL")
EMPLOYED = text("company_id IS NOT NULL")


def _listed(name: str, *columns: str | TextClause) -> Index:
    """An index over those who stand on lists, account by account."""
    return Index(f"ix_customers_{name}", "account_id", *columns, sqlite_where=LISTED, postgresql_where=LISTED)


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
    verified_at: Mapped[datetime | None]  # since when the customer's own site vouches for external_id and email
    company_id: Mapped[UUID | None] = mapped_column(ForeignKey("companies.id"))
    # Who they turned out to be: this id goes on working, and means the other.
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("customers.id"))
    # Nothing is known of them any more; the last of it is being removed.
    erased_at: Mapped[datetime | None]
    first_seen: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        _listed("page", text("updated_at DESC"), text("id DESC")),
        _listed("company", "company_id", text("updated_at DESC"), text("id DESC")),
        Index("ix_customers_company_id", "company_id", sqlite_where=EMPLOYED, postgresql_where=EMPLOYED),
        _listed("export", "id"),
        Index("ix_customers_merged_into", "merged_into", sqlite_where=MERGED, postgresql_where=MERGED),
        Index("ix_customers_account_id_external_id", "account_id", "external_id", text("updated_at DESC")),
        Index("ix_customers_account_id_email", "account_id", "email"),
        {"sqlite_strict": True},
    )


# By how a name or an address begins; in the order of code points on both, so that a beginning is one range.
BEGINNINGS = {
    "sqlite": [
        f"CREATE INDEX ix_customers_{column}_begins ON customers (account_id, lower({column})) WHERE {LISTED}"
        for column in ("name", "email")
    ],
    "postgresql": [
        f"CREATE INDEX ix_customers_{column}_begins ON customers (account_id, lower({column}) text_pattern_ops) "
        f"WHERE {LISTED}"
        for column in ("name", "email")
    ],
}

after_create(Customer, BEGINNINGS)
