"""What lets people in beside a password: invitations, mailed links, second factors, identity keys; entrances."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from cairnloop.kernel.tables import Row

ENFORCING = text("enforce_identity")
# Who is told by mail of what customers write.
WANTING = text("email_alert_on_new_message OR email_alert_on_new_conversation")


class Invitation(Row):
    """A seat at the desk that waits for somebody. The link holds a token of which only the SHA-256 is kept."""

    __tablename__ = "invitations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    email: Mapped[str | None]  # whom it is for; whoever holds the link, when nobody is named
    role: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    invited_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    revoked_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_invitations_account_id_created_at", "account_id", text("created_at DESC"), text("id DESC")),
        Index("ix_invitations_account_id_email", "account_id", "email"),
        {"sqlite_strict": True},
    )


class UserSettings(Row):
    """What a user wants to be told by mail. Without a row, the defaults of the wire hold."""

    __tablename__ = "user_settings"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    email_alert_on_new_message: Mapped[bool]
    email_alert_on_new_conversation: Mapped[bool]
    email_alert_on_mention: Mapped[bool]
    email_alert_on_reminder: Mapped[bool]
    email_only_when_away: Mapped[bool]  # nothing while one is at the desk
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_user_settings_wanting", "account_id", sqlite_where=WANTING, postgresql_where=WANTING),
        {"sqlite_strict": True},
    )


class MailedLink(Row):
    """What the link in a mail lets its reader do, once. The link holds a token of which only the SHA-256 is kept."""

    __tablename__ = "mailed_links"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    purpose: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (Index("ix_mailed_links_user", "user_id", "purpose", "created_at"), {"sqlite_strict": True})


class SecondFactor(Row):
    """A user's authenticator (RFC 6238). It counts once `confirmed_at` is set; `last_step` is never accepted again."""

    __tablename__ = "second_factors"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    sealed_secret: Mapped[str]
    last_step: Mapped[int]
    confirmed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class RecoveryCode(Row):
    """Works once in place of a code of the authenticator. Only its SHA-256 is kept."""

    __tablename__ = "recovery_codes"

    code_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    used_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class IdentityKey(Row):
    """With it a site signs who its customer is. It has to be read again to check signatures, so it is sealed."""

    __tablename__ = "identity_keys"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    hint: Mapped[str]
    sealed_secret: Mapped[str]
    created_at: Mapped[datetime]


class Entrance(Row):
    """What an inbox asks of the pages and customers that come in by it. Without a row it asks nothing."""

    __tablename__ = "entrances"

    inbox_id: Mapped[UUID] = mapped_column(ForeignKey("inboxes.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    enforce_identity: Mapped[bool]
    allowed_origins: Mapped[list[str]]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_entrances_enforcing", "account_id", sqlite_where=ENFORCING, postgresql_where=ENFORCING),
        {"sqlite_strict": True},
    )
