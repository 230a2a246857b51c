"""What has to be read after something happened: the page near the cursor, the thread under it, what news left out."""

from typing import TYPE_CHECKING

from cairnloop.client.link import Link
from cairnloop.tui.acting.actions import BY_ID
from cairnloop.tui.acting.grounds import why_not
from cairnloop.tui.state import conversing as c
from cairnloop.tui.state import deciding as d
from cairnloop.tui.state import events as e
from cairnloop.tui.state import visiting as v
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.listing import Edge

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

# After these the counts and what announcements leave out (deadlines, names) are read again, all at once.
NEWS = (e.ConversationChanged, e.ConversationOpened, e.DeadlineBreached, e.DraftChanged, e.Overtaken)


def follow(app: "ConsoleApp", before: Desk, event: e.Event) -> None:
    """Start whatever reading `event` makes necessary. Nothing here is done on a timetable."""
    desk = app.desk
    if desk.me is None:
        return
    if isinstance(event, e.LinkChanged) and event.link is Link.LIVE and before.link.link is not Link.LIVE:
        app.feed.catch_up(keep_cursor=True)
        app.feed.tell_viewing(_viewed(desk))
        app.run_aside(app.moves.mentions())
    elif _viewed(desk) != _viewed(before):
        app.feed.tell_viewing(_viewed(desk))
    if isinstance(event, NEWS):
        app.feed.freshen()
    _conversed(app, before, event)
    listing = desk.listing
    if (wanted := listing.wants()) is not None:
        app.run_aside(app.reader.page(desk.section, *wanted))
    if listing.was_read and not listing.all_rows and listing.arrivals and listing.trouble is None:
        # Where nothing is shown nothing can jump.
        app.run_aside(app.reader.page(desk.section, Edge.ANEW, None))
    if desk.queueing:
        app.ahead.read()
    elif desk.target != before.target and desk.target is not None:
        app.feed.read_threads()
    if desk.queue is not before.queue or desk.sitting is not before.sitting or desk.open != before.open:
        app.ahead.page()
    app.keeping.follow(before)
    if isinstance(event, d.DecisionMade | d.DecisionsFound | e.LinkChanged):
        app.outgoing.start()
    settled = isinstance(event, v.Settled) and before.glancing
    if isinstance(event, e.ThreadRead | e.Entered | e.Left | c.Mentioned | c.MentionsRead) or settled:
        _opened(app, desk)
    if isinstance(event, (*NEWS, e.MessageSaid)) and desk.open is not None and _about(event) == desk.open:
        app.feed.read_trail(desk.open)
    app.signals.follow(before, event)
    app.books.follow(before, event)
    app.sections.follow(before, event)


def _conversed(app: "ConsoleApp", before: Desk, event: e.Event) -> None:
    """What wakes waits for decisions again, what was merged is read anew, and words for what is gone go with it."""
    desk = app.desk
    if isinstance(event, e.ConversationChanged) and event.basic.get("status") == "open":
        was = before.listing.find(str(event.basic["id"])) or before.row
        if was is not None and was.id == str(event.basic["id"]) and was.snoozed:
            app.run_aside(app.reader.queue())
    if desk.target in before.threads and desk.target not in desk.threads and desk.target not in desk.gone:
        app.run_aside(app.reader.thread(desk.target or ""))
    if isinstance(event, e.Left) and before.open in before.gone and before.open in desk.unsent:
        app.take(e.Kept(before.open or ""))


def _viewed(desk: Desk) -> str | None:
    """What colleagues shall see that the operator looks at: not what the cursor only passes."""
    return desk.target if (desk.open is not None and not desk.glancing) or desk.queueing else None


def _about(event: e.Event) -> str | None:
    """Which conversation something happened to."""
    match event:
        case e.ConversationChanged():
            return str(event.basic["id"])
        case e.MessageSaid():
            return event.message.conversation_id
        case e.DraftChanged():
            return event.draft.conversation_id
        case e.DeadlineBreached():
            return event.conversation_id
        case _:
            return None


def _opened(app: "ConsoleApp", desk: Desk) -> None:
    """The operator looks at a conversation: it counts as read, and what else the customer asked is looked up."""
    thread = desk.threads.get(desk.open or "")
    if thread is None or desk.glancing:
        return
    if thread.others is None and thread.customer.id:
        app.run_aside(app.reader.history(thread.row.id, thread.customer.id))
    if thread.trail is None:
        app.run_aside(app.reader.trail(thread.row.id))
    asked = any(one.conversation_id == thread.row.id for one in desk.mentions)
    if (asked or not thread.row.read) and why_not(BY_ID["note"], desk) is None and desk.link.blocked is None:
        app.run_aside(app.reader.read_mark(thread.row.id))
