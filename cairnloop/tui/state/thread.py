"""One conversation as it is open before the operator: its messages, drafts, customer and clock."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from cairnloop.tui.state.belongings import Attachment, Mention, attachment_of, mention_of
from cairnloop.tui.state.drafts import Draft, draft_of
from cairnloop.tui.state.rows import Row, row_of
from cairnloop.tui.state.trail import Entry
from cairnloop.tui.state.trouble import Trouble
from cairnloop.tui.terminal.times import instant
from cairnloop.wire.terminal import harmless

LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Voice(StrEnum):
    """Who speaks."""

    CUSTOMER = "customer"
    OPERATOR = "operator"
    BOT = "bot"
    NOTE = "note"


# How far along an outgoing message is; a reading that is less far along is older.
PROGRESS = {"pending": 0, "withdrawn": 1, "failed": 1, "sent": 2}


@dataclass(frozen=True, slots=True)
class Message:
    """`body` is as the daemon has it; whoever shows it makes it harmless."""

    id: str
    conversation_id: str
    voice: Voice
    author: str
    body: str
    at: datetime | None
    delivery: str
    error: str
    release_at: datetime | None
    seen_at: datetime | None
    user_id: int | None
    draft_id: str | None
    files: tuple[Attachment, ...] = ()

    def or_newer(self, other: "Message | None") -> "Message":
        if other is None or PROGRESS.get(other.delivery, 0) < PROGRESS.get(self.delivery, 0):
            return self
        return replace(other, seen_at=other.seen_at or self.seen_at)


def message_of(wire: Mapping[str, Any]) -> Message:
    voice = _voice(wire)
    return Message(
        id=wire["id"],
        conversation_id=wire["conversation_id"],
        voice=voice,
        author=_author(wire, voice),
        body=str(wire.get("body") or ""),
        at=instant(wire.get("created_at")),
        delivery=str(wire.get("delivery") or ""),
        error=harmless(str(wire.get("delivery_error") or "")),
        release_at=instant(wire.get("release_at")),
        seen_at=instant(wire.get("seen_at")),
        user_id=wire.get("user_id"),
        draft_id=wire.get("draft_id"),
        files=tuple(attachment_of(one) for one in wire.get("attachments") or ()),
    )


def _voice(wire: Mapping[str, Any]) -> Voice:
    if wire.get("private") or wire.get("type") == "note":
        return Voice.NOTE
    if wire.get("customer_id") is not None:
        return Voice.CUSTOMER
    return Voice.BOT if wire.get("type") == "bot" else Voice.OPERATOR


def _author(wire: Mapping[str, Any], voice: Voice) -> str:
    if voice is Voice.CUSTOMER:
        return harmless(str((wire.get("customer") or {}).get("title") or ""))
    if voice is Voice.BOT:
        return "Cairnloop"
    user = wire.get("user") or {}
    return harmless(str(user.get("display_name") or user.get("full_name") or user.get("email") or "a colleague"))


@dataclass(frozen=True, slots=True)
class Customer:
    """What is known of the person. `facts` are the host application's own words."""

    id: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    page: str = ""
    device: str = ""
    time_zone: str = ""
    first_seen: str = ""
    last_seen: datetime | None = None
    facts: tuple[tuple[str, str], ...] = ()


def customer_of(wire: Mapping[str, Any]) -> Customer:
    device = " on ".join(str(wire[key]) for key in ("browser", "os") if wire.get(key))
    facts = wire.get("metadata") or {}
    return Customer(
        id=str(wire.get("id") or ""),
        name=harmless(str(wire.get("title") or wire.get("name") or "Somebody")),
        email=harmless(str(wire.get("email") or "")),
        phone=harmless(str(wire.get("phone") or "")),
        page=harmless(str(wire.get("current_url") or wire.get("pathname") or "")),
        device=harmless(device),
        time_zone=harmless(str(wire.get("time_zone") or "")),
        first_seen=harmless(str(wire.get("first_seen") or "")),
        last_seen=instant(wire.get("last_seen_at")),
        facts=tuple((harmless(str(key)), harmless(str(value))) for key, value in list(facts.items())[:12]),
    )


@dataclass(frozen=True, slots=True)
class Thread:
    """`earlier` is the cursor of older messages; `others` how many other conversations this customer has had, `history`
    the newest of them. `trail` is what the trail says of it, the oldest first, as far as it was read. `mentions` are
    whose eyes its notes ask for.
    """

    row: Row
    customer: Customer
    messages: tuple[Message, ...] = ()
    drafts: tuple[Draft, ...] = ()  # newest first
    earlier: int | None = None
    others: int | None = None
    history: tuple[Row, ...] = ()
    trail: tuple[Entry, ...] | None = None
    trouble: Trouble | None = None
    mentions: tuple[Mention, ...] = ()

    @property
    def newest(self) -> str | None:
        """The message that was said last, which whoever answers has seen."""
        return next((one.id for one in reversed(self.messages) if one.id), None)

    @property
    def files(self) -> tuple[Attachment, ...]:
        """All that its messages carry, the newest first."""
        return tuple(file for message in reversed(self.messages) for file in message.files)

    @property
    def draft(self) -> Draft | None:
        """The draft that waits, or else the newest one."""
        waiting = next((draft for draft in self.drafts if draft.pending), None)
        return waiting or (self.drafts[0] if self.drafts else None)

    @property
    def title(self) -> str:
        """The subject, or what the customer came with: it stays the same whatever is said later."""
        first = next((one.body for one in self.messages if one.voice is Voice.CUSTOMER), "")
        return self.row.subject or harmless(" ".join(first[:300].split())) or self.row.title

    @property
    def question(self) -> str:
        """The last thing the customer said."""
        return next((one.body for one in reversed(self.messages) if one.voice is Voice.CUSTOMER), "")

    def said(self, message: Message) -> "Thread":
        known = {one.id: one for one in self.messages}
        if message.voice is Voice.CUSTOMER and not message.author:
            message = replace(message, author=self.customer.name)
        if message.id in known:
            found = tuple(one.or_newer(message) if one.id == message.id else one for one in self.messages)
        else:
            found = tuple(sorted((*self.messages, message), key=lambda one: one.at or LONG_AGO))
        return replace(self, messages=found)

    def drafted(self, draft: Draft) -> "Thread":
        for at, one in enumerate(self.drafts):
            if one.id == draft.id:
                newer = draft if draft.version >= one.version else one
                return replace(self, drafts=(*self.drafts[:at], newer, *self.drafts[at + 1 :]))
        return replace(self, drafts=(draft, *self.drafts))

    def seen(self, ids: frozenset[str], at: datetime | None) -> "Thread":
        return replace(
            self, messages=tuple(replace(one, seen_at=at) if one.id in ids else one for one in self.messages)
        )

    def preceded(self, messages: tuple[Message, ...], earlier: int | None) -> "Thread":
        """Older messages were read."""
        known = {one.id for one in self.messages}
        older = tuple(one for one in messages if one.id not in known)
        return replace(self, messages=(*older, *self.messages), earlier=earlier)

    def after(self, before: "Thread | None") -> "Thread":
        """This reading, with whatever the news had told meanwhile."""
        if before is None:
            return self
        row, trail = self.row.or_newer(before.row), before.trail
        merged = replace(self, row=row, others=before.others, history=before.history, trail=trail)
        ours = {one.id for one in self.messages}
        first = self.messages[0].at if self.messages else None
        for message in before.messages:
            came_since = first is not None and message.at is not None and message.at >= first
            if message.id in ours or came_since:
                merged = merged.said(message)
        known = {draft.id for draft in self.drafts}
        for draft in before.drafts:
            if draft.id in known or draft.pending:
                merged = merged.drafted(draft)
        return merged


def thread_of(wire: Mapping[str, Any]) -> Thread:
    """From `GET /api/conversations/{id}`."""
    customer = customer_of(wire.get("customer") or {})
    messages = tuple(message_of(one) for one in wire.get("messages") or ())
    named = tuple(
        replace(one, author=one.author or customer.name) if one.voice is Voice.CUSTOMER else one for one in messages
    )
    return Thread(
        row=row_of(wire),
        customer=customer,
        messages=named,
        drafts=tuple(draft_of(one) for one in wire.get("drafts") or ()),
        earlier=wire.get("earlier"),
        mentions=tuple(mention_of(one) for one in wire.get("mentions") or ()),
    )
