"""Which pages may hold the chat page in a frame: those from which its inbox lets customers come."""

from collections.abc import Mapping
from uuid import UUID

from starlette.requests import Request

from cairnloop.daemon.services import services
from cairnloop.desk.entrances import origins_of

ANYBODY = "*"
# The names under which published widgets give them in the address.
ACCOUNT = ("account_id", "accountId", "token")
INBOX = ("inbox_id", "inboxId", "inbox")


async def frame_ancestors(request: Request) -> str:
    """For the content policy of the chat page: everybody, or ourselves and the origins that are listed."""
    account_id = _first(request.query_params, ACCOUNT)
    if account_id is None:
        return ANYBODY
    async with services(request).db.read() as tx:
        lists = await origins_of(tx, account_id, _first(request.query_params, INBOX), primary=True)
    if not lists or not all(lists):
        return ANYBODY
    return " ".join(["'self'", *dict.fromkeys(one for listed in lists for one in listed)])


def _first(asked: Mapping[str, str], names: tuple[str, ...]) -> UUID | None:
    for name in names:
        try:
            return UUID(asked[name])
        except (KeyError, ValueError):
            continue
    return None
