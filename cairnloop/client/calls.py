"""The daemon's HTTP API as typed calls. Every method names its route in the docstring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Generic, Self, TypeVar, cast

import httpx

from cairnloop.client.failures import Refused, Unreachable
from cairnloop.wire.desk import ConversationBasicOut, ConversationRowOut, InboxOut, MessageOut
from cairnloop.wire.drafting import DraftOut, DraftRowOut
from cairnloop.wire.people import ApiKeyOut, NewApiKeyOut, SessionOut, UserOut

TIMEOUT_SECONDS = 15.0
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list; `next` is the cursor of the page after it, None on the last."""

    rows: Sequence[Item]
    next: str | None


class Client:
    """Calls of one operator, by session token or API key. Raises Unreachable and Refused, nothing of the transport."""

    def __init__(self, url: str, token: str, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.url = url.rstrip("/")
        self.token = token
        self._http = httpx.AsyncClient(
            base_url=self.url,
            timeout=TIMEOUT_SECONDS,
            transport=transport,
            trust_env=False,  # a proxy of the shell is for the world, not for the desk's own daemon
            headers={"authorization": f"Bearer {token}"} if token else {},
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    async def call(
        self, method: str, path: str, *, params: Mapping[str, Any] | None = None, body: Any = None
    ) -> dict[str, Any]:
        """One call; the whole JSON answer. Parameters that are None are left out."""
        given = {name: value for name, value in (params or {}).items() if value is not None}
        try:
            response = await self._http.request(method, path, params=given, json=body)
        except httpx.TransportError as error:
            raise Unreachable(f"The daemon at {self.url} does not answer ({type(error).__name__}).") from error
        try:
            said = response.json()
        except ValueError as error:
            raise Unreachable(f"What answers at {self.url} is not Cairnloop (HTTP {response.status_code}).") from error
        if response.is_success:
            return cast(dict[str, Any], said)
        problem = said.get("error") or {}
        detail = problem.get("message") or f"HTTP {response.status_code}"
        raise Refused(response.status_code, problem.get("reason", "refused"), detail, problem.get("errors"))

    async def _data(self, method: str, path: str, *, body: Any = None, **params: Any) -> Any:
        return (await self.call(method, path, params=params, body=body))["data"]

    async def _page(self, path: str, **params: Any) -> Page[Any]:
        said = await self.call("GET", path, params=params)
        return Page(said["data"], said.get("next"))

    async def sign_in(self, email: str, password: str) -> SessionOut:
        """POST /api/session"""
        body = {"user": {"email": email, "password": password}}
        return cast(SessionOut, await self._data("POST", "/api/session", body=body))

    async def me(self) -> dict[str, Any]:
        """GET /api/me"""
        return cast(dict[str, Any], await self._data("GET", "/api/me"))

    async def users(self) -> list[UserOut]:
        """GET /api/users"""
        return cast(list[UserOut], await self._data("GET", "/api/users"))

    async def add_user(self, email: str, password: str, role: str, full_name: str | None) -> UserOut:
        """POST /api/users"""
        body = {"email": email, "password": password, "role": role, "full_name": full_name}
        return cast(UserOut, await self._data("POST", "/api/users", body=body))

    async def change_role(self, user_id: int, role: str) -> UserOut:
        """PUT /api/users/{id}/role"""
        return cast(UserOut, await self._data("PUT", f"/api/users/{user_id}/role", body={"role": role}))

    async def set_user_disabled(self, user_id: int, disabled: bool) -> UserOut:
        """POST /api/users/{id}/disable, /enable"""
        action = "disable" if disabled else "enable"
        return cast(UserOut, await self._data("POST", f"/api/users/{user_id}/{action}"))

    async def keys(self) -> list[ApiKeyOut]:
        """GET /api/api_keys"""
        return cast(list[ApiKeyOut], await self._data("GET", "/api/api_keys"))

    async def create_key(self, label: str) -> NewApiKeyOut:
        """POST /api/api_keys"""
        return cast(NewApiKeyOut, await self._data("POST", "/api/api_keys", body={"label": label}))

    async def revoke_key(self, key_id: str) -> ApiKeyOut:
        """DELETE /api/api_keys/{id}"""
        return cast(ApiKeyOut, await self._data("DELETE", f"/api/api_keys/{key_id}"))

    async def inboxes(self) -> list[InboxOut]:
        """GET /api/inboxes"""
        return cast(list[InboxOut], await self._data("GET", "/api/inboxes"))

    async def change_inbox(self, inbox_id: str, *, name: str | None, draft_policy: str | None) -> InboxOut:
        """PUT /api/inboxes/{id}"""
        body = {"name": name, "draft_policy": draft_policy}
        return cast(InboxOut, await self._data("PUT", f"/api/inboxes/{inbox_id}", body=body))

    async def conversations(
        self,
        *,
        section: str | None = None,
        status: str | None = None,
        assignee_id: str | None = None,
        customer_id: str | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> Page[ConversationRowOut]:
        """GET /api/conversations"""
        return await self._page(
            "/api/conversations",
            section=section,
            status=status,
            assignee_id=assignee_id,
            customer_id=customer_id,
            after=after,
            limit=limit,
        )

    async def counts(self) -> dict[str, int]:
        """GET /api/conversations/counts"""
        return cast(dict[str, int], await self._data("GET", "/api/conversations/counts"))

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
    ) -> MessageOut:
        """POST /api/conversations/{id}/messages"""
        said = {"body": body, "private": private, "undo_seconds": undo_seconds, "client_id": client_id}
        return cast(MessageOut, await self._data("POST", f"/api/conversations/{conversation_id}/messages", body=said))

    async def assign(self, conversation_id: str, assignee_id: int | None) -> ConversationBasicOut:
        """POST /api/conversations/{id}/assign"""
        path = f"/api/conversations/{conversation_id}/assign"
        return cast(ConversationBasicOut, await self._data("POST", path, body={"assignee_id": assignee_id}))

    async def move(self, conversation_id: str, move: str, *, reason: str | None = None) -> ConversationBasicOut:
        """POST /api/conversations/{id}/resolve, /reopen, /archive, /read"""
        path = f"/api/conversations/{conversation_id}/{move}"
        body = {"reason": reason} if move == "resolve" else None
        return cast(ConversationBasicOut, await self._data("POST", path, body=body))

    async def undo(self, message_id: str) -> MessageOut:
        """POST /api/messages/{id}/undo"""
        return cast(MessageOut, await self._data("POST", f"/api/messages/{message_id}/undo"))

    async def drafts(self, *, status: str = "pending", after: str | None = None, limit: int = 50) -> Page[DraftRowOut]:
        """GET /api/drafts"""
        return await self._page("/api/drafts", status=status, after=after, limit=limit)

    async def drafts_of(self, conversation_id: str) -> list[DraftOut]:
        """GET /api/conversations/{id}/drafts"""
        return cast(list[DraftOut], await self._data("GET", f"/api/conversations/{conversation_id}/drafts"))

    async def draft(self, draft_id: str) -> DraftOut:
        """GET /api/drafts/{id}"""
        return cast(DraftOut, await self._data("GET", f"/api/drafts/{draft_id}"))

    async def approve(
        self, draft_id: str, version: int, *, body: str | None = None, undo_seconds: float | None = None
    ) -> MessageOut:
        """POST /api/drafts/{id}/approve"""
        said = {"version": version, "body": body, "undo_seconds": undo_seconds}
        return cast(MessageOut, await self._data("POST", f"/api/drafts/{draft_id}/approve", body=said))

    async def discard(self, draft_id: str, version: int, reason: str | None) -> DraftOut:
        """POST /api/drafts/{id}/discard"""
        said = {"version": version, "reason": reason}
        return cast(DraftOut, await self._data("POST", f"/api/drafts/{draft_id}/discard", body=said))

    async def regenerate(self, draft_id: str, version: int, instruction: str | None) -> DraftOut:
        """POST /api/drafts/{id}/regenerate"""
        said = {"version": version, "instruction": instruction}
        return cast(DraftOut, await self._data("POST", f"/api/drafts/{draft_id}/regenerate", body=said))

    async def articles(
        self, *, status: str | None = None, after: str | None = None, limit: int = 50
    ) -> Page[dict[str, Any]]:
        """GET /api/articles"""
        return await self._page("/api/articles", status=status, after=after, limit=limit)

    async def article(self, article_id: str) -> dict[str, Any]:
        """GET /api/articles/{id}"""
        return cast(dict[str, Any], await self._data("GET", f"/api/articles/{article_id}"))

    async def publish(self, article_id: str) -> dict[str, Any]:
        """POST /api/articles/{id}/publish"""
        return cast(dict[str, Any], await self._data("POST", f"/api/articles/{article_id}/publish"))

    async def import_articles(self, files: Sequence[Mapping[str, str]], *, publish: bool) -> dict[str, Any]:
        """POST /api/articles/import: files are {"path", "markdown"}"""
        body = {"files": list(files), "publish": publish}
        return cast(dict[str, Any], await self._data("POST", "/api/articles/import", body=body))

    async def search(self, query: str, *, limit: int = 8) -> list[dict[str, Any]]:
        """GET /api/search"""
        return cast(list[dict[str, Any]], await self._data("GET", "/api/search", q=query, limit=limit))

    async def audit(
        self,
        *,
        conversation_id: str | None = None,
        action: str | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> Page[dict[str, Any]]:
        """GET /api/audit"""
        return await self._page(
            "/api/audit", conversation_id=conversation_id, action=action, before=before, limit=limit
        )

    async def jobs(self, *, state: str | None = None, limit: int = 50, offset: int = 0) -> dict[str, Any]:
        """GET /api/jobs: `data` and `counts`"""
        return await self.call("GET", "/api/jobs", params={"state": state, "limit": limit, "offset": offset})

    async def retry_job(self, job_id: str) -> dict[str, Any]:
        """POST /api/jobs/{id}/retry"""
        return cast(dict[str, Any], await self._data("POST", f"/api/jobs/{job_id}/retry"))

    async def discard_job(self, job_id: str) -> dict[str, Any]:
        """POST /api/jobs/{id}/discard"""
        return cast(dict[str, Any], await self._data("POST", f"/api/jobs/{job_id}/discard"))
