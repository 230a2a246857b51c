"""Who is at work, asked of the sockets: the notion of being here that handing out conversations goes by."""

from collections.abc import Callable
from uuid import UUID

from cairnloop.desk import topics

USER = "user:"


class Here:
    """The operators who are present in an account, on this daemon and on the others; nobody before there are sockets.

    `look` is who is present in a topic, as the keys they were tracked under.
    """

    def __init__(self) -> None:
        self.look: Callable[[str], set[str]] = lambda topic: set()

    def __call__(self, account_id: UUID) -> set[int]:
        keys = self.look(topics.operators(account_id))
        return {int(key.removeprefix(USER)) for key in keys if key.startswith(USER)}
