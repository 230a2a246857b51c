"""How we answer: the `data` envelope, and errors in the shape published clients know, with a reason beside it."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from cairnloop.errors import CairnloopError, Invalid, Overtaken, TooMany

PHRASES = {400: "Bad Request", 404: "Not Found", 422: "Unprocessable Entity"}


def answer(data: Any, status: int = 200, *, headers: Mapping[str, str] | None = None, **beside: Any) -> Response:
    """`{"data": ...}` with whatever else stands beside it."""
    return json({"data": data, **beside}, status, headers)


def json(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(orjson.dumps(body), status, headers, media_type="application/json")


def refuse(error: CairnloopError) -> Response:
    """An error as clients expect it: `error` with status, reason and message; `errors` by field where there are any."""
    said: dict[str, Any] = {
        "status": error.status,
        "code": error.status,
        "reason": error.reason,
        "message": PHRASES.get(error.status, error.detail) if isinstance(error, Invalid) else error.detail,
    }
    body: dict[str, Any] = {"error": said}
    headers = {}
    if isinstance(error, Invalid):
        said["message"], said["errors"] = error.detail, error.errors
    if isinstance(error, Overtaken):
        said["newer"] = error.newer
    if error.status in (400, 404):
        body["errors"] = {"detail": PHRASES[error.status]}
    if isinstance(error, TooMany):
        headers["retry-after"] = error.whole_seconds
    return json(body, error.status, headers)


def field_errors(problems: Sequence[Mapping[str, Any]]) -> Invalid:
    """Validation problems as one error that names each field in the caller's own words."""
    errors: dict[str, list[str]] = {}
    for problem in problems:
        path = [str(part) for part in problem["loc"] if part not in ("body", "query", "path", "header")]
        errors.setdefault(".".join(path) or "body", []).append(_said(problem))
    return Invalid(errors=errors)


def _said(problem: Mapping[str, Any]) -> str:
    if problem["type"] == "extra_forbidden":
        return "is not a field of this request"
    if problem["type"] == "missing":
        return "can't be blank"
    return str(problem["msg"]).removeprefix("Value error, ")


async def on_cairnloop_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, CairnloopError)
    return refuse(error)
