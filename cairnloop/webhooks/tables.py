"""Event subscriptions, and every delivery to them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from cairnloop.kernel.tables import Row


class EventSubscription(Row):
    """A receiver of events. Its secret is sealed; a former one still signs until `former_secret_until`.

    `events` None means what `scope` and the rules say; `failing_since` is when it last began to fail.
    """

    __tablename__ = "event_subscriptions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    webhook_url: Mapped[str]
    description: Mapped[str | None]
    scope: Mapped[str | None]
    events: Mapped[list[str] | None]
    include_private: Mapped[bool]
    verified: Mapped[bool]
    verification_error: Mapped[str | None]
    secret: Mapped[str]
    former_secret: Mapped[str | None]
    former_secret_until: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    disabled_reason: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class WebhookDelivery(Row):
    """One event on its way to one subscription. `body` is what is sent, byte for byte, however often.

    `event_id` is the same for all who get the event and in every attempt. The subscription may be gone.
    """

    __tablename__ = "webhook_deliveries"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    # Without a foreign key: a message is never refused because a subscription was removed in the same moment.
    subscription_id: Mapped[UUID]
    customer_id: Mapped[UUID | None]
    conversation_id: Mapped[UUID | None]
    event: Mapped[str]
    event_id: Mapped[UUID]
    body: Mapped[str]
    status: Mapped[str]
    attempts: Mapped[int]
    next_attempt_at: Mapped[datetime | None]
    last_status: Mapped[int | None]
    last_error: Mapped[str | None]
    last_response: Mapped[str | None]
    duration_ms: Mapped[int | None]
    history: Mapped[list[Any]]  # the last attempts: when, with which status, why not
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_webhook_deliveries_page", "subscription_id", text("created_at DESC"), text("id DESC")),
        # Each status of each event is one range of it: any filter is a few of them.
        Index(
            "ix_webhook_deliveries_filter",
            "subscription_id",
            "status",
            "event",
            text("created_at DESC"),
            text("id DESC"),
        ),
        # Whoever is erased is erased here too.
        Index("ix_webhook_deliveries_customer_id", "customer_id"),
        Index("ix_webhook_deliveries_conversation_id", "conversation_id"),
        Index("ix_webhook_deliveries_created_at", "created_at"),
        {"sqlite_strict": True},
    )
