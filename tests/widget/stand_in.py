"""A small desk in memory that speaks the customer's side of the wire, and misbehaves on request."""

import asyncio
import json
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.widget.rest import ACCOUNT, Rest

SAM = {"id": 7, "object": "user", "display_name": "Sam Okafor", "email": "sam@trailmark.example", "role": "admin"}


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")


class StandIn:
    """The desk's state, its routes and its switches; `start` and `stop` leave the state alone."""

    def __init__(self) -> None:
        self.port = 0
        self.customers: dict[str, dict[str, Any]] = {}
        self.conversations: dict[str, dict[str, Any]] = {}
        self.accepted: Counter[str] = Counter()
        self.settings: dict[str, Any] = {}
        self.site: tuple[str, dict[str, str]] = ("", {})
        self.uploads: list[dict[str, Any]] = []
        self.files: dict[str, tuple[dict[str, Any], bytes]] = {}
        self.pushes: list[tuple[str, str, dict[str, Any]]] = []
        self.agents: dict[str, dict[str, Any]] = {}
        self.refusals: list[dict[str, str]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.deaf = False
        self.hangs_up_after_accepting = False
        self._sockets: dict[WebSocket, dict[str, str]] = {}
        self._server: uvicorn.Server | None = None
        self._news = asyncio.Condition()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def shop(self) -> str:
        """A customer's site: another origin, with a policy that allows the desk and nothing else."""
        return f"http://localhost:{self.port}/shop"

    async def start(self) -> None:
        routes = [*Rest(self).routes(), WebSocketRoute("/socket/websocket", self._socket)]
        app = Starlette(
            routes=routes,
            middleware=[Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"])],
        )
        config = uvicorn.Config(
            app, host="127.0.0.1", port=self.port, log_level="error", ws="websockets-sansio", lifespan="off"
        )
        config.load()
        self._server = uvicorn.Server(config)
        self._server.lifespan = config.lifespan_class(config)
        await self._server.startup()
        self.port = self._server.servers[0].sockets[0].getsockname()[1]

    async def stop(self) -> None:
        assert self._server
        await self.hang_up()
        for listener in self._server.servers:
            listener.close()
        for connection in list(self._server.server_state.connections):
            connection.transport.abort()

    async def hang_up(self) -> None:
        for socket in list(self._sockets):
            with suppress(RuntimeError, WebSocketDisconnect):
                await socket.close(1012)

    # What people of the desk do.

    async def agent_says(self, conversation: str, body: str, **changes: Any) -> dict[str, Any]:
        message = self._store(conversation, {"body": body, "user_id": 7, "user": SAM, "customer_id": None, **changes})
        await self.broadcast(f"conversation:{conversation}", "shout", message)
        return message

    async def bot_says(self, conversation: str, body: str) -> dict[str, Any]:
        return await self.agent_says(conversation, body, type="bot", user_id=None, user=None)

    async def comes_online(self, user: int) -> None:
        entry = {"metas": [{"phx_ref": uuid.uuid4().hex, "online_at": "1700000000", "user_id": user}]}
        self.agents[f"user:{user}"] = entry
        await self.broadcast(f"room:{ACCOUNT}", "presence_diff", {"joins": {f"user:{user}": entry}, "leaves": {}})

    async def goes_offline(self, user: int) -> None:
        entry = self.agents.pop(f"user:{user}")
        await self.broadcast(f"room:{ACCOUNT}", "presence_diff", {"joins": {}, "leaves": {f"user:{user}": entry}})

    async def starts_conversation(self, customer: str, body: str) -> str:
        conversation = self.open(customer)
        self._store(conversation, {"body": body, "user_id": 7, "user": SAM, "customer_id": None})
        await self.broadcast(f"conversation:lobby:{customer}", "conversation:created", {"id": conversation})
        return conversation

    async def crash(self, topic: str) -> None:
        for socket, joined in list(self._sockets.items()):
            if join_ref := joined.pop(topic, None):
                await self._send(socket, [join_ref, join_ref, topic, "phx_error", {}])

    async def broadcast(self, topic: str, event: str, payload: dict[str, Any]) -> None:
        for socket, joined in list(self._sockets.items()):
            if topic in joined:
                await self._send(socket, [None, None, topic, event, payload])

    # What tests ask.

    async def until(self, happened: Callable[[], object]) -> None:
        """Let the desk work until something is so."""
        async with asyncio.timeout(40), self._news:
            await self._news.wait_for(happened)

    async def stir(self) -> None:
        async with self._news:
            self._news.notify_all()

    def joins(self, topic: str, *, live: bool = False) -> bool:
        """Whether somebody asked to join a topic of this beginning, or is in it now."""
        if live:
            return any(name.startswith(topic) for joined in self._sockets.values() for name in joined)
        return any(name.startswith(topic) for name, event, _ in self.pushes if event == "phx_join")

    def joined(self, topic: str) -> int:
        """How many are in it now."""
        return sum(topic in joined for joined in self._sockets.values())

    def only_conversation(self) -> str:
        (conversation,) = self.conversations
        return conversation

    def bodies(self) -> list[str]:
        return [message["body"] for talk in self.conversations.values() for message in talk["messages"]]

    def told(self, event: str) -> list[dict[str, Any]]:
        return [payload for _, name, payload in self.pushes if name == event]

    # Channels.

    async def _socket(self, socket: WebSocket) -> None:
        await socket.accept()
        self._sockets[socket] = {}
        try:
            async for text in socket.iter_text():
                await self._frame(socket, *json.loads(text))
        finally:
            self._sockets.pop(socket, None)

    async def _send(self, socket: WebSocket, frame: list[Any]) -> None:
        with suppress(RuntimeError, WebSocketDisconnect):
            await socket.send_text(json.dumps(frame))

    async def _frame(
        self, socket: WebSocket, join_ref: str | None, ref: str, topic: str, event: str, payload: dict[str, Any]
    ) -> None:
        async def reply(response: dict[str, Any], status: str = "ok") -> None:
            await self._send(socket, [join_ref, ref, topic, "phx_reply", {"status": status, "response": response}])

        if self.deaf:
            return
        self.pushes.append((topic, event, payload))
        joined = self._sockets[socket]
        if event == "heartbeat":
            await reply({})
        elif event == "phx_join":
            await self._join(socket, join_ref or "", topic, reply)
        elif event == "phx_leave":
            joined.pop(topic, None)
            await reply({})
        elif topic not in joined:
            await reply({"reason": "unmatched topic", "code": "unmatched_topic"}, "error")
        elif event == "shout":
            await self._shout(topic, payload, reply)
        await self.stir()

    async def _join(self, socket: WebSocket, join_ref: str, topic: str, reply: Any) -> None:
        kind, _, rest = topic.partition(":")
        if kind == "conversation" and not rest.startswith("lobby") and rest not in self.conversations:
            await reply({"reason": "unauthorized", "code": "not_found"}, "error")
            return
        self._sockets[socket][topic] = join_ref
        await reply({})
        if kind == "room":
            await self._send(socket, [join_ref, None, topic, "presence_state", self.agents])

    async def _shout(self, topic: str, payload: dict[str, Any], reply: Any) -> None:
        await self.gate.wait()
        if self.refusals:
            await reply(self.refusals.pop(0), "error")
            return
        conversation = topic.partition(":")[2]
        if conversation not in self.conversations:
            await reply({"reason": "This conversation does not exist any more.", "code": "not_found"}, "error")
            return
        talk = self.conversations[conversation]
        known = [message for message in talk["messages"] if message["client_id"] == payload["client_id"]]
        attached = {"attachments": [self.files[kept][0] for kept in payload.get("file_ids", ())]}
        message = known[0] if known else self._store(conversation, payload | attached)
        if not known:
            talk["status"] = "open"
            self.accepted[payload["client_id"]] += 1
            if self.hangs_up_after_accepting:
                await self.hang_up()
            await self.broadcast(topic, "shout", message)
        await reply({"id": message["id"], "client_id": payload["client_id"]})

    def open(self, customer: str) -> str:
        conversation = str(uuid.uuid4())
        self.conversations[conversation] = {
            "id": conversation,
            "object": "conversation",
            "status": "open",
            "customer_id": customer,
            "messages": [],
        }
        return conversation

    def _store(self, conversation: str, fields: dict[str, Any]) -> dict[str, Any]:
        message = {
            "id": str(uuid.uuid4()),
            "object": "message",
            "type": "reply",
            "private": False,
            "created_at": _now(),
            "seen_at": None,
            "conversation_id": conversation,
            "account_id": ACCOUNT,
            "user_id": None,
            "user": None,
            "attachments": [],
            "client_id": None,
            **fields,
        }
        self.conversations[conversation]["messages"].append(message)
        return message
