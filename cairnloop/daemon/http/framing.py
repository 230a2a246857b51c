"""Which pages may hold the chat page in a frame: those from which its inbox lets customers come."""

from uuid import UUID

from starlette.requests import Request

from cairnloop.daemon.services import services
from cairnloop.desk.inbox.entrances import origins_of

ANYBODY, NOBODY = "*", "'none'"
# The names under which published widgets give them in the address.
ACCOUNT = ("account_id", "accountId", "token")
INBOX = ("inbox_id", "inboxId", "inbox")


async def frame_ancestors(request: Request) -> str:
    """For the content policy of the chat page: everybody, or ourselves and the origins that are listed."""
    accounts, inboxes = _named(request, ACCOUNT), _named(request, INBOX)
    if not accounts:
        return ANYBODY  # whoever holds it: such a page reaches nobody
    if len(accounts) > 1 or len(inboxes) > 1:
        return NOBODY  # the page would choose between them, and might not choose as we do
    async with services(request).db.read() as tx:
        lists = await origins_of(tx, accounts.pop(), inboxes.pop() if inboxes else None, primary=True)
    if not lists or not all(lists):
        return ANYBODY
    return " ".join(["'self'", *dict.fromkeys(one for listed in lists for one in listed)])


def _named(request: Request, names: tuple[str, ...]) -> set[UUID]:
    """All that the address gives under these names. What is no id is none to the page's calls either."""
    found = set()
    for value in (value for name in names for value in request.query_params.getlist(name)):
        try:
            found.add(UUID(value))
        except ValueError:
            continue
    return found
