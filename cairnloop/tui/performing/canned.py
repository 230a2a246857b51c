"""Putting in a canned reply, filled in for the customer at hand."""

from typing import TYPE_CHECKING

from cairnloop.client import Refused, Unreachable
from cairnloop.tui.performing.queue_writing import insert_in_queue
from cairnloop.tui.performing.queue_writing import reply as reply_in_queue
from cairnloop.tui.performing.writing import insert_text
from cairnloop.tui.screens.canned import ChooseCanned, Filled
from cairnloop.tui.state import events as e
from cairnloop.tui.state.belongings import Canned, canned_of
from cairnloop.tui.state.trouble import Trouble
from cairnloop.wire.terminal import harmless, harmless_block

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

# Typed alone into an empty reply it asks for one.
BECKONS = "/"


async def canned_reply(app: "ConsoleApp") -> None:
    conversation_id, row = app.desk.target, app.desk.row
    if conversation_id is None or row is None:
        return

    async def fill_in(reply: Canned) -> Filled:
        said = await app.daemon.render_canned(reply.id, conversation_id)
        return harmless_block(said["text"]), tuple(harmless(one) for one in said["missing"])

    try:
        replies = [canned_of(one) for one in await app.daemon.canned(inbox_id=row.inbox_id or None)]
    except (Refused, Unreachable) as error:
        what = f"The canned replies could not be read: {error.detail}"
        app.take(e.Failed(Trouble(what, "What you have written stands where it was.", "m tries again.")))
        return
    words = await app.ask(ChooseCanned(replies, fill_in, to=row.customer))
    if words is None:
        return
    if app.desk.queueing or app.desk.open is not None:
        area = (app.queue if app.desk.queueing else app.conversation).composer.area
        if area.text == BECKONS:
            area.clear()
    if app.desk.queueing:
        if not app.queue.has_class("-writing"):
            reply_in_queue(app)  # these words instead of the draft's
        insert_in_queue(app, words)
    else:
        await insert_text(app, words)


PERFORM = {"canned-reply": canned_reply}
