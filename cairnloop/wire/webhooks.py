"""Event subscriptions on the wire, and what became of each delivery."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from typing_extensions import TypedDict

from cairnloop.wire.text import Clean, Line, LongLine

EventName = Literal[
    "message:created", "conversation:created", "conversation:updated", "customer:created", "customer:updated"
]
Address = Annotated[str, Clean, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


def _once(events: list[EventName]) -> list[EventName]:
    return list(dict.fromkeys(events))


Events = Annotated[list[EventName], Field(min_length=1, max_length=20), AfterValidator(_once)]


class NewSubscriptionFields(BaseModel):
    """`events` left out means message:created, conversation:created, and whatever else `scope` names."""

    model_config = ConfigDict(extra="forbid")
    webhook_url: Address
    scope: Line | None = None
    events: Events | None = None
    description: LongLine | None = None
    include_private: bool = False


class NewSubscription(BaseModel):
    model_config = ConfigDict(extra="forbid")
    event_subscription: NewSubscriptionFields


class SubscriptionFields(BaseModel):
    """What is left out stays; `events` null leaves it to `scope` again."""

    model_config = ConfigDict(extra="forbid")
    webhook_url: Address | None = None
    scope: Line | None = None
    events: Events | None = None
    description: LongLine | None = None
    include_private: bool | None = None


class SubscriptionChange(BaseModel):
    model_config = ConfigDict(extra="forbid")
    event_subscription: SubscriptionFields


class UrlToVerify(BaseModel):
    model_config = ConfigDict(extra="forbid")
    url: Address


class Rotation(BaseModel):
    """For so long the former secret signs too, so that a receiver can change over."""

    model_config = ConfigDict(extra="forbid")
    keep_hours: int = Field(24, ge=0, le=24 * 30)


class SubscriptionOut(TypedDict):
    id: str
    object: Literal["event_subscription"]
    webhook_url: str
    verified: bool
    verification_error: str | None
    scope: str | None
    events: list[str]
    description: str | None
    include_private: bool
    failing_since: str | None
    disabled_at: str | None
    disabled_reason: str | None
    former_secret_until: str | None
    account_id: str
    created_at: str
    updated_at: str


class SubscriptionWithSecretOut(SubscriptionOut):
    """`secret` is shown this once."""

    secret: str


class VerifiedOut(TypedDict):
    verified: bool
    error: str | None


class AttemptOut(TypedDict):
    at: str
    status: int | None
    error: str | None
    duration_ms: int


class DeliveryOut(TypedDict):
    id: str
    object: Literal["webhook_delivery"]
    subscription_id: str
    event: str
    webhook_id: str
    status: str
    attempts: int
    last_status: int | None
    last_error: str | None
    last_response: str | None
    duration_ms: int | None
    next_attempt_at: str | None
    created_at: str
    updated_at: str


class DeliveryWithBodyOut(DeliveryOut):
    """With what is sent, and the last attempts, newest last."""

    body: dict[str, Any]
    history: list[AttemptOut]
