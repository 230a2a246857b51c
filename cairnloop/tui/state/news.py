"""What the daemon announces, taken in: in place, without moving the operator's cursor."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from cairnloop.tui.state import conversing as c
from cairnloop.tui.state import events as e
from cairnloop.tui.state import visiting as v
from cairnloop.tui.state.belongings import mention_of
from cairnloop.tui.state.desk import NOTICE_STAYS, Desk, Notice
from cairnloop.tui.state.drafts import draft_of
from cairnloop.tui.state.thread import Message, Voice, message_of
from cairnloop.tui.state.trouble import Trouble
from cairnloop.tui.terminal.times import instant
from cairnloop.wire.terminal import harmless


def heard(event: str, payload: Mapping[str, Any]) -> e.Event | None:
    """An announcement on the operators' topic as an event; None for what this console does not know."""
    match event:
        case "shout":
            return e.MessageSaid(message_of(payload))
        case "conversation:created":
            return e.ConversationOpened(str(payload["id"]))
        case "conversation:updated":
            return e.ConversationChanged({**payload["updates"], "id": payload["id"]})
        case "section:created" | "section:updated" | "section:deleted":
            return v.SectionNews()
        case "customer:updated" | "customer:merged" | "customer:deleted":
            return v.CustomerChanged(str(payload["id"]))
        case "conversation:deleted":
            return c.Deleted(str(payload["id"]))
        case "mention:created":
            return c.Mentioned(mention_of(payload), payload.get("by"))
        case "mention:seen":
            return c.MentionSeen(mention_of(payload))
        case "webhooks:disabled":
            return c.WebhooksOff(harmless(str(payload.get("host") or "")), harmless(str(payload.get("reason") or "")))
        case "draft:created" | "draft:updated":
            return e.DraftChanged(draft_of(payload))
        case "deadline:breached":
            return e.DeadlineBreached(str(payload["id"]), str(payload.get("target", "")))
        case "messages:seen":
            return e.MessagesSeen(str(payload["id"]), frozenset(payload["messages"]), instant(payload.get("seen_at")))
        case "typing":
            name = harmless(str(payload.get("name") or "")) if payload.get("type") == "user" else ""
            return e.Typed(str(payload["conversation_id"]), name, bool(payload.get("typing")))
        case "presence_state":
            return e.PresenceRead(payload)
        case "presence_diff":
            return e.PresenceChanged(payload.get("joins", {}), payload.get("leaves", {}))
        case _:
            return None


def _said(desk: Desk, event: e.MessageSaid) -> Desk:
    message = event.message
    held = desk.holds.of(message.id)
    to = held.to if held is not None else _customer(desk, message.conversation_id)
    thread = desk.threads.get(message.conversation_id)
    was = next((one for one in thread.messages if one.id == message.id), None) if thread else None
    if thread is not None:
        desk = replace(desk, threads={**desk.threads, message.conversation_id: thread.said(message)})
    typing = desk.typing
    if message.voice is Voice.CUSTOMER:
        typing = typing.heard(message.conversation_id, "", False, desk.now)
    desk = replace(desk, typing=typing, holds=desk.holds.heard(message, to, desk.now, fresh=True))
    own = desk.me is not None and message.user_id == desk.me.user_id
    if own and (held is not None or (was is not None and was.delivery == "pending")):
        return _arrived(desk, message, to)
    return desk


def _arrived(desk: Desk, message: Message, to: str) -> Desk:
    """One's own answer came to an end: say which."""
    match message.delivery:
        case "sent":
            return replace(desk, notice=Notice(f"Sent to {to}.", "done", desk.now + NOTICE_STAYS))
        case "failed":
            why = message.error or "the channel refused it"
            trouble = Trouble(
                f"Your answer to {to} was not delivered: {why}",
                "It is kept in the conversation, marked as failed.",
                "Open it and press r to write again.",
            )
            return replace(desk, trouble=trouble)
        case _:
            return desk


def _customer(desk: Desk, conversation_id: str) -> str:
    thread = desk.threads.get(conversation_id)
    if thread is not None:
        return thread.customer.name
    decision = next((one for one in desk.outbox.kept if one.draft.conversation_id == conversation_id), None)
    if decision is not None:
        return decision.to
    rows = (listing.find(conversation_id) for listing in desk.listings.values())
    return next((row.customer for row in rows if row is not None), "the customer")


def _changed(desk: Desk, event: e.ConversationChanged) -> Desk:
    conversation_id = str(event.basic["id"])
    me = desk.me.user_id if desk.me else None
    own, names = desk.is_own(conversation_id), desk.names
    if event.basic.get("merged_into") is None:
        desk = c.parted(desk, event.basic)
    for listing in desk.listings.values():
        changed = listing.changed(event.basic, me=me, names=names, own=own, now=desk.now, emails=desk.emails)
        desk = desk.with_listing(changed)
    thread = desk.threads.get(conversation_id)
    if thread is not None:
        newer = replace(thread, row=thread.row.changed(event.basic, names))
        desk = replace(desk, threads={**desk.threads, conversation_id: newer})
    if event.basic.get("status") == "snoozed":
        desk = c.asleep(desk, conversation_id)
    into = event.basic.get("merged_into")
    return desk if into is None else c.led_on(desk, conversation_id, str(into))


def _drafted(desk: Desk, event: e.DraftChanged) -> Desk:
    draft = event.draft
    thread = desk.threads.get(draft.conversation_id)
    if thread is not None:
        desk = replace(desk, threads={**desk.threads, draft.conversation_id: thread.drafted(draft)})
        if draft.conversation_id == desk.target and draft.pending:
            # What waits is what is looked at; an older draft gives way.
            desk = replace(desk, draft_at=0, evidence_at=0)
    return replace(desk, queue=desk.queue.changed(draft))


def _breached(desk: Desk, event: e.DeadlineBreached) -> Desk:
    for listing in desk.listings.values():
        desk = desk.with_listing(listing.late(event.conversation_id, event.target, desk.now))
    thread = desk.threads.get(event.conversation_id)
    if thread is not None:
        row = replace(thread.row, late=True, target=event.target, due_at=thread.row.due_at or desk.now)
        desk = replace(desk, threads={**desk.threads, event.conversation_id: replace(thread, row=row)})
    return desk


def _seen(desk: Desk, event: e.MessagesSeen) -> Desk:
    thread = desk.threads.get(event.conversation_id)
    if thread is None:
        return desk
    return replace(desk, threads={**desk.threads, event.conversation_id: thread.seen(event.ids, event.at)})


def _typed(desk: Desk, event: e.Typed) -> Desk:
    if desk.me is not None and event.name == desk.me.name:
        return desk
    return replace(desk, typing=desk.typing.heard(event.conversation_id, event.name, event.on, desk.now))


NEWS: dict[type[e.Event], Callable[[Desk, Any], Desk]] = {
    e.MessageSaid: _said,
    e.MessagesSeen: _seen,
    e.ConversationChanged: _changed,
    # A new conversation has no message yet; the first one brings it into its sections.
    e.ConversationOpened: lambda desk, event: desk,
    e.DraftChanged: _drafted,
    e.DeadlineBreached: _breached,
    e.Typed: _typed,
}
