"""Reading from the daemon: every answer, and every failure to get one, becomes an event."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from cairnloop.client import Client, Refused, Unreachable
from cairnloop.client.calls import Page
from cairnloop.client.link import Link
from cairnloop.tui.state import conversing as c
from cairnloop.tui.state import events as e
from cairnloop.tui.state import looking as look
from cairnloop.tui.state.listing import PAGE, Edge, Sheet
from cairnloop.tui.state.people import Colleague, Me
from cairnloop.tui.state.queue import LISTS, QueuePage, waiting_of
from cairnloop.tui.state.rows import row_of
from cairnloop.tui.state.sections import Counted, Place, Saved, Section, title_of
from cairnloop.tui.state.thread import message_of, thread_of
from cairnloop.tui.state.trail import entry_of
from cairnloop.tui.state.trouble import Trouble
from cairnloop.wire.terminal import harmless

if TYPE_CHECKING:
    from cairnloop.wire.desk import ConversationRowOut
    from cairnloop.wire.drafting import DraftRowOut

Tell = Callable[[e.Event], None]
Error = Refused | Unreachable
QUEUE = 50
# So many empty pages are passed by in one go.
HIDDEN_PAGES = 20
# As many queries are counted by one request.
MOST_QUERIES = 20
# Entries of the trail beside one thread; the audit screen has all of them.
TRAIL = 200
AGAIN = "Press . to try again."


class Reader:
    """Reads and tells. The same thing is never read twice at the same time."""

    def __init__(self, daemon: Client, tell: Tell) -> None:
        self._daemon = daemon
        self._tell = tell
        self._running: set[object] = set()

    async def _once(self, key: object, read: Callable[[], Awaitable[None]], failed: Callable[[Error], None]) -> None:
        if key in self._running:
            return
        self._running.add(key)
        try:
            await read()
        except (Refused, Unreachable) as error:
            if isinstance(error, Refused) and error.status == 401:
                self._tell(e.LinkChanged(Link.REFUSED))
            failed(error)
        except (KeyError, TypeError, ValueError):
            failed(Refused(500, "shape", "The daemon answered in a way this console does not understand."))
        finally:
            self._running.discard(key)

    async def sign_in(self) -> Me:
        """Who we are. The one read whose failure is the caller's: without it there is nothing to show."""
        said = await self._daemon.me()
        account = said.get("account") or {}
        me = Me(
            user_id=int(said["id"]),
            name=harmless(str(said.get("display_name") or said.get("email") or "you")),
            role=str(said.get("role") or "viewer"),
            account_id=str(said["account_id"]),
            account=harmless(str(account.get("company_name") or "")),
        )
        self._tell(e.SignedIn(me))
        return me

    async def oneself(self) -> None:
        """Who we are, once more: what we may do may have been changed meanwhile."""

        async def read() -> None:
            await self.sign_in()

        await self._once("oneself", read, lambda error: None)

    async def everything(self, section: Place, open_id: str | None, saved: Sequence[Saved] = ()) -> None:
        """The screen as it is now: counts, colleagues, queue, list and the open conversation."""
        reads = [self.counts(saved), self.colleagues(), self.queue(), self.page(section, Edge.ANEW, None)]
        await asyncio.gather(*reads, *([self.thread(open_id)] if open_id else []))

    async def counts(self, saved: Sequence[Saved] = ()) -> None:
        async def read() -> None:
            if not saved:
                self._tell(e.CountsRead(await self._daemon.counts()))
                return
            texts = [one.text for one in saved]
            found: dict[str, Counted] = {}
            for start in range(0, len(texts), MOST_QUERIES):
                found |= await self._counted(texts[start : start + MOST_QUERIES])
            self._tell(e.CountsRead(await self._daemon.counts(), found))

        await self._once(("counts", tuple(one.text for one in saved)), read, lambda error: self._tell(e.CountsUnread()))

    async def _counted(self, texts: Sequence[str]) -> dict[str, Counted]:
        """How many each query holds. One that asks for what is not there, a colleague who has left, is left out: it
        says so where it is opened.
        """
        try:
            _, queries = await self._daemon.counts_of(texts, unread=True)
        except Refused as error:
            if error.status != 422:
                raise
            alone = [await self._counted([one]) for one in texts] if len(texts) > 1 else []
            return {text: one for found in alone for text, one in found.items()}
        found = [Counted(int(one["count"]), bool(one["more"]), int(one.get("unread") or 0)) for one in queries]
        return dict(zip(texts, found, strict=True))

    async def colleagues(self) -> None:
        async def read() -> None:
            users = await self._daemon.users()
            self._tell(
                e.ColleaguesRead(
                    tuple(
                        Colleague(
                            user["id"],
                            harmless(user.get("display_name") or user.get("full_name") or user["email"]),
                            harmless(user["email"]),
                            user.get("disabled_at") is None and user.get("archived_at") is None,
                            str(user.get("role") or ""),
                        )
                        for user in users
                    )
                )
            )

        # Without names colleagues are shown as "a colleague", which is true.
        await self._once("colleagues", read, lambda error: None)

    async def queue(self) -> None:
        """Who waits for a decision, from the beginning."""

        async def read() -> None:
            pages = await asyncio.gather(*(self._drafts(one, None) for one in LISTS))
            self._tell(e.QueueRead(tuple(_queued(one, page) for one, page in zip(LISTS, pages, strict=True))))

        await self._once("queue", read, self._queue_unread)

    async def queue_further(self, status: str, after: str) -> None:
        async def read() -> None:
            page = await self._drafts(status, after)
            self._tell(e.QueuePaged(_queued(status, page)))

        await self._once(("queue", status), read, self._queue_unread)

    async def _drafts(self, status: str, after: str | None) -> "Page[DraftRowOut]":
        """A page of those that wait; past pages that are empty because all they looked at is hidden from us."""
        page = await self._daemon.drafts(status=status, after=after, limit=QUEUE)
        for _ in range(HIDDEN_PAGES):
            if page.rows or page.next is None:
                break
            page = await self._daemon.drafts(status=status, after=page.next, limit=QUEUE)
        return page

    def _queue_unread(self, error: Error) -> None:
        trouble = Trouble(f"The queue could not be read: {error.detail}", "Nothing was changed.", AGAIN)
        self._tell(e.QueueUnread(trouble))

    async def page(self, section: Place, edge: Edge, after: str | None, *, keep_cursor: bool = True) -> None:
        async def read() -> None:
            page = await self._page_of(section, after)
            rows = tuple(row_of(row) for row in page.rows)
            sheet = Sheet(after, rows, page.next, short=page.next is not None and len(rows) < PAGE)
            self._tell(e.PageRead(section, edge, sheet, keep_cursor))

        def failed(error: Error) -> None:
            trouble = Trouble(f"“{title_of(section)}” could not be read: {error.detail}", "Nothing was changed.", AGAIN)
            self._tell(e.PageUnread(section, trouble))

        await self._once(("page", section, edge, after), read, failed)

    async def _page_of(self, section: Place, after: str | None) -> "Page[ConversationRowOut]":
        if isinstance(section, Saved):
            return await self._daemon.conversations(query=section.text, after=after, limit=PAGE)
        if section is Section.MENTIONS:
            return await self._daemon.conversations(mentioning="me", after=after, limit=PAGE)
        return await self._daemon.conversations(section=section.value, after=after, limit=PAGE)

    async def check(self, section: Place) -> None:
        """The first page again, in the background, to renew what announcements do not carry."""

        async def read() -> None:
            page = await self._page_of(section, None)
            self._tell(e.PageChecked(section, tuple(row_of(row) for row in page.rows)))

        # The rows on screen stay as they were announced; the link says when news stops.
        await self._once(("check", section), read, lambda error: None)

    async def thread(self, conversation_id: str) -> None:
        async def read() -> None:
            found = thread_of(await self._daemon.conversation(conversation_id))
            if found.row.id != conversation_id:
                self._tell(c.LedOn(conversation_id, found.row.id))
            self._tell(e.ThreadRead(found))

        def failed(error: Error) -> None:
            trouble = Trouble(f"It could not be read: {error.detail}", "Nothing was changed.", AGAIN)
            self._tell(e.ThreadUnread(conversation_id, trouble))

        await self._once(("thread", conversation_id), read, failed)

    async def earlier(self, conversation_id: str, before: int) -> None:
        async def read() -> None:
            said = await self._daemon.conversation(conversation_id, before=before)
            messages = tuple(message_of(one) for one in said.get("messages") or ())
            self._tell(e.EarlierRead(conversation_id, messages, said.get("earlier")))

        def failed(error: Error) -> None:
            what = f"Older messages could not be read: {error.detail}"
            self._tell(e.Failed(Trouble(what, "Nothing was changed.", "Press k at the top to try again.")))

        await self._once(("earlier", conversation_id), read, failed)

    async def history(self, conversation_id: str, customer_id: str) -> None:
        async def read() -> None:
            page = await self._daemon.conversations(customer_id=customer_id, limit=20)
            others = [row_of(row) for row in page.rows if row["id"] != conversation_id]
            self._tell(e.HistoryRead(conversation_id, len(others), tuple(others)))

        # It is a courtesy; without it the customer panel is silent about it.
        await self._once(("history", conversation_id), read, lambda error: None)

    async def trail(self, conversation_id: str) -> None:
        """What the trail says of a conversation, as far as one page goes."""

        async def read() -> None:
            page = await self._daemon.audit(conversation_id=conversation_id, limit=TRAIL)
            self._tell(look.TrailRead(conversation_id, tuple(entry_of(row) for row in reversed(page.rows))))

        # The thread stands without it; t says that it was not read.
        await self._once(("trail", conversation_id), read, lambda error: None)

    async def read_mark(self, conversation_id: str) -> None:
        """Tell the daemon that somebody has looked."""

        async def mark() -> None:
            self._tell(e.ConversationChanged(dict(await self._daemon.move(conversation_id, "read"))))

        # It stays unread for everybody, which is the safe side.
        await self._once(("read", conversation_id), mark, lambda error: None)


def _queued(status: str, page: "Page[DraftRowOut]") -> QueuePage:
    found = tuple(one for one in map(waiting_of, page.rows) if one is not None)
    return QueuePage(status, found, page.next)
