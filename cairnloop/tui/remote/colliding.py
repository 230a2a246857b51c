"""Answering over a colleague's newer answer: theirs is shown first, and only a yes sends one's own as well."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from cairnloop.client import Refused
from cairnloop.errors import CairnloopError
from cairnloop.tui.state.thread import Message, message_of
from cairnloop.wire.terminal import harmless

if TYPE_CHECKING:
    from cairnloop.wire.desk import MessageOut

Ask = Callable[[Message], Awaitable[bool]]
EXCERPT = 120


class WentBack(CairnloopError):
    """The operator has read the newer answer and keeps their own back."""

    def __init__(self, newer: Message) -> None:
        super().__init__()
        self.newer = newer


async def over(ask: Ask, send: Callable[[bool], Awaitable["MessageOut"]]) -> "MessageOut":
    """Send; where a colleague was faster, once more with force, if that is wanted. Raises WentBack if it is not."""
    try:
        return await send(False)
    except Refused as error:
        if error.reason != "overtaken" or error.newer is None:
            raise
        newer = message_of(error.newer)
    if not await ask(newer):
        raise WentBack(newer)
    return await send(True)


def told(error: Refused) -> str:
    """Why a decision that was on its way came back, with the first words of what was said meanwhile."""
    if error.newer is None:
        return error.detail
    newer = message_of(error.newer)
    words = harmless(" ".join(newer.body[: EXCERPT * 4].split()))
    short = words if len(words) <= EXCERPT else f"{words[: EXCERPT - 1]}…"
    return f"{newer.author} has answered since you looked: “{short}”. Deciding again sends yours as well."
