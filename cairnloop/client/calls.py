"""The daemon's HTTP API as typed calls. Every method names its route in the docstring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from cairnloop.client.access import AccessCalls
from cairnloop.client.books import BookCalls
from cairnloop.client.customers import CustomerCalls
from cairnloop.client.files import FileCalls
from cairnloop.client.house import HouseCalls
from cairnloop.client.imports import ImportCalls
from cairnloop.client.inboxes import InboxCalls
from cairnloop.client.moves import MoveCalls
from cairnloop.client.people import PeopleCalls
from cairnloop.client.reports import ReportCalls
from cairnloop.client.road import Page
from cairnloop.client.sections import SectionCalls
from cairnloop.client.settings import SettingCalls
from cairnloop.client.visits import VisitCalls
from cairnloop.client.webhooks import WebhookCalls

if TYPE_CHECKING:
    from cairnloop.wire.desk import BulkOut, ConversationBasicOut, ConversationRowOut, MessageOut, UndoneOut
    from cairnloop.wire.drafting import DraftOut, DraftRowOut
    from cairnloop.wire.found import FoundOut
    from cairnloop.wire.people import ApiKeyOut, NewApiKeyOut, SessionOut, UserOut

__all__ = ["Client", "Page"]


class Client(
    AccessCalls,
    BookCalls,
    CustomerCalls,
    FileCalls,
    HouseCalls,
    ImportCalls,
    InboxCalls,
    MoveCalls,
    PeopleCalls,
    ReportCalls,
    SectionCalls,
    SettingCalls,
    VisitCalls,
    WebhookCalls,
):
    """Calls of one operator, by session token or API key. Raises Unreachable and Refused, nothing of the transport."""

    async def sign_in(self, email: str, password: str, totp: str | None = None) -> SessionOut:
        """POST /api/session; `totp` is the code of a second factor"""
        body = {"user": {"email": email, "password": password, "totp": totp}}
        return cast("SessionOut", await self._data("POST", "/api/session", body=body))

    async def me(self) -> dict[str, Any]:
        """GET /api/me"""
        return cast(dict[str, Any], await self._data("GET", "/api/me"))

    async def users(self, *, after: int = 0, limit: int = 100, archived: bool = False) -> list[UserOut]:
        """GET /api/users: those with a number above `after`; with `archived` also those who left"""
        asked = {"after": after, "limit": limit, "archived": archived or None}
        return cast("list[UserOut]", await self._data("GET", "/api/users", **asked))

    async def add_user(self, email: str, password: str, role: str, full_name: str | None) -> UserOut:
        """POST /api/users"""
        body = {"email": email, "password": password, "role": role, "full_name": full_name}
        return cast("UserOut", await self._data("POST", "/api/users", body=body))

    async def change_role(self, user_id: int, role: str) -> UserOut:
        """PUT /api/users/{id}/role"""
        return cast("UserOut", await self._data("PUT", f"/api/users/{user_id}/role", body={"role": role}))

    async def set_user_disabled(self, user_id: int, disabled: bool) -> UserOut:
        """POST /api/users/{id}/disable, /enable"""
        action = "disable" if disabled else "enable"
        return cast("UserOut", await self._data("POST", f"/api/users/{user_id}/{action}"))

    async def keys(self) -> list[ApiKeyOut]:
        """GET /api/api_keys"""
        return cast("list[ApiKeyOut]", await self._data("GET", "/api/api_keys"))

    async def create_key(
        self, label: str, *, scopes: Sequence[str] = ("all",), expires_at: str | None = None
    ) -> NewApiKeyOut:
        """POST /api/api_keys"""
        body = {"label": label, "scopes": list(scopes), "expires_at": expires_at}
        return cast("NewApiKeyOut", await self._data("POST", "/api/api_keys", body=body))

    async def revoke_key(self, key_id: str) -> ApiKeyOut:
        """DELETE /api/api_keys/{id}"""
        return cast("ApiKeyOut", await self._data("DELETE", f"/api/api_keys/{key_id}"))

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
    ) -> Page[ConversationRowOut]:
        """GET /api/conversations: `mentioning` is me, or left out"""
        return await self._page(
            "/api/conversations",
            section=section,
            status=status,
            assignee_id=assignee_id,
            customer_id=customer_id,
            query=query,
            mentioning=mentioning,
            after=after,
            limit=limit,
        )

    async def find(self, query: str, *, after: str | None = None, limit: int = 20) -> Page[FoundOut]:
        """GET /api/conversations/search: full text; a page may be short and have a next one"""
        return await self._page("/api/conversations/search", query=query, after=after, limit=limit)

    async def counts(self) -> dict[str, int]:
        """GET /api/conversations/counts"""
        return cast(dict[str, int], await self._data("GET", "/api/conversations/counts"))

    async def counts_of(
        self, queries: Sequence[str], *, unread: bool = False
    ) -> tuple[dict[str, int], list[dict[str, Any]]]:
        """GET /api/conversations/counts: of the sections, and `count`, `more` and `unread` of each query, in order"""
        params = {"query": list(queries), "unread": unread}
        said = await self.call("GET", "/api/conversations/counts", params=params)
        return said["data"], said["queries"]

    async def conversation(self, conversation_id: str, *, before: int | None = None) -> dict[str, Any]:
        """GET /api/conversations/{id}: with messages, customer, drafts, deadline"""
        path = f"/api/conversations/{conversation_id}"
        return cast(dict[str, Any], await self._data("GET", path, before=before))

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
    ) -> MessageOut:
        """POST /api/conversations/{id}/messages: `last_seen` is the newest message that was read before answering"""
        said = {"body": body, "private": private, "undo_seconds": undo_seconds, "client_id": client_id}
        said |= {"last_seen_message_id": last_seen, "force": force, "file_ids": list(file_ids)}
        said |= {"mentioned_user_ids": list(mentioned)} if mentioned else {}
        return cast("MessageOut", await self._data("POST", f"/api/conversations/{conversation_id}/messages", body=said))

    async def assign(self, conversation_id: str, assignee_id: int | None) -> ConversationBasicOut:
        """POST /api/conversations/{id}/assign"""
        path = f"/api/conversations/{conversation_id}/assign"
        return cast("ConversationBasicOut", await self._data("POST", path, body={"assignee_id": assignee_id}))

    async def move(self, conversation_id: str, move: str, *, reason: str | None = None) -> ConversationBasicOut:
        """POST /api/conversations/{id}/resolve, /reopen, /archive, /read, /unread"""
        path = f"/api/conversations/{conversation_id}/{move}"
        body = {"reason": reason} if move == "resolve" else None
        return cast("ConversationBasicOut", await self._data("POST", path, body=body))

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
    ) -> list[BulkOut]:
        """POST /api/conversations/bulk: at most 200; what became of each"""
        body: dict[str, Any] = {"ids": list(ids), "move": move, "reason": reason, "until": until, "priority": priority}
        body |= {} if tag_id is None else {"tag_id": tag_id}
        if move == "assign":
            body["assignee_id"] = assignee_id
        return cast("list[BulkOut]", await self._data("POST", "/api/conversations/bulk", body=body))

    async def undo(self, message_id: str) -> UndoneOut:
        """POST /api/messages/{id}/undo"""
        return cast("UndoneOut", await self._data("POST", f"/api/messages/{message_id}/undo"))

    async def drafts(self, *, status: str = "pending", after: str | None = None, limit: int = 50) -> Page[DraftRowOut]:
        """GET /api/drafts"""
        return await self._page("/api/drafts", status=status, after=after, limit=limit)

    async def drafts_of(self, conversation_id: str) -> list[DraftOut]:
        """GET /api/conversations/{id}/drafts"""
        return cast("list[DraftOut]", await self._data("GET", f"/api/conversations/{conversation_id}/drafts"))

    async def draft(self, draft_id: str) -> DraftOut:
        """GET /api/drafts/{id}"""
        return cast("DraftOut", await self._data("GET", f"/api/drafts/{draft_id}"))

    async def approve(
        self,
        draft_id: str,
        version: int,
        *,
        body: str | None = None,
        undo_seconds: float | None = None,
        last_seen: str | None = None,
        force: bool = False,
        file_ids: Sequence[str] = (),
    ) -> MessageOut:
        """POST /api/drafts/{id}/approve: `last_seen` is the newest message that was read before deciding"""
        said: dict[str, Any] = {"version": version, "body": body, "undo_seconds": undo_seconds}
        said |= {"last_seen_message_id": last_seen, "force": force, "file_ids": list(file_ids)}
        return cast("MessageOut", await self._data("POST", f"/api/drafts/{draft_id}/approve", body=said))

    async def discard(self, draft_id: str, version: int, reason: str | None) -> DraftOut:
        """POST /api/drafts/{id}/discard"""
        said = {"version": version, "reason": reason}
        return cast("DraftOut", await self._data("POST", f"/api/drafts/{draft_id}/discard", body=said))

    async def regenerate(self, draft_id: str, version: int, instruction: str | None) -> DraftOut:
        """POST /api/drafts/{id}/regenerate"""
        said = {"version": version, "instruction": instruction}
        return cast("DraftOut", await self._data("POST", f"/api/drafts/{draft_id}/regenerate", body=said))
