"""Writing in the decision queue: a draft changed in place, or words of one's own, past the line that all pass."""

from dataclasses import replace
from typing import TYPE_CHECKING

from cairnloop.tui.acting.actions import BY_ID
from cairnloop.tui.acting.grounds import why_not
from cairnloop.tui.performing.queue import decide
from cairnloop.tui.performing.writing import newest, seen_by, thrown_away, written_outside
from cairnloop.tui.screens.knowledge import KnowledgeScreen
from cairnloop.tui.state import deciding as d
from cairnloop.tui.state import events as e
from cairnloop.tui.state.outbox import Verb
from cairnloop.tui.state.unsent import Mode, Unsent
from cairnloop.wire.terminal import harmless_block

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp


FILES_WAIT = "What carries files waits here for the connection; then y sends it."
FILES_ELSEWHERE = "Files go with this draft. Esc, then Enter opens the conversation: from there it is sent with them."
NOTE_STANDS = "An unsent note stands here. Enter opens it, to keep it or throw it away."


def edit(app: "ConsoleApp") -> None:
    """The draft's words, or what was made of them before, go where the answer stands."""
    unsent = _edited(app)
    if unsent is not None:
        _write(app, unsent)


def _edited(app: "ConsoleApp") -> Unsent | None:
    """Words that wait from an earlier draft are not lost: they are looked over again, as an edit of this one."""
    draft, conversation_id = app.desk.draft, app.desk.target
    if draft is None or conversation_id is None:
        return None
    standing = app.desk.unsent.get(conversation_id)
    if standing is None:
        return Unsent(Mode.EDIT, harmless_block(draft.body), draft.id, draft.version, seen=newest(app.desk))
    if standing.mode is Mode.NOTE:
        app.take(e.Told(NOTE_STANDS, "refused"))
        return None
    if (standing.draft_id, standing.version) != (draft.id, draft.version):
        app.take(e.Told("Your words from before stand here. Esc and x throw them away.", "hint"))
    return replace(standing, mode=Mode.EDIT, draft_id=draft.id, version=draft.version, key=None)


def reply(app: "ConsoleApp") -> None:
    """In one's own words, instead of the draft."""
    standing = app.desk.unsent.get(app.desk.target or "")
    if standing is not None and standing.mode is Mode.NOTE:
        app.take(e.Told(NOTE_STANDS, "refused"))
        return
    if standing is None:
        _write(app, Unsent(Mode.REPLY, "", seen=newest(app.desk)))
    elif standing.mode is Mode.REPLY:
        _write(app, standing)
    else:
        _write(app, Unsent(Mode.REPLY, standing.text, seen=standing.seen))


def _write(app: "ConsoleApp", unsent: Unsent) -> None:
    app.take(e.Kept(app.desk.target or "", unsent))
    app.queue.write(unsent.mode, unsent)
    app.redraw()


async def editor(app: "ConsoleApp") -> None:
    """$EDITOR with the draft or with what was being written, then the review line."""
    draft, conversation_id = app.desk.draft, app.desk.target
    if conversation_id is None:
        return
    pending = draft is not None and draft.pending
    unsent = _edited(app) if pending else app.desk.unsent.get(conversation_id) or Unsent(Mode.REPLY, "")
    if unsent is None:
        return
    if await written_outside(app, conversation_id, unsent):
        app.queue.composer.load(app.desk.unsent[conversation_id])
        app.queue.look_over()
        app.redraw()


def review(app: "ConsoleApp") -> None:
    """Out of the text, onto the line that says where it goes; an empty text just closes."""
    if app.desk.unsent.get(app.desk.target or "") is None:
        app.queue.leave_composer()
    else:
        app.queue.look_over()
    app.redraw()


def rewrite(app: "ConsoleApp") -> None:
    app.queue.composer.area.focus()
    app.redraw()


def later(app: "ConsoleApp") -> None:
    app.queue.leave_composer()
    app.redraw()


async def send(app: "ConsoleApp") -> None:
    """An edited draft goes the way of all decisions, and so do one's own words while the connection is down; else they
    are said at once, and then the next comes up.
    """
    conversation_id, draft = app.desk.target, app.desk.draft
    unsent = app.desk.unsent.get(conversation_id or "")
    if conversation_id is None or unsent is None:
        return
    if unsent.mode is Mode.EDIT:
        if draft is None:
            return
        if unsent.files:
            app.take(e.Told(FILES_ELSEWHERE, "refused"))
            return
        _done(app, conversation_id)
        same = unsent.text == harmless_block(draft.body)
        verb = Verb.APPROVE if same else Verb.EDIT
        words = "" if same else unsent.text
        decide(app, verb, replace(draft, version=unsent.version), words=words, seen=seen_by(unsent, app.desk))
        return
    if app.desk.link.blocked is not None and unsent.files:
        app.take(e.Told(FILES_WAIT, "refused"))
        return
    if app.desk.link.blocked is not None and draft is not None and draft.stands:
        _done(app, conversation_id)
        decide(app, Verb.REPLY, draft, words=unsent.text, key=unsent.key, seen=seen_by(unsent, app.desk))
        return
    if unsent.key is None:
        unsent = replace(unsent, key=app.new_key())
        app.take(e.Kept(conversation_id, unsent))
    if await app.deeds.say(conversation_id, unsent, seen=seen_by(unsent, app.desk)):
        _done(app, conversation_id)
        if app.desk.target == conversation_id:
            app.take(d.Answered(unsent.key or ""))
    app.redraw()


async def drop(app: "ConsoleApp") -> None:
    conversation_id = app.desk.target
    unsent = app.desk.unsent.get(conversation_id or "")
    if conversation_id is not None and unsent is not None and await thrown_away(app, unsent):
        _done(app, conversation_id)
        app.redraw()


def _done(app: "ConsoleApp", conversation_id: str) -> None:
    app.take(e.Kept(conversation_id, None))
    app.queue.composer.load(None)
    app.queue.leave_composer()


async def knowledge(app: "ConsoleApp") -> None:
    """Look something up, and quote it into the answer."""
    quotable = why_not(BY_ID["reply"], app.desk) is None
    quote = await app.ask(KnowledgeScreen(app.look_up, quotable=quotable, patience=app.patience))
    if quote:
        insert_in_queue(app, quote)


def insert_in_queue(app: "ConsoleApp", text: str) -> None:
    """At the cursor of what is being written; else into the draft, or as the beginning of an answer."""
    if not app.queue.has_class("-writing"):
        draft = app.desk.draft
        edit(app) if draft is not None and draft.pending else reply(app)
    if app.queue.has_class("-writing"):
        app.queue.composer.area.insert(text)


IN_QUEUE = {
    "edit": edit,
    "editor": editor,
    "reply": reply,
    "review": review,
    "rewrite": rewrite,
    "later": later,
    "send": send,
    "drop": drop,
    "knowledge": knowledge,
}
