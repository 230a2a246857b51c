"""A draft written by a model behind any OpenAI-compatible endpoint."""

import asyncio
import importlib
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from cairnloop.drafting.engines import NotThisOne, OnDelta
from cairnloop.drafting.engines.answers import Answer, Failure, composition_of, part
from cairnloop.drafting.engines.extractive import ExtractiveEngine
from cairnloop.drafting.engines.settings import ModelSettings
from cairnloop.drafting.prompts import Message, reply_messages
from cairnloop.drafting.request import Composition, DraftKind, DraftRequest
from cairnloop.errors import Unavailable

if TYPE_CHECKING:
    from openai import APIStatusError, AsyncOpenAI

PATIENCE = 20.0  # seconds; a service that wants a longer pause is given up for this draft, a customer is waiting
BACKOFF, LONGEST_BACKOFF = 1.0, 8.0
# Settings that some models and servers do not take. A first refusal is remembered, and the setting left out.
OPTIONAL = ("max_tokens", "temperature", "stream_options")


class OpenAIEngine:
    """Asks the model for replies. Questions back and hand-overs stay with the house's own sentences."""

    def __init__(
        self,
        settings: ModelSettings,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.perf_counter,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.settings = settings
        self.name = "openai"
        self._sleep, self._clock, self._wall = sleep, clock, wall
        self._client: AsyncOpenAI | None = None
        self._without: set[str] = set()

    async def compose(self, request: DraftRequest, on_delta: OnDelta | None = None) -> Composition:
        if request.kind is not DraftKind.REPLY or not request.articles:
            return await ExtractiveEngine(clock=self._clock).compose(request, on_delta)
        began, tries = self._clock(), 0
        messages = reply_messages(request)
        while True:
            said = await self._ask(messages, on_delta)
            finished = composition_of(said, request, self.name) if isinstance(said, Answer) else said
            if isinstance(finished, Composition):
                return replace(finished, latency_ms=round((self._clock() - began) * 1000))
            if on_delta:
                on_delta("")
            if finished.without:
                self._without.add(finished.without)
                continue
            if not finished.again or tries == self.settings.max_retries:
                raise NotThisOne(finished.said) if finished.alive else Unavailable(finished.said)
            pause = min(BACKOFF * 2**tries, LONGEST_BACKOFF) if finished.after is None else finished.after
            if pause > PATIENCE:
                raise Unavailable(f"{finished.said}, try again in {pause:.0f} s")
            await self._sleep(pause)
            tries += 1

    async def aclose(self) -> None:
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def _connected(self) -> "AsyncOpenAI":
        if self._client is None:
            # The import takes most of a second; elsewhere it would hold up every socket of the daemon.
            await asyncio.to_thread(importlib.import_module, "openai")
            from openai import AsyncOpenAI

            # Another draft may have come here meanwhile; its client does as well.
            self._client = self._client or AsyncOpenAI(
                base_url=self.settings.base_url,
                api_key=self.settings.api_key or "none",
                timeout=self.settings.timeout_seconds,
                max_retries=0,
            )
        return self._client

    async def _ask(self, messages: list[Message], on_delta: OnDelta | None) -> Answer | Failure:
        client = await self._connected()
        from openai import APIConnectionError, APIError, APIStatusError, APITimeoutError, OpenAIError

        seconds = self.settings.timeout_seconds
        try:
            async with asyncio.timeout(seconds):
                if on_delta:
                    return await self._streamed(client, messages, on_delta)
                return await self._whole(client, messages)
        except (TimeoutError, APITimeoutError):
            return Failure(f"timeout after {seconds:g} s", again=True, after=0.0)
        except APIStatusError as error:
            return self._refused(error)
        except APIConnectionError:
            return Failure("the connection failed or broke off", again=True)
        except APIError:
            return Failure("the service reported an error within its answer", again=True)
        except OpenAIError as error:
            return Failure(f"the client refused to ask ({type(error).__name__})")
        except ValueError:
            return Failure("a malformed answer", again=True)

    async def _whole(self, client: "AsyncOpenAI", messages: list[Message]) -> Answer | Failure:
        said: object = await client.chat.completions.create(**self._asking(messages))
        if part(said, "choices", 0, "message") is None:
            return Failure("a malformed answer", again=True)
        choice = part(said, "choices", 0)
        return self._answer(part(choice, "message", "content"), part(choice, "finish_reason"), said)

    async def _streamed(self, client: "AsyncOpenAI", messages: list[Message], on_delta: OnDelta) -> Answer | Failure:
        asking = self._asking(messages) | {"stream": True}
        if "stream_options" not in self._without:
            asking["stream_options"] = {"include_usage": True}
        pieces: list[str] = []
        finish: object = None
        # Usage comes in a last chunk of its own, so both are looked for in every one.
        told: dict[str, object] = {}
        async with await client.chat.completions.create(**asking) as stream:
            chunk: object
            async for chunk in stream:
                choices, usage = part(chunk, "choices"), part(chunk, "usage")
                if not isinstance(choices, list):
                    return Failure("a malformed answer", again=True)
                told |= {"model": part(chunk, "model")} | ({"usage": usage} if usage else {})
                piece = part(choices, 0, "delta", "content")
                if isinstance(piece, str) and piece:
                    pieces.append(piece)
                    on_delta(piece)
                finish = part(choices, 0, "finish_reason") or finish
        if finish is None:
            return Failure("the answer broke off" if pieces else "an empty answer", again=True)
        return self._answer("".join(pieces), finish, told)

    def _asking(self, messages: list[Message]) -> dict[str, Any]:
        settings = self.settings
        asking: dict[str, Any] = {"model": settings.model, "messages": messages}
        asking["max_completion_tokens" if "max_tokens" in self._without else "max_tokens"] = settings.max_tokens
        if "temperature" not in self._without:
            asking["temperature"] = settings.temperature
        return asking

    def _answer(self, text: object, finish: object, told: object) -> Answer | Failure:
        if finish == "content_filter":
            return Failure("the service filtered the answer out", alive=True)
        if not isinstance(text, str) or not text.strip():
            return Failure("an empty answer", again=True)
        model, asked, written = (
            part(told, *path) for path in (["model"], ["usage", "prompt_tokens"], ["usage", "completion_tokens"])
        )
        return Answer(
            text=text,
            model=model if isinstance(model, str) and model else self.settings.model,
            cut_off=finish == "length",
            prompt_tokens=asked if isinstance(asked, int) else None,
            completion_tokens=written if isinstance(written, int) else None,
        )

    def _refused(self, error: "APIStatusError") -> Failure:
        """A refusal in our own words: the service's may repeat the key or the prompt."""
        status, code = error.status_code, error.code or ""
        said = f"the service answered {status}" + (f" ({code})" if re.fullmatch(r"[a-z][a-z_]{2,40}", code) else "")
        if status in (400, 422):
            named = next((name for name in OPTIONAL if name not in self._without and _names(error, name)), None)
            return Failure(said, without=named)
        if status in (401, 403):
            return Failure(f"{said}: the key is not accepted")
        again = status in (408, 409, 429) or status >= 500
        return Failure(said, again=again and code != "insufficient_quota", after=self._pause(error.response.headers))

    def _pause(self, headers: Mapping[str, str]) -> float | None:
        """Seconds from Retry-After (RFC 9110, 10.2.3) or retry-after-ms; None when the service names none."""
        for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
            said = headers.get(name, "")
            if re.fullmatch(r"\d{1,9}(?:\.\d+)?", said.strip()):
                return float(said) * unit
        try:
            return max(0.0, parsedate_to_datetime(headers.get("retry-after", "")).timestamp() - self._wall())
        except ValueError:
            return None


def _names(error: "APIStatusError", setting: str) -> bool:
    return error.param == setting or re.search(rf"\b{setting}\b", error.message) is not None
