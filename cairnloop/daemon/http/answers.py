"""How we answer: the `data` envelope, and errors in the shape published clients know, with a reason beside it."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from cairnloop.errors import CairnloopError, Invalid, Overtaken, TooMany
from cairnloop.wire.problems import said

PHRASES = {400: "Bad Request", 404: "Not Found", 422: "Unprocessable Entity"}


def answer(data: Any, status: int = 200, *, headers: Mapping[str, str] | None = None, **beside: Any) -> Response:
    """`{"data": ...}` with whatever else stands beside it."""
    return json({"data": data, **beside}, status, headers)


def json(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(orjson.dumps(body), status, headers, media_type="application/json")


def refuse(error: CairnloopError) -> Response:
    """An error as clients expect it: `error` with status, reason and message; `errors` by field where there are any."""
    told: dict[str, Any] = {
        "status": error.status,
        "code": error.status,
        "reason": error.reason,
        "message": PHRASES.get(error.status, error.detail) if isinstance(error, Invalid) else error.detail,
    }
    body: dict[str, Any] = {"error": told}
    headers = {}
    if isinstance(error, Invalid):
        told["message"], told["errors"] = error.detail, error.errors
    if isinstance(error, Overtaken):
        told["newer"] = error.newer
    if error.status in (400, 404):
        body["errors"] = {"detail": PHRASES[error.status]}
    if isinstance(error, TooMany):
        headers["retry-after"] = error.whole_seconds
    return json(body, error.status, headers)


def field_errors(problems: Sequence[Mapping[str, Any]]) -> Invalid:
    """Validation problems as one error that names each field in the caller's own words."""
    errors: dict[str, list[str]] = {}
    for problem in problems:
        first, *rest = problem["loc"] or ("body",)
        path = rest if rest and first in ("body", "query", "path", "header") else [first, *rest]
        errors.setdefault(".".join(map(str, path)), []).append(said(problem))
    return Invalid(errors=errors)


async def on_cairnloop_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, CairnloopError)
    return refuse(error)
