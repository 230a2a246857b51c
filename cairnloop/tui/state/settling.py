"""Why a draft is not to be decided any more: by whom, or what took its place."""

from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.drafts import SETTLED, Draft


def settled(draft: Draft, desk: Desk) -> str | None:
    """Why this draft is not to be decided any more: by whom, or what took its place."""
    if draft.pending:
        return None
    said = SETTLED.get(draft.status, f"This draft is {draft.status}.")
    if draft.status in ("approved", "edited", "discarded") and draft.decided_by is not None:
        said = f"{said.rstrip('.')} by {desk.name(draft.decided_by)}."
    if draft.status == "superseded" and draft.reason:
        said = f"{said.rstrip('.')}: {draft.reason}."
    return said
