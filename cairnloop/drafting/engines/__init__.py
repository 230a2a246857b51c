"""The engines that compose a draft: extractive by default, any OpenAI-compatible model when configured."""

from collections.abc import Callable
from typing import Protocol

from cairnloop.drafting.request import Composition, DraftRequest
from cairnloop.errors import Unavailable

OnDelta = Callable[[str], None]


class NotThisOne(Unavailable):
    """The model answers, but there is nothing to be had from it for this draft."""


class Engine(Protocol):
    """Something that composes a draft.

    `on_delta` hears the text as it is written, for a person watching; an empty piece means "forget what came before,
    I start over". The pieces are raw: only the Composition has its links checked and its citations taken out. Raises
    Unavailable when there is no answer to be had: as NotThisOne when that says nothing about the next draft.
    """

    @property
    def name(self) -> str: ...

    async def compose(self, request: DraftRequest, on_delta: OnDelta | None = None) -> Composition: ...
