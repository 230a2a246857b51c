"""How each event changes what the console knows: one function per kind, gathered in one table."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cairnloop.client.link import Link
from cairnloop.tui.state import events as e
from cairnloop.tui.state import visiting as v
from cairnloop.tui.state.conversing import CONVERSING
from cairnloop.tui.state.desk import NOTICE_STAYS, OWN_FOR, Desk, Notice
from cairnloop.tui.state.house import HOUSE
from cairnloop.tui.state.inbox import INBOX
from cairnloop.tui.state.lane import LANE
from cairnloop.tui.state.layers import moved_on
from cairnloop.tui.state.link import Presence
from cairnloop.tui.state.listing import Listing
from cairnloop.tui.state.news import NEWS
from cairnloop.tui.state.order import seated
from cairnloop.tui.state.reports import REPORTS
from cairnloop.tui.state.settling import settled
from cairnloop.tui.state.shelf import SHELF
from cairnloop.tui.state.trouble import Trouble
from cairnloop.tui.state.unsent import Mode, Unsent
from cairnloop.tui.state.visits import VISITS, left


def apply(desk: Desk, event: e.Event) -> Desk:
    """The moment after `event`."""
    return seated(TABLE[type(event)](desk, event))


def _ticked(desk: Desk, event: e.Ticked) -> Desk:
    now = event.now
    notice = desk.notice if desk.notice and desk.notice.until > now else None
    own = {key: at for key, at in desk.own.items() if now - at < OWN_FOR} if desk.own else desk.own
    holds, typing = desk.holds.passed(now), desk.typing.faded(now)
    return replace(desk, now=now, notice=notice, own=own, holds=holds, typing=typing)


def _link_changed(desk: Desk, event: e.LinkChanged) -> Desk:
    link = desk.link.became(event.link, desk.now)
    if link.link is Link.LIVE and desk.link.link is not Link.LIVE:
        # What was read before may have changed unheard; only what is on screen stays until it is read again.
        kept = {key: one for key, one in desk.threads.items() if key == desk.target}
        return replace(desk, link=link, threads=kept, unreadable={})
    return replace(desk, link=link)


def _counts_read(desk: Desk, event: e.CountsRead) -> Desk:
    saved = desk.saved_counts if event.saved is None else dict(event.saved)
    return replace(desk, counts=dict(event.counts), saved_counts=saved, counts_failed=False)


def _page_read(desk: Desk, event: e.PageRead) -> Desk:
    listing = desk.listings.get(event.section) or Listing(event.section)
    return desk.with_listing(
        replace(listing.read(event.edge, event.sheet, keep_cursor=event.keep_cursor), was_read=True, trouble=None)
    )


def _page_checked(desk: Desk, event: e.PageChecked) -> Desk:
    listing = desk.listings.get(event.section)
    return desk if listing is None else desk.with_listing(replace(listing.checked(event.rows), trouble=None))


def _page_unread(desk: Desk, event: e.PageUnread) -> Desk:
    listing = desk.listings.get(event.section) or Listing(event.section)
    return desk.with_listing(replace(listing, trouble=event.trouble))


def _thread_read(desk: Desk, event: e.ThreadRead) -> Desk:
    thread = event.thread.after(desk.threads.get(event.thread.row.id))
    holds = desk.holds
    for message in thread.messages[-10:]:
        holds = holds.heard(message, thread.customer.name, desk.now, fresh=False)
    desk = replace(desk.with_thread(thread), holds=holds, queue=desk.queue.corrected(thread.drafts))
    me, row = desk.me.user_id if desk.me else None, thread.row
    named = replace(row, assignee=desk.names.get(row.assignee_id or 0, row.assignee))
    for listing in desk.listings.values():
        listed = listing.find(row.id)
        if listed is not None and listed.version <= row.version:
            own = desk.is_own(row.id)
            desk = desk.with_listing(listing.renewed(named, me=me, own=own, now=desk.now, emails=desk.emails))
    return desk


def _thread_unread(desk: Desk, event: e.ThreadUnread) -> Desk:
    return replace(desk, unreadable={**desk.unreadable, event.conversation_id: event.trouble})


def _earlier_read(desk: Desk, event: e.EarlierRead) -> Desk:
    thread = desk.threads.get(event.conversation_id)
    return desk if thread is None else desk.with_thread(thread.preceded(event.messages, event.earlier))


def _history_read(desk: Desk, event: e.HistoryRead) -> Desk:
    thread = desk.threads.get(event.conversation_id)
    return desk if thread is None else desk.with_thread(replace(thread, others=event.others, history=event.rows))


def _section_chosen(desk: Desk, event: e.SectionChosen) -> Desk:
    known = desk.listings.get(event.section) or Listing(event.section)
    return replace(desk.with_listing(known), section=event.section, draft_at=0, evidence_at=0)


def _cursor_moved(desk: Desk, event: e.CursorMoved) -> Desk:
    listing = desk.listing
    if event.to is not None:
        moved = listing.at(event.to) if event.to in listing.places else listing
    else:
        moved = listing.moved(event.steps)
    return replace(desk.with_listing(moved), draft_at=0, evidence_at=0)


def _filtered(desk: Desk, event: e.Filtered) -> Desk:
    return desk.with_listing(desk.listing.filtered(event.needle))


def _entered(desk: Desk, event: e.Entered) -> Desk:
    listing = desk.listing
    if event.conversation_id in listing.places:
        desk = desk.with_listing(listing.at(event.conversation_id))
    over = event.over and desk.open not in (None, event.conversation_id)
    below = (*desk.below, desk.open or "") if over else ()
    behind = desk.behind if over else moved_on(desk.behind, desk.open, event.conversation_id)
    desk = replace(desk, behind=behind, sought=None, glancing=False)
    return replace(desk, open=event.conversation_id, below=below, draft_at=0, evidence_at=0, history_at=0)


def _left(desk: Desk, event: e.Left) -> Desk:
    """Back to the conversation below, or to the inbox."""
    *below, last = desk.below or (None,)
    gone, desk = desk.open, replace(desk, sought=None, glancing=False)
    return left(replace(desk, open=last, below=tuple(below), draft_at=0, evidence_at=0, history_at=0), gone)


def _draft_picked(desk: Desk, event: e.DraftPicked) -> Desk:
    at = max(0, min(len(desk.drafts) - 1, desk.draft_at + event.steps))
    return replace(desk, draft_at=at, evidence_at=0)


def _evidence_picked(desk: Desk, event: e.EvidencePicked) -> Desk:
    pieces = len(desk.draft.evidence) if desk.draft else 0
    return replace(desk, evidence_at=max(0, min(pieces - 1, desk.evidence_at + event.steps)))


def _began(desk: Desk, event: e.Began) -> Desk:
    own = {**desk.own, event.conversation_id: desk.now}
    busy = {**desk.busy, event.conversation_id: event.what}
    return replace(desk, own=own, busy=busy, trouble=desk.trouble if event.before else None)


def _ended(desk: Desk, event: e.Ended) -> Desk:
    busy = {key: what for key, what in desk.busy.items() if key != event.conversation_id}
    own = {key: at for key, at in desk.own.items() if key != event.conversation_id}
    # What was not done is not the operator's doing: news about it moves nothing under their eyes.
    return replace(desk, busy=busy, own={**own, event.conversation_id: desk.now} if event.done else own)


def _undone(desk: Desk, event: e.Undone) -> Desk:
    """The rows that the undone act had taken away come back, each to its place; words and files to the composer."""
    message = event.message
    thread = desk.threads.get(message.conversation_id)
    if thread is None:
        return desk
    for listing in desk.listings.values():
        desk = desk.with_listing(listing.restored(thread.row))
    draft = next((one for one in thread.drafts if one.id == message.draft_id), None)
    as_drafted = draft is not None and draft.body == message.body and not event.files
    if message.conversation_id in desk.unsent or as_drafted:
        return desk
    words = Unsent(Mode.REPLY, message.body, files=event.files)
    if draft is not None and draft.pending:
        words = Unsent(Mode.EDIT, message.body, draft.id, draft.version, files=event.files)
    return replace(desk, unsent={**desk.unsent, message.conversation_id: words})


def _overtaken(desk: Desk, event: e.Overtaken) -> Desk:
    """Somebody was faster: say who, now that the conversation was read again."""
    thread = desk.threads.get(event.draft.conversation_id)
    draft = next((one for one in thread.drafts if one.id == event.draft.id), None) if thread else None
    why = (settled(draft, desk) if draft else None) or event.said
    press = "It is shown as it now stands; decide again."
    return replace(desk, trouble=Trouble(f"{event.what}: {why}", event.safe, press), notice=None)


def _told(desk: Desk, event: e.Told) -> Desk:
    return replace(desk, notice=Notice(event.text, event.tone, desk.now + NOTICE_STAYS))


def _signed_in(desk: Desk, event: e.SignedIn) -> Desk:
    known = replace(desk, me=event.me)
    if desk.me is None or desk.me.role == event.me.role:
        return known
    return _told(known, e.Told(f"Your role is {event.me.role} now. What you may do here has changed with it.", "hint"))


def _kept(desk: Desk, event: e.Kept) -> Desk:
    others = {key: one for key, one in desk.unsent.items() if key != event.conversation_id}
    if event.unsent is None or event.unsent.empty:
        return replace(desk, unsent=others)
    return replace(desk, unsent={**others, event.conversation_id: event.unsent})


TABLE: dict[type[e.Event], Callable[[Desk, Any], Desk]] = {
    e.Ticked: _ticked,
    e.SignedIn: _signed_in,
    e.ColleaguesRead: lambda desk, event: replace(desk, colleagues=event.colleagues),
    e.LinkChanged: _link_changed,
    e.CountsRead: _counts_read,
    e.CountsUnread: lambda desk, event: replace(desk, counts_failed=True),
    e.PageRead: _page_read,
    e.PageChecked: _page_checked,
    e.PageUnread: _page_unread,
    e.QueueRead: lambda desk, event: replace(desk, queue=desk.queue.anew(event.pages)),
    e.QueuePaged: lambda desk, event: replace(desk, queue=desk.queue.paged(event.page)),
    e.QueueUnread: lambda desk, event: replace(desk, queue=replace(desk.queue, trouble=event.trouble)),
    e.ThreadRead: _thread_read,
    e.ThreadUnread: _thread_unread,
    e.EarlierRead: _earlier_read,
    e.HistoryRead: _history_read,
    e.PresenceRead: lambda desk, event: replace(desk, presence=Presence.of(event.state)),
    e.PresenceChanged: lambda desk, event: replace(desk, presence=desk.presence.changed(event.joins, event.leaves)),
    e.SectionChosen: _section_chosen,
    e.CursorMoved: _cursor_moved,
    e.Filtered: _filtered,
    e.Entered: _entered,
    e.Left: _left,
    v.Glanced: lambda desk, event: replace(_entered(desk, e.Entered(event.conversation_id)), glancing=True),
    e.DraftPicked: _draft_picked,
    e.EvidencePicked: _evidence_picked,
    e.Began: _began,
    e.Ended: _ended,
    e.Undone: _undone,
    e.Overtaken: _overtaken,
    e.Told: _told,
    e.Failed: lambda desk, event: replace(desk, trouble=event.trouble, notice=None),
    e.Dismissed: lambda desk, event: replace(desk, trouble=None, notice=None),
    e.Kept: _kept,
    **NEWS,
    **CONVERSING,
    **HOUSE,
    **REPORTS,
    **SHELF,
    **LANE,
    **INBOX,
    **VISITS,
}
