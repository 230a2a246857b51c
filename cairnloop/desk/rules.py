"""The desk's lifecycles and names: where a conversation and an outgoing message may go from where they are."""

from collections.abc import Sequence
from enum import StrEnum

from cairnloop.errors import IllegalMove


class Status(StrEnum):
    OPEN = "open"
    SNOOZED = "snoozed"
    CLOSED = "closed"


class Move(StrEnum):
    """What can happen to a conversation as a whole."""

    RESOLVE = "resolve"
    REOPEN = "reopen"
    SNOOZE = "snooze"
    WAKE = "wake"
    CUSTOMER_WROTE = "customer_wrote"


NEXT_STATUS: dict[tuple[Status, Move], Status] = {
    (Status.OPEN, Move.RESOLVE): Status.CLOSED,
    (Status.SNOOZED, Move.RESOLVE): Status.CLOSED,
    (Status.CLOSED, Move.REOPEN): Status.OPEN,
    (Status.OPEN, Move.SNOOZE): Status.SNOOZED,
    (Status.SNOOZED, Move.SNOOZE): Status.SNOOZED,  # until another time
    (Status.SNOOZED, Move.WAKE): Status.OPEN,
    (Status.OPEN, Move.CUSTOMER_WROTE): Status.OPEN,
    (Status.SNOOZED, Move.CUSTOMER_WROTE): Status.OPEN,
    (Status.CLOSED, Move.CUSTOMER_WROTE): Status.OPEN,
}


def next_status(now: Status, move: Move) -> Status:
    try:
        return NEXT_STATUS[now, move]
    except KeyError:
        raise IllegalMove(f"cannot {move} a conversation that is {now}") from None


class Priority(StrEnum):
    PRIORITY = "priority"
    NOT_PRIORITY = "not_priority"


class Source(StrEnum):
    """By which channel a conversation runs."""

    CHAT = "chat"


class MessageType(StrEnum):
    REPLY = "reply"
    NOTE = "note"
    BOT = "bot"


class Delivery(StrEnum):
    """How far a message has come. Customers' messages are received; notes are kept; the rest is on its way out."""

    RECEIVED = "received"
    KEPT = "kept"
    HELD = "held"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    RELEASE = "release"
    ARRIVE = "arrive"
    FAIL = "fail"
    WITHDRAW = "withdraw"
    RETRY = "retry"


NEXT_DELIVERY: dict[tuple[Delivery, Step], Delivery] = {
    (Delivery.HELD, Step.RELEASE): Delivery.SENDING,
    (Delivery.HELD, Step.WITHDRAW): Delivery.WITHDRAWN,
    (Delivery.HELD, Step.FAIL): Delivery.FAILED,
    (Delivery.SENDING, Step.ARRIVE): Delivery.SENT,
    (Delivery.SENDING, Step.FAIL): Delivery.FAILED,
    (Delivery.FAILED, Step.RETRY): Delivery.HELD,
}


def next_delivery(now: Delivery, step: Step) -> Delivery:
    try:
        return NEXT_DELIVERY[now, step]
    except KeyError:
        raise IllegalMove(_why_not(now, step)) from None


def _why_not(now: Delivery, step: Step) -> str:
    if step is Step.WITHDRAW and now in (Delivery.SENT, Delivery.SENDING):
        return "too late to undo: the message is on its way to the customer"
    return f"cannot {step} a message that is {now}"


# What a customer may see of a thread: what they wrote, and what has left for them.
VISIBLE_TO_CUSTOMER = (Delivery.RECEIVED, Delivery.SENT)

# The front ends' three honest words for an outgoing message.
SHOWN: dict[Delivery, str] = {
    Delivery.HELD: "pending",
    Delivery.SENDING: "pending",
    Delivery.SENT: "sent",
    Delivery.FAILED: "failed",
    Delivery.WITHDRAWN: "withdrawn",
    Delivery.RECEIVED: "received",
    Delivery.KEPT: "kept",
}


class Awaiting(StrEnum):
    """Whose turn it is."""

    OPERATOR = "operator"
    CUSTOMER = "customer"


class Target(StrEnum):
    """What a deadline promises."""

    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    RESOLUTION = "resolution"


class ClockStatus(StrEnum):
    ACTIVE = "active"
    FULFILLED = "fulfilled"
    BREACHED = "breached"
    MERGED = "merged"  # an older promise of the same kind stands for it


PREVIEW_LENGTH = 140


def preview(body: str, files: Sequence[str] = ()) -> str:
    """The first words of a message on one line; of one without words, what its files are called."""
    line = " ".join(body.split())
    if not line and files:
        more = f" and {len(files) - 1} more" if len(files) > 1 else ""
        line = f"[file] {files[0]}{more}"
    return line if len(line) <= PREVIEW_LENGTH else line[: PREVIEW_LENGTH - 1] + "…"
