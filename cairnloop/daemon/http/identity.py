"""Who vouches for customers, and what an inbox asks of those who come in by it."""

from uuid import UUID

from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import AccountManager, House, Reader
from cairnloop.daemon.http.bodies import Router
from cairnloop.desk.inbox import entrances
from cairnloop.people.access.shapes import entrance_out, identity_key_out
from cairnloop.people.proof import identity_keys
from cairnloop.wire.access import EntranceChange, EntranceOut, IdentityKeyOut, NewIdentityKeyOut

router = Router(prefix="/api", tags=["identity"])


@router.get("/identity_keys", response_model=None, responses={200: {"model": list[IdentityKeyOut]}})
async def list_identity_keys(s: House, by: AccountManager) -> Response:
    """The live keys, the oldest first. The keys themselves are never shown again."""
    async with s.db.read() as tx:
        return answer([identity_key_out(row) for row in await identity_keys.list_identity_keys(tx, by.account_id)])


@router.post("/identity_keys", status_code=201, response_model=None, responses={201: {"model": NewIdentityKeyOut}})
async def make_identity_key(s: House, by: AccountManager) -> Response:
    """Make a key with which your site signs who its customers are. `value` is shown this once; two may be live."""
    made = await identity_keys.make_identity_key(s.db, s.sealer, by)
    return answer({**identity_key_out(made.row), "value": made.secret}, 201)


@router.delete("/identity_keys/{identity_key_id}")
async def delete_identity_key(s: House, by: AccountManager, identity_key_id: UUID) -> Response:
    """What is signed with it proves nothing any more, at once."""
    await identity_keys.delete_identity_key(s.db, identity_key_id, by)
    return answer({})


@router.get("/inboxes/{inbox_id}/entrance", response_model=None, responses={200: {"model": EntranceOut}})
async def show_entrance(s: House, by: Reader, inbox_id: UUID) -> Response:
    """Whether external ids must be proved here, and from pages of which origins one may come; none listed is any."""
    async with s.db.read() as tx:
        return answer(entrance_out(inbox_id, await entrances.entrance_of(tx, by.account_id, inbox_id)))


@router.put("/inboxes/{inbox_id}/entrance", response_model=None, responses={200: {"model": EntranceOut}})
async def change_entrance(s: House, by: AccountManager, inbox_id: UUID, body: EntranceChange) -> Response:
    """Change what is given. An origin is a scheme and a host, whose first label may be a star."""
    changed = await entrances.change_entrance(
        s.db, inbox_id, by, enforce_identity=body.enforce_identity, allowed_origins=body.allowed_origins
    )
    return answer(entrance_out(inbox_id, changed))
