"""What happens to conversations as a whole: tagged, merged, deleted, asked about; and what is known then."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from cairnloop.tui.state.belongings import Mention, Tag
from cairnloop.tui.state.desk import NOTICE_STAYS, Desk, Merge, Notice
from cairnloop.tui.state.events import Event
from cairnloop.tui.state.layers import moved_on
from cairnloop.tui.state.order import onward
from cairnloop.tui.state.queue import Queue
from cairnloop.tui.state.rows import Row
from cairnloop.tui.state.sections import Section
from cairnloop.tui.state.trouble import Trouble

# News about the house is not about what one looks at: it stays long enough to be found.
TOAST_STAYS = timedelta(seconds=20)
DELETED = Trouble(
    "This conversation was deleted for good.",
    "The trail keeps that it was there. Words of yours that stand below went to nobody; Y copies them.",
    "Esc goes back.",
)


@dataclass(frozen=True, slots=True)
class Tagged(Event):
    """The tags that a conversation has now."""

    conversation_id: str
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class Deleted(Event):
    conversation_id: str


@dataclass(frozen=True, slots=True)
class LedOn(Event):
    """An id leads to another conversation: they were merged."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class MergeMade(Event):
    """By the operator's own hand, who can take them apart again until then."""

    merge: Merge


@dataclass(frozen=True, slots=True)
class MergeUndone(Event):
    merge: Merge


@dataclass(frozen=True, slots=True)
class SeenSince(Event):
    """What stands in the composer was looked over again, with this message in sight."""

    conversation_id: str
    message_id: str


@dataclass(frozen=True, slots=True)
class MentionsRead(Event):
    """The operator's own that they have not seen, newest first."""

    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Mentioned(Event):
    mention: Mention
    by: int | None


@dataclass(frozen=True, slots=True)
class MentionSeen(Event):
    mention: Mention


@dataclass(frozen=True, slots=True)
class WebhooksOff(Event):
    """Deliveries to another system have ended, because it did not take them."""

    host: str
    reason: str


def _tagged(desk: Desk, event: Tagged) -> Desk:
    return _with_row(desk, event.conversation_id, lambda row: replace(row, tags=event.tags))


def _with_row(desk: Desk, conversation_id: str, change: Callable[[Row], Row]) -> Desk:
    """The same row wherever it is known, in its place."""
    for listing in desk.listings.values():
        if listing.find(conversation_id) is not None:
            desk = desk.with_listing(listing.each(lambda row: change(row) if row.id == conversation_id else row))
    thread = desk.threads.get(conversation_id)
    if thread is None:
        return desk
    return replace(desk, threads={**desk.threads, conversation_id: replace(thread, row=change(thread.row))})


def _deleted(desk: Desk, event: Deleted) -> Desk:
    """The row goes, and the cursor with it to the one that moves up; who has it open is told."""
    gone, before, was_target = event.conversation_id, desk, desk.target == event.conversation_id
    whose = desk.row.customer if was_target and desk.row is not None else ""
    for listing in desk.listings.values():
        left = listing.without(gone, desk.now)
        desk = desk.with_listing(replace(left, arrivals=left.arrivals - {gone}, found=left.found - {gone}))
    held = tuple(one for one in desk.holds.held if one.conversation_id != gone)
    desk = replace(
        desk,
        threads={key: one for key, one in desk.threads.items() if key != gone},
        unreadable={**desk.unreadable, gone: DELETED},
        queue=_without(desk.queue, gone),
        holds=replace(desk.holds, held=held),
        mentions=tuple(one for one in desk.mentions if one.conversation_id != gone),
        gone=desk.gone | {gone},
    )
    at = before.sitting.at
    if at is not None and at.conversation_id == gone:
        desk = onward(before, desk)
    if was_target and desk.open is None:
        return _told(desk, f"The conversation with {whose or 'a customer'} was deleted by somebody.", "hint")
    return desk


def _without(queue: Queue, gone: str) -> Queue:
    return replace(queue, waiting=tuple(one for one in queue.waiting if one.conversation_id != gone))


def asleep(desk: Desk, conversation_id: str) -> Desk:
    """Its draft waits for no decision until it wakes."""
    before, at = desk, desk.sitting.at
    desk = replace(desk, queue=_without(desk.queue, conversation_id))
    return onward(before, desk) if at is not None and at.conversation_id == conversation_id else desk


def led_on(desk: Desk, source: str, target: str) -> Desk:
    """Whoever has the source open is led to the target, with the words they were writing; both are read anew."""
    below = tuple(target if one == source else one for one in desk.below)
    desk = replace(_forgotten(desk, source, target), below=below)
    if desk.open != source:
        return desk
    unsent = dict(desk.unsent)
    if source in unsent and target not in unsent:
        unsent[target] = replace(unsent.pop(source), key=None)
    behind = moved_on(desk.behind, source, target)
    desk = replace(desk, open=target, unsent=unsent, behind=behind, draft_at=0, evidence_at=0, history_at=0)
    return _told(desk, "This was merged into another conversation of the customer; you are there now.", "hint")


def parted(desk: Desk, basic: Mapping[str, Any]) -> Desk:
    """A merge was undone, by whomever: what was said stands in two conversations again, and is read anew."""
    known = (listing.find(str(basic["id"])) for listing in desk.listings.values())
    into = next((row.merged_into for row in known if row is not None), None)
    return desk if into is None else _forgotten(desk, str(basic["id"]), into)


def _forgotten(desk: Desk, *ids: str) -> Desk:
    """What was read of these is no longer to be believed."""
    return replace(desk, threads={key: one for key, one in desk.threads.items() if key not in ids})


def _merge_made(desk: Desk, event: MergeMade) -> Desk:
    return replace(desk, merges=(*desk.merges, event.merge))


def _merge_undone(desk: Desk, event: MergeUndone) -> Desk:
    merge = event.merge
    left = tuple(one for one in desk.merges if one.source != merge.source)
    return replace(_forgotten(desk, merge.source, merge.target), merges=left)


def _seen_since(desk: Desk, event: SeenSince) -> Desk:
    unsent = desk.unsent.get(event.conversation_id)
    if unsent is None:
        return desk
    return replace(desk, unsent={**desk.unsent, event.conversation_id: replace(unsent, seen=event.message_id)})


def _mentions_read(desk: Desk, event: MentionsRead) -> Desk:
    return replace(desk, mentions=event.mentions)


def _mentioned(desk: Desk, event: Mentioned) -> Desk:
    """What asks for the operator's own eye is said at once, and counted until it is seen."""
    mention, me = event.mention, desk.me.user_id if desk.me else None
    thread = desk.threads.get(mention.conversation_id)
    if thread is not None and all(one.id != mention.id for one in thread.mentions):
        marked = replace(thread, mentions=(*thread.mentions, mention))
        desk = replace(desk, threads={**desk.threads, mention.conversation_id: marked})
    if mention.user_id != me or event.by == me:
        return desk
    listing = desk.listings.get(Section.MENTIONS)
    if listing is not None and listing.was_read and listing.find(mention.conversation_id) is None:
        desk = desk.with_listing(replace(listing, arrivals=listing.arrivals | {mention.conversation_id}))
    others = tuple(one for one in desk.mentions if one.id != mention.id)
    if mention.conversation_id == desk.open:
        return replace(desk, mentions=(mention, *others))
    by = desk.names.get(event.by or 0, "A colleague")
    return _told(replace(desk, mentions=(mention, *others)), f"{by} asks for your eye in a note. @ shows it.", "hint")


def _mention_seen(desk: Desk, event: MentionSeen) -> Desk:
    seen = event.mention
    thread = desk.threads.get(seen.conversation_id)
    if thread is not None:
        marks = tuple(replace(one, seen=True) if one.id == seen.id else one for one in thread.mentions)
        desk = replace(desk, threads={**desk.threads, seen.conversation_id: replace(thread, mentions=marks)})
    return replace(desk, mentions=tuple(one for one in desk.mentions if one.id != seen.id))


def _webhooks_off(desk: Desk, event: WebhooksOff) -> Desk:
    words = f"Webhooks to {event.host} are switched off: {event.reason}. `:webhooks` shows why."
    return replace(desk, notice=Notice(words, "refused", desk.now + TOAST_STAYS))


def _told(desk: Desk, text: str, tone: str, stays: timedelta = NOTICE_STAYS) -> Desk:
    return replace(desk, notice=Notice(text, tone, desk.now + stays))


def undoable(desk: Desk, now: datetime) -> Merge | None:
    """The last merge of one's own that can still be taken apart."""
    return next((one for one in reversed(desk.merges) if one.until > now), None)


CONVERSING: dict[type[Event], Callable[[Desk, Any], Desk]] = {
    Tagged: _tagged,
    Deleted: _deleted,
    LedOn: lambda desk, event: led_on(desk, event.source, event.target),
    MergeMade: _merge_made,
    MergeUndone: _merge_undone,
    SeenSince: _seen_since,
    MentionsRead: _mentions_read,
    Mentioned: _mentioned,
    MentionSeen: _mention_seen,
    WebhooksOff: _webhooks_off,
}
