"""Writing replies and notes, editing drafts, looking the text over, and letting it go."""

from dataclasses import replace
from typing import TYPE_CHECKING

from cairnloop.tui.screens.dialog import Confirm
from cairnloop.tui.state import events as e
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.drafts import Draft
from cairnloop.tui.state.naming import mentioned
from cairnloop.tui.state.trouble import Trouble
from cairnloop.tui.state.unsent import Mode, Unsent
from cairnloop.tui.terminal.editor import EditorFailed, edit_in_editor
from cairnloop.wire.terminal import harmless_block

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

FEW = 5
OTHER = {
    Mode.REPLY: "An unsent reply stands here. Send it or throw it away first.",
    Mode.NOTE: "An unsent note stands here. Keep it or throw it away first.",
    Mode.EDIT: "An edited draft stands here. Send it or throw it away first.",
}


async def reply(app: "ConsoleApp") -> None:
    await _open(app, Mode.REPLY)


async def note(app: "ConsoleApp") -> None:
    await _open(app, Mode.NOTE)


async def _open(app: "ConsoleApp", mode: Mode, unsent: Unsent | None = None) -> None:
    """Into the composer. What stands there in another mode is not turned into this one: a note must not leave."""
    conversation_id = app.desk.target
    if conversation_id is None:
        return
    await app.enter(conversation_id)
    standing = app.desk.unsent.get(conversation_id)
    if standing is not None and standing.mode is not mode:
        app.take(e.Told(OTHER[standing.mode], "refused"))
        mode, unsent = standing.mode, standing
    elif standing is not None and unsent is None:
        unsent = standing
    if unsent is not None:
        app.take(e.Kept(conversation_id, unsent))
    app.conversation.write(mode, unsent)
    app.redraw()


async def edit_text(app: "ConsoleApp", text: str, draft: Draft) -> None:
    standing = app.desk.unsent.get(draft.conversation_id)
    if standing is not None and standing.draft_id == draft.id and standing.version == draft.version:
        await _open(app, Mode.EDIT, standing)
        return
    unsent = Unsent(Mode.EDIT, harmless_block(text), draft.id, draft.version, seen=newest(app.desk))
    await _open(app, Mode.EDIT, unsent)


async def edit_outside(app: "ConsoleApp") -> None:
    """$EDITOR with what is being written, else the draft, else nothing; then the review line."""
    conversation_id = app.desk.target
    if conversation_id is None:
        return
    draft, standing = app.desk.draft, app.desk.unsent.get(conversation_id)
    if standing is not None:
        unsent = standing
    elif draft is not None and draft.pending:
        unsent = Unsent(Mode.EDIT, harmless_block(draft.body), draft.id, draft.version, seen=newest(app.desk))
    else:
        unsent = Unsent(Mode.REPLY, "", seen=newest(app.desk))
    if await written_outside(app, conversation_id, unsent):
        await app.enter(conversation_id)
        app.conversation.write(unsent.mode, app.desk.unsent[conversation_id])
        review(app)


async def written_outside(app: "ConsoleApp", conversation_id: str, unsent: Unsent) -> bool:
    """Whether the editor left words, which then are kept; what there is to say else has been said."""
    try:
        text = (await edit_in_editor(app, unsent.text)).rstrip()
    except EditorFailed as error:
        app.take(e.Failed(Trouble(error.detail, "The text is as it was.", "Set $EDITOR, or edit here with e.")))
        return False
    if not text.strip():
        app.take(e.Told("The editor left nothing, so nothing changed.", "hint"))
        return False
    app.take(e.Kept(conversation_id, replace(unsent, text=text, key=unsent.key if text == unsent.text else None)))
    return True


async def insert_text(app: "ConsoleApp", text: str) -> None:
    """A quote, at the cursor of what is being written, or as the beginning of a reply."""
    standing = app.desk.unsent.get(app.desk.target or "")
    was_writing = app.desk.open is not None and app.conversation.composer.writing
    if not was_writing:
        await _open(app, standing.mode if standing else Mode.REPLY)
    app.conversation.composer.area.insert(text)


def typed(app: "ConsoleApp", conversation_id: str, text: str) -> None:
    """What is typed is kept at once, so that nothing but its own key ever loses it."""
    composer = (app.queue if app.desk.queueing else app.conversation).composer
    standing = app.desk.unsent.get(conversation_id)
    if not text.strip():
        composer.mode = Mode.REPLY if composer.mode is Mode.EDIT else composer.mode
        if standing is not None:
            app.take(e.Kept(conversation_id, replace(standing, text="", key=None)))
    elif standing is None or standing.text != text:
        before = standing or Unsent(composer.mode, "", seen=newest(app.desk))
        app.take(e.Kept(conversation_id, replace(before, text=text, key=None)))
        if before.mode is not Mode.NOTE:
            app.feed.tell_typing(conversation_id)
        if text == "/" and standing is None and before.mode is Mode.REPLY:
            app.action_perform("canned-reply")


def newest(desk: Desk) -> str | None:
    """The newest message in sight, which whoever decides now has seen."""
    return desk.thread.newest if desk.thread is not None else None


def seen_by(unsent: Unsent, desk: Desk) -> str | None:
    """What was in sight when the words were begun, or when they were looked over again."""
    return unsent.seen or newest(desk)


def review(app: "ConsoleApp") -> None:
    """Out of the text, onto the line that says where it goes; an empty text just closes."""
    if (app.desk.unsent.get(app.desk.open or "")) is None:
        app.conversation.leave_composer()
    else:
        app.conversation.composer.review.focus()
    app.redraw()


def rewrite(app: "ConsoleApp") -> None:
    app.conversation.composer.area.focus()
    app.redraw()


def later(app: "ConsoleApp") -> None:
    app.conversation.leave_composer()
    app.redraw()


async def send(app: "ConsoleApp") -> None:
    conversation_id, row = app.desk.open, app.desk.row
    unsent = app.desk.unsent.get(conversation_id or "")
    if conversation_id is None or row is None or unsent is None:
        return
    if unsent.key is None:
        unsent = replace(unsent, key=app.new_key())
        app.take(e.Kept(conversation_id, unsent))
    if unsent.mode is Mode.EDIT:
        done = await _send_edited(app, unsent, row.customer)
    else:
        eyes = mentioned(unsent.text, app.desk.colleagues) if unsent.mode is Mode.NOTE else ()
        done = await app.deeds.say(conversation_id, unsent, seen=seen_by(unsent, app.desk), mentioned=eyes)
    if done:
        app.take(e.Kept(conversation_id, None))
        if app.desk.open == conversation_id:
            app.conversation.composer.load(None)
            app.conversation.leave_composer()
    app.redraw()


async def _send_edited(app: "ConsoleApp", unsent: Unsent, to: str) -> bool:
    """The edits are about the version that was opened; the daemon refuses them for any other."""
    thread = app.desk.thread
    draft = next((one for one in thread.drafts if one.id == unsent.draft_id), None) if thread else None
    if draft is None:
        return False
    draft = replace(draft, version=unsent.version)
    files = [one.id for one in unsent.files]
    return await app.deeds.approve(draft, to, body=unsent.text, seen=seen_by(unsent, app.desk), files=files)


async def drop(app: "ConsoleApp") -> None:
    conversation_id = app.desk.open
    unsent = app.desk.unsent.get(conversation_id or "")
    if conversation_id is not None and unsent is not None and await thrown_away(app, unsent):
        app.take(e.Kept(conversation_id, None))
        app.conversation.composer.load(None)
        app.conversation.leave_composer()
        app.redraw()


async def thrown_away(app: "ConsoleApp", unsent: Unsent) -> bool:
    """Throwing words away is asked about once they are more than a few."""
    words = len(unsent.text.split())
    files = f" with {len(unsent.files)} file{'' if len(unsent.files) == 1 else 's'}" if unsent.files else ""
    question = Confirm("Throw this away?", f"{words} words{files} are gone then.", yes="throws it away")
    return (words <= FEW and not files) or await app.ask(question) is not None


PERFORM = {
    "reply": reply,
    "note": note,
    "review": review,
    "send": send,
    "rewrite": rewrite,
    "drop": drop,
    "later": later,
}
