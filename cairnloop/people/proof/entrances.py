"""What an inbox asks of those who come in by it: from which pages, and whether external ids must be proved."""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select

from cairnloop.errors import Invalid, WrongOrigin
from cairnloop.kernel.database import Tx
from cairnloop.people.access.tables import Entrance

# A host as browsers write it in Origin: letters of names that are not ASCII are encoded already.
HOST = re.compile(
    r"(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?|\[[0-9a-f:.]+\]"
)
SCHEMES = {"http": 80, "https": 443}


def check_origin(written: str) -> str:
    """An origin in its normal form: `https://shop.example`, `https://*.example.com`. Raises Invalid.

    Without a scheme, https is meant.
    """
    text = written.strip().lower().removesuffix("/")
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port = parts.netloc.partition("@")[2] or parts.netloc, parts.port
    except ValueError:
        raise _no_origin(written) from None
    name = re.sub(r":\d+$", "", host)
    fine = parts.scheme in SCHEMES and HOST.fullmatch(name) and "@" not in parts.netloc
    if not fine or parts.path or parts.query or parts.fragment or port == 0:
        raise _no_origin(written)
    if name.startswith("*.") and "." not in name[2:]:
        raise Invalid.field("allowed_origins", f"{written[:100]!r} would allow a whole top-level domain")
    return f"{parts.scheme}://{name}" + ("" if port in (None, SCHEMES[parts.scheme]) else f":{port}")


def _no_origin(written: str) -> Invalid:
    said = f"{written[:100]!r} is no origin; write it like https://shop.example or https://*.example.com"
    return Invalid.field("allowed_origins", said)


def is_allowed(origin: str, allowed: Iterable[str]) -> bool:
    """Whether a page of this origin may come in. `*.` stands for one label or more, never for none."""
    scheme, _, host = origin.lower().partition("://")
    for one in allowed:
        its_scheme, _, its_host = one.partition("://")
        if scheme == its_scheme and (host == its_host or (its_host.startswith("*.") and _below(host, its_host[1:]))):
            return True
    return False


def _below(host: str, suffix: str) -> bool:
    return host.endswith(suffix) and len(host) > len(suffix)


def require_allowed(origin: str | None, lists: Sequence[Sequence[str]]) -> None:
    """Raises WrongOrigin unless one of these inboxes lets the page in: one without a list lets in all.

    Without an origin it is no page that asks, but a program: it could write there what it likes.
    """
    if origin is None or not lists or any(not allowed or is_allowed(origin, allowed) for allowed in lists):
        return
    raise WrongOrigin(f"Pages at {origin[:200]} may not call here; an admin lists the allowed origins of an inbox.")


async def get_entrance(tx: Tx, account_id: UUID, inbox_id: UUID) -> Entrance | None:
    """None for an inbox that asks nothing."""
    query = select(Entrance).where(Entrance.account_id == account_id, Entrance.inbox_id == inbox_id)
    return (await tx.session.execute(query)).scalar_one_or_none()


async def enforces(tx: Tx, account_id: UUID) -> bool:
    """Whether external ids must be proved in this account: customers belong to all of its inboxes, so one is enough."""
    query = select(Entrance.inbox_id).where(Entrance.account_id == account_id, Entrance.enforce_identity)
    return (await tx.session.execute(query.limit(1))).first() is not None
