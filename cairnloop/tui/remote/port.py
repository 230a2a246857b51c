"""What the console needs of the daemon: the part of `cairnloop.client` it uses, as shapes a test can stand in for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from cairnloop.client.calls import Page
from cairnloop.client.link import Link, Listener
from cairnloop.tui.remote.port_books import BooksPort
from cairnloop.tui.remote.port_house import HousePort
from cairnloop.tui.remote.port_moves import MovesPort
from cairnloop.tui.remote.port_people import CustomersPort
from cairnloop.tui.remote.reports import ReportsPort

if TYPE_CHECKING:
    from cairnloop.wire.desk import BulkOut, ConversationBasicOut, ConversationRowOut, MessageOut
    from cairnloop.wire.drafting import DraftOut, DraftRowOut
    from cairnloop.wire.status import StatusOut


class Daemon(CustomersPort, BooksPort, HousePort, MovesPort, ReportsPort, Protocol):
    """Calls; each raises Unreachable or Refused. `url` is where it is."""

    url: str

    async def me(self) -> dict[str, Any]: ...
    async def counts(self) -> dict[str, int]: ...
    async def conversations(
        self,
        *,
        section: str | None = None,
        status: str | None = None,
        assignee_id: str | None = None,
        customer_id: str | None = None,
        query: str | None = None,
        mentioning: str | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> Page[ConversationRowOut]: ...
    async def counts_of(
        self, queries: Sequence[str], *, unread: bool = False
    ) -> tuple[dict[str, int], list[dict[str, Any]]]: ...
    async def conversation(self, conversation_id: str, *, before: int | None = None) -> dict[str, Any]: ...
    async def drafts(
        self, *, status: str = "pending", after: str | None = None, limit: int = 50
    ) -> Page[DraftRowOut]: ...
    async def draft(self, draft_id: str) -> DraftOut: ...
    async def write(
        self,
        conversation_id: str,
        body: str,
        *,
        private: bool = False,
        undo_seconds: float | None = None,
        client_id: str | None = None,
        last_seen: str | None = None,
        force: bool = False,
        file_ids: Sequence[str] = (),
        mentioned: Sequence[int] = (),
    ) -> MessageOut: ...
    async def assign(self, conversation_id: str, assignee_id: int | None) -> ConversationBasicOut: ...
    async def move(self, conversation_id: str, move: str, *, reason: str | None = None) -> ConversationBasicOut: ...
    async def bulk(
        self,
        ids: Sequence[str],
        move: str,
        *,
        assignee_id: int | None = None,
        reason: str | None = None,
        until: str | None = None,
        priority: str | None = None,
        tag_id: str | None = None,
    ) -> list[BulkOut]: ...
    async def undo(self, message_id: str) -> MessageOut: ...
    async def approve(
        self,
        draft_id: str,
        version: int,
        *,
        body: str | None = None,
        undo_seconds: float | None = None,
        last_seen: str | None = None,
        force: bool = False,
    ) -> MessageOut: ...
    async def discard(self, draft_id: str, version: int, reason: str | None) -> DraftOut: ...
    async def regenerate(self, draft_id: str, version: int, instruction: str | None) -> DraftOut: ...
    async def search(self, query: str, *, limit: int = 8) -> list[dict[str, Any]]: ...
    async def status(self) -> StatusOut: ...
    async def close(self) -> None: ...


class Live(Protocol):
    """The socket: `run` stays connected, `join` is kept over reconnects."""

    async def run(self) -> None: ...
    async def join(self, topic: str, params: dict[str, Any] | None = None) -> dict[str, Any]: ...
    async def push(self, topic: str, event: str, payload: dict[str, Any]) -> dict[str, Any]: ...


class Connect(Protocol):
    """Makes the socket, given who listens."""

    def __call__(self, *, on_event: Listener, on_link: Callable[[Link], None]) -> Live: ...
