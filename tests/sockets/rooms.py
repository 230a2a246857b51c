"""Topics for the tests: an echo, a chat with presence, and who the tests are."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from starlette.datastructures import Headers

from cairnloop.daemon.sockets.channel import Channel, Route, UnknownEvent
from cairnloop.daemon.sockets.endpoint import SocketEndpoint
from cairnloop.daemon.sockets.limits import Limits
from cairnloop.daemon.sockets.presence import Roster
from cairnloop.errors import Forbidden, Invalid, Unauthenticated
from cairnloop.kernel.hub import Announcement, Hub
from cairnloop.kernel.presence import Tracker


@dataclass(frozen=True)
class Guest:
    name: str
    account_id: UUID | None = None


async def authenticate(params: Mapping[str, str], headers: Headers) -> Guest:
    """Knows everybody whose token is not `bad`."""
    token = params.get("token")
    if token == "bad":
        raise Unauthenticated
    return Guest(token or "anonymous")


@dataclass
class Echo:
    """Answers, refuses, crashes or takes its time, as the client asks."""

    hub: Hub
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    story: list[str] = field(default_factory=list)

    def gate(self, name: str) -> asyncio.Event:
        return self.gates.setdefault(name, asyncio.Event())

    async def join(self, channel: Channel[Guest], params: dict[str, Any]) -> dict[str, Any]:
        self.story.append(f"join {channel.join_ref}")
        channel.assigns["params"] = params
        if "wait" in params:
            await self.gate(params["wait"]).wait()
        if params.get("refuse"):
            raise Forbidden("unauthorized")
        if params.get("crash"):
            raise RuntimeError("told to crash")
        if params.get("unwritable"):
            return {"set": {1, 2}}
        if params.get("push"):
            channel.push("welcome", {"name": channel.socket.name})
        return {"you": channel.socket.name}

    async def handle(self, channel: Channel[Guest], event: str, payload: dict[str, Any]) -> dict[str, Any] | None:
        match event:
            case "echo":
                return {"echo": payload, "joined_with": channel.assigns["params"]}
            case "shout":
                self.hub.publish([Announcement(channel.topic, "shout", payload)])
                return None
            case "wait":
                await self.gate(payload["gate"]).wait()
                self.story.append(f"done {payload['gate']}")
                return {}
            case "invalid":
                raise Invalid.field("body", "is empty")
            case "crash":
                raise RuntimeError("told to crash")
            case "unwritable":
                return {"set": {1, 2}}
        raise UnknownEvent(event)

    async def left(self, channel: Channel[Guest]) -> None:
        self.story.append(f"left {channel.join_ref}")
        if channel.assigns["params"].get("crash_on_left"):
            raise RuntimeError("told to crash")


class Chat:
    """Shows everybody who is here; `away` changes what is shown."""

    async def join(self, channel: Channel[Guest], params: dict[str, Any]) -> dict[str, Any]:
        channel.track(channel.topic, f"user:{channel.socket.name}", {"online_at": "1700000000"})
        if also := params.get("also"):
            channel.track(also, f"user:{channel.socket.name}", {})
        if params.get("refuse"):
            raise Forbidden("unauthorized")
        return {}

    async def handle(self, channel: Channel[Guest], event: str, payload: dict[str, Any]) -> dict[str, Any] | None:
        if event == "crash":
            raise RuntimeError("told to crash")
        channel.track(channel.topic, f"user:{channel.socket.name}", {"online_at": "1700000000", "away": True})
        return {}

    async def left(self, channel: Channel[Guest]) -> None:
        pass


@dataclass
class House:
    """An endpoint with its rooms, as the daemon would put it together."""

    limits: Limits = field(default_factory=lambda: Limits(grace=5))
    hub: Hub = field(default_factory=Hub)

    def __post_init__(self) -> None:
        self.echo = Echo(self.hub)
        self.roster = Roster(self.hub, Tracker("n1"))
        routes = [Route("echo:*", self.echo), Route("lobby", self.echo), Route("chat:*", Chat(), presence=True)]
        self.endpoint = SocketEndpoint(authenticate, routes, self.hub, self.roster, self.limits)

    def publish(self, topic: str, event: str, **payload: Any) -> None:
        self.hub.publish([Announcement(topic, event, payload)])
