"""What a client asks for when it opens a socket: the framing, its parameters, and perhaps a token beside them."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import QueryParams

from cairnloop.errors import Unauthenticated
from cairnloop.wire.phoenix import Vsn

SUBPROTOCOL: Final = "phoenix"
TOKEN_PREFIX: Final = "base64url.bearer.phx."  # noqa: S105 - the name of a place for tokens, not one of them
ABSENT: Final = frozenset({"", "undefined", "null"})
"""What published clients send for a parameter they were not given."""


@dataclass(frozen=True, slots=True)
class Upgrade:
    vsn: Vsn
    params: Mapping[str, str]
    subprotocol: str | None


def read_upgrade(query: str, subprotocols: Sequence[str]) -> Upgrade:
    """Raises Malformed for a framing that is not spoken here, Unauthenticated for a token that cannot be read.

    A token that came as a subprotocol stands in `params["token"]`, like one that came in the address.
    """
    params = {name: value for name, value in QueryParams(query).items() if value not in ABSENT}
    vsn = Vsn.parse(params.pop("vsn", Vsn.V1))
    if SUBPROTOCOL not in subprotocols:
        return Upgrade(vsn, params, None)
    for offered in subprotocols:
        if offered.startswith(TOKEN_PREFIX):
            params["token"] = _token(offered.removeprefix(TOKEN_PREFIX))
    return Upgrade(vsn, params, SUBPROTOCOL)


def _token(encoded: str) -> str:
    # Clients leave out the padding, and some use the other alphabet of base64.
    text = encoded.translate(str.maketrans("-_", "+/"))
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True).decode()
    except ValueError as error:
        raise Unauthenticated("The token is not base64.") from error
