"""The model first, the articles themselves when it fails, and the draft says which it was."""

from dataclasses import dataclass, field, replace

from cairnloop.drafting.engines import Engine, OnDelta
from cairnloop.drafting.engines.extractive import ExtractiveEngine
from cairnloop.drafting.request import Composition, DraftKind, DraftRequest
from cairnloop.errors import Unavailable


@dataclass(frozen=True, slots=True)
class FallbackEngine:
    """Asks `model` for replies that have articles to rest on; everything else, and every failure, goes to `plain`.

    Questions back and hand-overs are deterministic on purpose: they must say nothing that is not known to be true, and
    a sentence the house chose does that better, at once and for nothing.
    """

    model: Engine
    plain: Engine = field(default_factory=ExtractiveEngine)

    @property
    def name(self) -> str:
        return self.model.name

    async def compose(self, request: DraftRequest, on_delta: OnDelta | None = None) -> Composition:
        if request.kind is not DraftKind.REPLY or not request.articles:
            return await self.plain.compose(request, on_delta)
        try:
            return await self.model.compose(request, on_delta)
        except Unavailable as error:
            composition = await self.plain.compose(request, on_delta)
            return replace(
                composition,
                engine=f"{composition.engine} (model unavailable: {error.detail})",
                notes=(f"The model gave no draft ({error.detail}); this one quotes the articles.", *composition.notes),
            )
