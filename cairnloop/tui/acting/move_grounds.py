"""Why a conversation cannot be moved, tagged or shared right now, and why no file or canned reply can be had."""

from collections.abc import Callable

from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.unsent import Mode

Why = Callable[[Desk], str | None]
NO_CONVERSATION = "There is no conversation here."
RESOLVED = "The conversation is resolved. Reopen it with o first."


def _about(own: Why) -> Why:
    """What every move asks first: a conversation that is known, and with which nothing else is under way."""

    def why(desk: Desk) -> str | None:
        if desk.target is None or desk.row is None:
            return NO_CONVERSATION
        busy = desk.busy.get(desk.target)
        return f"One moment: {busy}." if busy else own(desk)

    return why


def _snooze(desk: Desk) -> str | None:
    return RESOLVED if desk.row is not None and desk.row.resolved else None


def _wake(desk: Desk) -> str | None:
    return None if desk.row is not None and desk.row.snoozed else "It does not sleep. s snoozes it."


def _take(desk: Desk) -> str | None:
    mine = desk.row is not None and desk.me is not None and desk.row.assignee_id == desk.me.user_id
    return "It is yours already." if mine else None


def _give_back(desk: Desk) -> str | None:
    return "It is nobody's already." if desk.row is not None and desk.row.assignee_id is None else None


def _untag(desk: Desk) -> str | None:
    return None if desk.row is not None and desk.row.tags else "It has no tag. t puts one on."


def _merge(desk: Desk) -> str | None:
    if desk.target not in desk.threads:
        return "The conversation is still being read."
    return None if desk.unsent.get(desk.target or "") is None or desk.open is not None else UNSENT_STANDS


UNSENT_STANDS = "Words of yours stand here unsent. Enter opens it, to send them or throw them away first."


def _unread(desk: Desk) -> str | None:
    return None if desk.row is not None and desk.row.read else "It stands out already."


def _write(desk: Desk) -> str | None:
    """A note can be written at any time, an answer only while something is owed."""
    unsent = desk.unsent.get(desk.target or "")
    noting = unsent is not None and unsent.mode is Mode.NOTE
    return RESOLVED if desk.row is not None and desk.row.resolved and not noting else None


def _files(desk: Desk) -> str | None:
    if desk.target is None:
        return NO_CONVERSATION
    if desk.thread is None:
        return "The conversation is still being read."
    return None if desk.thread.files else "No message here carries a file."


def _detach(desk: Desk) -> str | None:
    unsent = desk.unsent.get(desk.target or "")
    return None if unsent is not None and unsent.files else "No file goes with what you write. F attaches one."


def _any(desk: Desk) -> str | None:
    return None


MOVE_REASONS: dict[str, Why] = {
    "snooze": _about(_snooze),
    "wake": _about(_wake),
    "priority": _about(_any),
    "take": _about(_take),
    "give-back": _about(_give_back),
    "tag": _about(_any),
    "untag": _about(_untag),
    "merge": _about(_merge),
    "share": _about(_any),
    "mark-unread": _about(_unread),
    "related": lambda desk: None if desk.target else NO_CONVERSATION,
    "previous": lambda desk: None if desk.target else NO_CONVERSATION,
    "canned-reply": _about(_write),
    "attach": _about(_write),
    "detach": _detach,
    "save-file": _files,
    "open-file": _files,
}


def _marked(fits: Callable[[Desk], bool], words: str) -> Why:
    return lambda desk: None if fits(desk) else words


# For all that is marked, instead.
MOVES_ON_MARKED: dict[str, Why] = {
    "snooze": _marked(lambda desk: any(not row.resolved for row in desk.marked), "All of the marked are resolved."),
    "wake": _marked(lambda desk: any(row.snoozed for row in desk.marked), "None of the marked sleeps."),
    "priority": _any,
    "take": _any,
    "give-back": _marked(lambda desk: any(row.assignee_id for row in desk.marked), "All of them are nobody's already."),
    "tag": _any,
    "untag": _marked(lambda desk: any(row.tags for row in desk.marked), "None of the marked has a tag."),
    "mark-unread": _marked(lambda desk: any(row.read for row in desk.marked), "All of them stand out already."),
}
