"""Who asks without signing in: of which origin the page is, and what it shows for its customer."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request

from cairnloop.daemon.http.auth import House
from cairnloop.daemon.origins import foreign_origin
from cairnloop.daemon.services import Services
from cairnloop.desk.inbox.entrances import account_of, require_page
from cairnloop.people.proof.vouching import Claim
from cairnloop.wire.access import TOKEN_LENGTH, Shown
from cairnloop.wire.text import absent

HEADER = "x-cairnloop-identity"
# What lands in the primary inbox unless it says otherwise; other calls are about customers, whom all inboxes share.
TO_PRIMARY = frozenset({"/api/widget_settings", "/api/widget_settings/metadata", "/api/conversations"})
# Where bodies name the account and the inbox.
PARTS = ("customer", "conversation", "browser_session")


async def known_page(request: Request, s: House) -> None:
    """A dependency: the page may come in by the inbox it names. Raises WrongOrigin."""
    origin = foreign_origin(request.headers, s.settings.server.public_url)
    if origin is None:
        return
    primary = getattr(request.scope.get("route"), "path", "") in TO_PRIMARY
    named = [ids async for ids in _named(request, s)]
    async with s.db.read() as tx:
        for account_id, inbox_id in dict.fromkeys(named):
            await require_page(tx, origin, account_id, inbox_id, primary=primary)


async def _named(request: Request, s: Services) -> Any:
    """Every account that the request names, with the inbox beside it, if any."""
    for said in [request.query_params, *await _parts(request)]:
        account_id = _id(said.get("account_id"))
        if account_id is not None:
            yield account_id, _id(said.get("inbox_id"))
    customer_id = _id(request.path_params.get("customer_id"))
    if customer_id is not None:
        async with s.db.read() as tx:
            account_id = await account_of(tx, customer_id)
        if account_id is not None:
            yield account_id, None


async def _parts(request: Request) -> list[Mapping[str, Any]]:
    if request.method == "GET":
        return []
    try:
        body = await request.json()
    except ValueError:
        return []  # whoever reads it will say so
    return list(_objects(body))


def _objects(body: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(body, dict):
        yield body
        yield from (body[name] for name in PARTS if isinstance(body.get(name), dict))


def _id(value: Any) -> UUID | None:
    if isinstance(value, UUID):
        return value
    try:
        return UUID(value)
    except (ValueError, TypeError, AttributeError):
        return None  # whoever needs it will say so


def claim_of(request: Request, s: House) -> Claim:
    """A dependency: what the page shows in the header, or in the address."""
    asked = request.query_params
    digest = asked.get("identity_hash") or asked.get("user_hash")
    return _claim(s, request.headers.get(HEADER) or asked.get("identity"), digest)


def with_shown(claim: Claim, shown: Shown) -> Claim:
    """The same with what stands in the body, unless the header said something."""
    digest = claim.digest or shown.identity_hash or shown.user_hash
    return Claim(claim.sealer, claim.token or shown.identity, digest)


def claim_in(s: Services, params: Mapping[str, Any]) -> Claim:
    """What a page shows when it joins a topic. What is no text shows nothing that could be right."""
    said = {name: params.get(name) for name in ("identity", "identity_hash", "user_hash")}
    given = {name: value if value is None or isinstance(value, str) else "?" for name, value in said.items()}
    return _claim(s, given["identity"], given["identity_hash"] or given["user_hash"])


def _claim(s: Services, token: str | None, digest: str | None) -> Claim:
    cut = None if absent(token) else (token or "")[: TOKEN_LENGTH + 1]
    return Claim(s.sealer, cut, None if absent(digest) else digest)


Claimed = Annotated[Claim, Depends(claim_of)]
