"""Decisions as they are written down: enough to apply them under the same conditions, and no words of customers."""

from collections.abc import Mapping
from typing import Any

from cairnloop.tui.state.drafts import draft_of
from cairnloop.tui.state.outbox import Decision, Outbox, Verb


def written(outbox: Outbox) -> list[dict[str, Any]]:
    """Those that wait for the connection. What is under way may have arrived: that counts as a try."""
    return [
        {
            "key": one.key,
            "verb": one.verb.value,
            "to": one.to,
            "words": one.words,
            "colleague": None if one.colleague is None else [*one.colleague],
            "seen": one.seen,
            "tries": one.tries + (one.key == outbox.under_way),
            "draft": {
                "id": one.draft.id,
                "conversation_id": one.draft.conversation_id,
                "status": one.draft.status,
                "version": one.draft.version,
                "created_at": one.draft.created_at.isoformat() if one.draft.created_at else None,
            },
        }
        for one in outbox.kept
        if one.waits
    ]


def read(said: Mapping[str, Any]) -> Decision:
    """One that was written down. Raises KeyError, TypeError and ValueError for what never was."""
    colleague = said["colleague"]
    return Decision(
        key=str(said["key"]),
        verb=Verb(said["verb"]),
        draft=draft_of(said["draft"]),
        to=str(said["to"]),
        words=str(said["words"]),
        colleague=None if colleague is None else (int(colleague[0]), str(colleague[1])),
        late=True,
        tries=int(said["tries"]),
        seen=None if said.get("seen") is None else str(said["seen"]),
    )
