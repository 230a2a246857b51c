"""From screen to screen and back: to a conversation, to the decision queue, and to what lay below."""

from textual.app import App

from cairnloop.tui.remote.books import Books
from cairnloop.tui.screens.conversation import ConversationScreen
from cairnloop.tui.screens.queue import QueueScreen
from cairnloop.tui.state import deciding as d
from cairnloop.tui.state import events as e
from cairnloop.tui.state.desk import Desk


class Going(App[int], inherit_bindings=False):
    """The part of the console that moves between its screens."""

    desk: Desk
    conversation: ConversationScreen
    queue: QueueScreen
    books: Books

    def take(self, event: e.Event) -> None:
        raise NotImplementedError

    def draw(self) -> None:
        raise NotImplementedError

    async def enter(self, conversation_id: str, *, over: bool = False) -> None:
        """Show a conversation; `over` the one that is open, which then is the next below."""
        if self.desk.open is None:
            await self.push_screen("conversation")
            self.conversation.leave_composer()
        if self.desk.open != conversation_id:
            self.take(e.Entered(conversation_id, over))
            self.draw()

    async def leave(self) -> None:
        """Back to the book that it was opened from, the conversation below, the inbox, or the queue."""
        self.take(e.Left())
        if self.desk.open is not None:
            self.draw()
        else:
            if self.desk.sitting.here:
                self.take(d.CameBack())
            await self.pop_screen()
        await self.books.people.returned()

    async def enter_queue(self, conversation_id: str | None) -> None:
        """Sit down at the decision queue, at this conversation if it waits."""
        await self.push_screen("queue")
        self.queue.leave_composer()
        self.take(d.QueueEntered(conversation_id))
        self.draw()

    async def leave_queue(self) -> None:
        self.take(d.QueueLeft())
        await self.pop_screen()
