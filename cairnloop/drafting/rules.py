"""The life of a draft: which step is possible from where."""

from enum import StrEnum

from cairnloop.errors import IllegalMove


class DraftStatus(StrEnum):
    """Where a draft stands. Only a pending draft waits for a decision."""

    PENDING = "pending"
    APPROVED = "approved"
    EDITED = "edited"
    DISCARDED = "discarded"
    SUPERSEDED = "superseded"
    FAILED = "failed"


class DraftAction(StrEnum):
    """What can happen to a draft."""

    APPROVE = "approve"
    EDIT = "edit"  # approve with edits
    DISCARD = "discard"
    SUPERSEDE = "supersede"  # the customer wrote again, a person answered, or a new draft was asked for
    FAIL = "fail"  # it could not be composed
    PULL_BACK = "pull back"  # its reply was undone before it left


NEXT: dict[tuple[DraftStatus, DraftAction], DraftStatus] = {
    (DraftStatus.PENDING, DraftAction.APPROVE): DraftStatus.APPROVED,
    (DraftStatus.PENDING, DraftAction.EDIT): DraftStatus.EDITED,
    (DraftStatus.PENDING, DraftAction.DISCARD): DraftStatus.DISCARDED,
    (DraftStatus.PENDING, DraftAction.SUPERSEDE): DraftStatus.SUPERSEDED,
    (DraftStatus.PENDING, DraftAction.FAIL): DraftStatus.FAILED,
    (DraftStatus.APPROVED, DraftAction.PULL_BACK): DraftStatus.PENDING,
    (DraftStatus.EDITED, DraftAction.PULL_BACK): DraftStatus.PENDING,
    (DraftStatus.FAILED, DraftAction.DISCARD): DraftStatus.DISCARDED,
    (DraftStatus.FAILED, DraftAction.SUPERSEDE): DraftStatus.SUPERSEDED,
}

WHY_NOT: dict[DraftStatus, str] = {
    DraftStatus.PENDING: "it still waits for a decision",
    DraftStatus.APPROVED: "it is already approved",
    DraftStatus.EDITED: "it is already approved with edits",
    DraftStatus.DISCARDED: "it is already discarded",
    DraftStatus.SUPERSEDED: "a newer one took its place",
    DraftStatus.FAILED: "it failed, so there is no text to decide on",
}


def next_status(now: DraftStatus, action: DraftAction) -> DraftStatus:
    """Where `action` leads from `now`. Raises IllegalMove saying why there is no such step."""
    try:
        return NEXT[now, action]
    except KeyError:
        raise IllegalMove(f"Cannot {action} this draft: {WHY_NOT[now]}.") from None
