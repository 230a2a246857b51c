"""Deciding on drafts: approve, edit, discard, regenerate, undo, and going from one to the next."""

from typing import TYPE_CHECKING

from cairnloop.tui.performing.writing import edit_outside, edit_text, newest
from cairnloop.tui.screens.dialog import Ask
from cairnloop.tui.state import deciding as d
from cairnloop.tui.state import events as e
from cairnloop.tui.state.conversing import undoable

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

REASONS = ("wrong facts", "does not answer the question", "wrong tone", "not needed any more")
WISHES = ("shorter", "friendlier", "step by step", "in the customer's language")


async def approve(app: "ConsoleApp") -> None:
    draft, row = app.desk.draft, app.desk.row
    if draft is not None and row is not None:
        await app.deeds.approve(draft, row.customer, seen=newest(app.desk))


async def edit(app: "ConsoleApp") -> None:
    """The draft's words go into the composer, to be looked over before they leave."""
    draft = app.desk.draft
    if draft is not None:
        await edit_text(app, draft.body, draft)


async def editor(app: "ConsoleApp") -> None:
    await edit_outside(app)


async def discard(app: "ConsoleApp") -> None:
    draft, row = app.desk.draft, app.desk.row
    if draft is None or row is None:
        return
    reason = await asked_why(app, f"Discard the draft for {row.customer}")
    if reason is not None:
        await app.deeds.discard(draft, reason or None)


async def regenerate(app: "ConsoleApp") -> None:
    draft, row = app.desk.draft, app.desk.row
    if draft is None or row is None:
        return
    wish = await asked_wish(app, row.customer)
    if wish is not None:
        await app.deeds.regenerate(draft, wish or None)


async def asked_why(app: "ConsoleApp", title: str) -> str | None:
    return await app.ask(Ask(title, hint="why? it goes to the trail", usual=REASONS))


async def asked_wish(app: "ConsoleApp", customer: str) -> str | None:
    return await app.ask(Ask(f"Another draft for {customer}", hint="with which wish? none is fine too", usual=WISHES))


async def undo(app: "ConsoleApp") -> None:
    kept = app.desk.outbox.newest
    if kept is not None:
        app.take(d.TakenBack(kept.key))
        return
    me = app.desk.me.user_id if app.desk.me else None
    hold = app.desk.holds.latest(me, app.desk.target)
    merge = undoable(app.desk, app.desk.now)
    if hold is None and merge is not None:
        await app.moves.unmerge(merge)
    if hold is not None and await app.deeds.undo(hold):
        app.tell(d.Restored(hold.message_id, hold.conversation_id))


async def next_decision(app: "ConsoleApp") -> None:
    await _beside(app, 1)


async def previous_decision(app: "ConsoleApp") -> None:
    await _beside(app, -1)


async def _beside(app: "ConsoleApp", steps: int) -> None:
    found = app.desk.queue.beside(app.desk.target if app.desk.open else None, steps)
    if found is not None:
        await app.enter(found)


def older_draft(app: "ConsoleApp") -> None:
    app.take(e.DraftPicked(1))


def newer_draft(app: "ConsoleApp") -> None:
    app.take(e.DraftPicked(-1))


async def evidence(app: "ConsoleApp") -> None:
    """To the passages; from the inbox the conversation is opened there. The second time it goes back."""
    if app.desk.open is None and app.desk.target is not None:
        await app.enter(app.desk.target)
        app.conversation.show_evidence(True)
    else:
        app.conversation.show_evidence(not app.conversation.evidence_has_focus)
    app.redraw()


PERFORM = {
    "approve": approve,
    "edit": edit,
    "editor": editor,
    "discard": discard,
    "regenerate": regenerate,
    "undo": undo,
    "next-decision": next_decision,
    "previous-decision": previous_decision,
    "older-draft": older_draft,
    "newer-draft": newer_draft,
    "evidence": evidence,
}
