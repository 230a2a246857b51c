"""Why an action cannot be done right now, in words that say what it would take."""

from collections.abc import Callable
from datetime import timedelta

from cairnloop.client.link import Link
from cairnloop.tui.acting.actions import Action, Need
from cairnloop.tui.acting.book_grounds import BOOK_REASONS, not_admin
from cairnloop.tui.acting.bulk_grounds import ON_MARKED
from cairnloop.tui.acting.bulk_grounds import REASONS as BULK_REASONS
from cairnloop.tui.acting.house_grounds import HOUSE_REASONS
from cairnloop.tui.acting.move_grounds import MOVE_REASONS
from cairnloop.tui.acting.people_grounds import PEOPLE_REASONS
from cairnloop.tui.state.conversing import undoable
from cairnloop.tui.state.desk import NOTICE_STAYS, Desk
from cairnloop.tui.state.order import order
from cairnloop.tui.state.settling import settled
from cairnloop.tui.state.unsent import Mode

# A draft that came up by itself must have been seen for this long before a key decides on it: whoever holds `y`
# down, or presses it twice, approves one draft and not two.
SEEN_FOR = timedelta(milliseconds=600)
# A key that is held down repeats faster than this; until it is let go, nothing new counts as seen.
REPEATS = timedelta(milliseconds=150)
LOOK = "This is the next draft. Look at it, then press the key again."


def why_not(action: Action, desk: Desk) -> str | None:
    """None when it can be done."""
    if action.need is not Need.NOTHING and (said := _not_allowed(action, desk)):
        return said
    own = REASONS.get(action.id)
    if desk.marked:
        own = ON_MARKED.get(action.id, own)
    return own(desk) if own else None


def hasty(action: Action, desk: Desk) -> str | None:
    """A decision on a draft that has only just come up; asked when a key is pressed, not for what is shown."""
    moved = desk.sitting.came_by_itself if desk.queueing else desk.listing.moved_by_itself
    decides = action.need is Need.DECIDE and action.id != "undo" and desk.open is None
    if decides and moved is not None and (desk.now - moved < SEEN_FOR or _held_down(desk)):
        return LOOK
    return None


def _held_down(desk: Desk) -> bool:
    """The same was refused a moment ago: the key repeats by itself."""
    said = desk.notice
    return said is not None and said.text == LOOK and desk.now - (said.until - NOTICE_STAYS) < REPEATS


def reads_only(desk: Desk) -> bool:
    """Nothing that changes anything can be done here, whatever happens: no key for it is offered."""
    return desk.readonly or (desk.me is not None and desk.me.role == "viewer")


def _not_allowed(action: Action, desk: Desk) -> str | None:
    name = action.title.rstrip("…")
    if desk.readonly:
        return f"{name} is off: this console was started with --readonly."
    if desk.me is None:
        return f"{name} has to wait: nobody is signed in yet."
    if action.need is Need.RUN and (said := not_admin(name, desk)):
        return said
    if desk.me.role == "viewer" and action.need is not Need.OWN:
        return f"{name} needs an operator role. You are a viewer."
    if action.id in TYPED_ANYWAY or _kept_anyway(action, desk):
        return None
    blocked = desk.link.blocked
    return f"{name} has to wait: {blocked}." if blocked else None


# Writing needs no daemon; sending does, and says so itself, or keeps the words.
TYPED_ANYWAY = frozenset({"reply", "note", "edit", "editor", "send"})
# Decisions of the queue are about one version of a draft, so they can be kept until the connection is back.
KEPT_ANYWAY = frozenset({"approve", "discard", "regenerate", "escalate"})


def _kept_anyway(action: Action, desk: Desk) -> bool:
    if desk.link.link is Link.REFUSED:
        return False
    return (desk.queueing and action.id in KEPT_ANYWAY) or (action.id == "undo" and desk.outbox.newest is not None)


def _no_conversation(desk: Desk) -> str | None:
    if desk.target in desk.gone:
        return "This conversation was deleted. Esc goes back."
    return None if desk.target else "There is no conversation here."


def _busy(desk: Desk) -> str | None:
    what = desk.busy.get(desk.target or "")
    return f"One moment: {what}." if what else None


def _draft(desk: Desk) -> str | None:
    if missing := _no_conversation(desk):
        return missing
    if desk.thread is None:
        return "The conversation is still being read."
    draft = desk.draft
    if draft is None:
        return "There is no draft here. Write a reply with r."
    return settled(draft, desk)


def _approve(desk: Desk) -> str | None:
    if said := _draft(desk) or _busy(desk):
        return said
    unsent = desk.unsent.get(desk.target or "")
    if desk.queueing and unsent is not None and unsent.mode is not Mode.NOTE:
        return "Words of yours stand here unsent. e goes on with them, Esc x drops them."
    row = desk.row
    if row is not None and row.resolved:
        return "The conversation is resolved. Reopen it with o to answer."
    return None


def _regenerate(desk: Desk) -> str | None:
    draft = desk.draft
    if draft is not None and draft.status == "failed":
        return _busy(desk)
    return _draft(desk) or _busy(desk)


def _discard(desk: Desk) -> str | None:
    draft = desk.draft
    if desk.queueing and desk.sitting.at is not None and (draft is None or not draft.stands):
        return None  # it is settled and only put away
    if draft is not None and draft.status == "failed":
        return _busy(desk)
    return _approve(desk)


def _write(desk: Desk) -> str | None:
    if missing := _no_conversation(desk):
        return missing
    row = desk.row
    if row is not None and row.resolved:
        return "The conversation is resolved. Reopen it with o to answer."
    return None


def _editor(desk: Desk) -> str | None:
    return _write(desk)


def _resolve(desk: Desk) -> str | None:
    row = desk.row
    if row is None:
        return "There is no conversation here."
    return _busy(desk) or ("It is resolved already. o reopens it." if row.resolved else None)


def _reopen(desk: Desk) -> str | None:
    row = desk.row
    if row is None:
        return "There is no conversation here."
    if row.snoozed:
        return "It sleeps. w wakes it."
    return _busy(desk) or ("It is open. c resolves it." if row.open else None)


def _archive(desk: Desk) -> str | None:
    row = desk.row
    if row is None:
        return "There is no conversation here."
    if row.archived:
        return "It is archived already."
    return _busy(desk) or (None if row.resolved else "Resolve it with c before archiving it.")


def _undo(desk: Desk) -> str | None:
    me = desk.me.user_id if desk.me else None
    if desk.outbox.newest is not None:
        return None
    if desk.outbox.kept:
        return "One moment: your last decision is on its way to the daemon."
    if desk.holds.latest(me, desk.target) is None and undoable(desk, desk.now) is None:
        return "Nothing is held any more. What has left cannot be pulled back."
    return None


def _decision(steps: int) -> Callable[[Desk], str | None]:
    def why(desk: Desk) -> str | None:
        if desk.queueing:
            others = [one for one in order(desk) if desk.sitting.at is None or one.draft_id != desk.sitting.at.draft_id]
            return None if others else "Nothing else waits in this sitting."
        if desk.queue.beside(desk.target if desk.open else None, steps) is not None:
            return None
        return "No other draft waits for a decision." if desk.queue.waiting else "No draft waits for a decision."

    return why


def _postpone(desk: Desk) -> str | None:
    draft = desk.draft
    if draft is not None and not draft.stands:
        return settled(draft, desk)
    return _no_conversation(desk) or _decision(1)(desk)


def _escalate(desk: Desk) -> str | None:
    draft, me = desk.draft, desk.me.user_id if desk.me else None
    if draft is None or not draft.stands:
        return _draft(desk)
    if not any(one.can_decide and one.user_id != me for one in desk.colleagues):
        return "There is nobody to pass it on to: no colleague may decide."
    return _busy(desk)


def _evidence(desk: Desk) -> str | None:
    if desk.draft is None:
        return _draft(desk)
    return None if desk.draft.evidence else "This draft rests on no evidence: nothing in the articles answers it."


def _older(desk: Desk) -> str | None:
    return None if desk.draft_at + 1 < len(desk.drafts) else "There is no older draft."


def _newer(desk: Desk) -> str | None:
    return None if desk.draft_at > 0 else "This is the newest draft."


REASONS: dict[str, Callable[[Desk], str | None]] = {
    "approve": _approve,
    "edit": lambda desk: _draft(desk) or _write(desk) or _busy(desk),
    "editor": _editor,
    "discard": _discard,
    "regenerate": _regenerate,
    "undo": _undo,
    "postpone": _postpone,
    "escalate": _escalate,
    "next-decision": _decision(1),
    "previous-decision": _decision(-1),
    "older-draft": _older,
    "newer-draft": _newer,
    "evidence": _evidence,
    "reply": _write,
    "note": _no_conversation,
    "resolve": _resolve,
    "reopen": _reopen,
    "assign": _no_conversation,
    "archive": _archive,
    "open": _no_conversation,
    "filter": lambda desk: None if desk.listing.all_rows or desk.listing.needle else "There is nothing to filter.",
    "read-evidence": lambda desk: None if desk.thread and desk.thread.history else _evidence(desk),
    "customer": _no_conversation,
    "copy": lambda desk: None if desk.unsent.get(desk.target or "") else _no_conversation(desk),
    **BULK_REASONS,
    **MOVE_REASONS,
    **BOOK_REASONS,
    **PEOPLE_REASONS,
    **HOUSE_REASONS,
}
