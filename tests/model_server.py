"""A scripted OpenAI-compatible server on loopback: what a model may do, good and bad, over a real socket."""

import asyncio
import json
import threading
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

MODEL = "scripted-1"


@dataclass(frozen=True)
class Says:
    """Answers with this text; streamed word by word when the client asks for a stream."""

    text: str
    finish: str = "stop"
    usage: bool = True


@dataclass(frozen=True)
class Silent:
    """Sends nothing, or only `first` of a stream, until the client gives up."""

    first: str = ""


@dataclass(frozen=True)
class Refuses:
    """Answers with a status, optional headers and an OpenAI-shaped error."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    message: str = "refused"
    code: str | None = None
    param: str | None = None


@dataclass(frozen=True)
class HangsUp:
    """Breaks the connection off: in the middle of a stream, or of the body that was announced."""

    after: str = "The first words and"


@dataclass(frozen=True)
class Raw:
    """Sends exactly these bytes with status 200: malformed JSON, a web page, half an event."""

    body: bytes
    content_type: str = "application/json"


@dataclass(frozen=True)
class Slow:
    """Takes its time, and then does as told."""

    seconds: float
    then: "Says | Refuses | Raw"


Behaviour = Says | Silent | Refuses | HangsUp | Raw | Slow

EMPTY = Says("")
MALFORMED = Raw(b'{"choices": [{"message"')
MALFORMED_STREAM = Raw(b'data: {"choices": [{"del\n\n', "text/event-stream")
WEB_PAGE = Raw(b"<html>It works!</html>", "text/html")


@dataclass
class ModelServer:
    """Behaves as scripted, one behaviour a request, and remembers what it was asked; `otherwise` when none is left."""

    base_url: str = ""
    script: deque[Behaviour] = field(default_factory=deque)
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    otherwise: Behaviour = Says("You can do that under Settings [1].")

    def will(self, *behaviours: Behaviour) -> None:
        self.script.extend(behaviours)

    def forget(self) -> None:
        self.script.clear()
        self.requests.clear()
        self.headers.clear()

    async def answer(self, request: Request) -> Response:
        asked = await request.json()
        self.requests.append(asked)
        self.headers.append(dict(request.headers))
        behaviour = self.script.popleft() if self.script else self.otherwise
        streamed = bool(asked.get("stream"))
        if isinstance(behaviour, Slow):
            await asyncio.sleep(behaviour.seconds)
            behaviour = behaviour.then
        match behaviour:
            case Says():
                return _streamed(behaviour, asked) if streamed else JSONResponse(_whole(behaviour))
            case Silent(first):
                return _Silence(first)
            case Refuses(status, headers, message, code, param):
                error = {"message": message, "type": "error", "param": param, "code": code}
                return JSONResponse({"error": error}, status, headers)
            case HangsUp(after):
                return StreamingResponse(
                    _broken(after), media_type="text/event-stream" if streamed else "application/json"
                )
            case Raw(body, content_type):
                return Response(body, media_type=content_type)


def _whole(said: Says) -> dict[str, Any]:
    message = {"role": "assistant", "content": said.text}
    whole = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": MODEL,
        "choices": [{"index": 0, "message": message, "finish_reason": said.finish}],
    }
    return whole | {"usage": _usage(said)} if said.usage else whole


def _usage(said: Says) -> dict[str, int]:
    words = len(said.text.split())
    return {"prompt_tokens": 100, "completion_tokens": words, "total_tokens": 100 + words}


def _streamed(said: Says, asked: dict[str, Any]) -> Response:
    async def events() -> AsyncIterator[str]:
        for word in said.text.split(" ") if said.text else []:
            yield _event(delta={"content": f"{word} "})
        yield _event(delta={}, finish=said.finish)
        if said.usage and (asked.get("stream_options") or {}).get("include_usage"):
            yield _event(usage=_usage(said))
        yield "data: [DONE]\n\n"

    return StreamingResponse(events(), media_type="text/event-stream")


def _event(
    *, delta: dict[str, Any] | None = None, finish: str | None = None, usage: dict[str, int] | None = None
) -> str:
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    chunk = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": MODEL, "choices": choices}
    return f"data: {json.dumps(chunk | ({'usage': usage} if usage else {}))}\n\n"


class _Silence(Response):
    """Begins a stream and then waits for the client to leave."""

    def __init__(self, first: str) -> None:
        super().__init__(_event(delta={"content": first}) if first else ": wait\n\n", media_type="text/event-stream")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(name, value) for name, value in self.raw_headers if name != b"content-length"]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": True})
        while (await receive())["type"] != "http.disconnect":
            pass


async def _broken(after: str) -> AsyncIterator[str]:
    yield _event(delta={"content": after})
    raise ConnectionResetError("as scripted")


@contextmanager
def model_server() -> Iterator[ModelServer]:
    """The server on a free port of 127.0.0.1 in a thread of its own, so that any event loop may talk to it."""
    scripted = ModelServer()
    app = Starlette(routes=[Route("/v1/chat/completions", scripted.answer, methods=["POST"])])
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", lifespan="off", loop="asyncio")
    server = _Announcing(config)
    thread = threading.Thread(target=server.run, name="model-server", daemon=True)
    thread.start()
    assert server.ready.wait(10), "the model server did not start"
    port = server.servers[0].sockets[0].getsockname()[1]
    scripted.base_url = f"http://127.0.0.1:{port}/v1"
    try:
        yield scripted
    finally:
        server.should_exit = server.force_exit = True
        thread.join(10)


class _Announcing(uvicorn.Server):
    """Says when it listens, so that nobody has to poll."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.ready.set()
