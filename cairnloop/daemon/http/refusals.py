"""What the framework refuses by itself, in the shape in which everything is refused here."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from cairnloop.daemon.http.answers import field_errors, on_cairnloop_error, refuse
from cairnloop.errors import BadRequest, CairnloopError, Invalid, NotFound
from cairnloop.wire.terminal import harmless


def refuse_in_our_shape(app: FastAPI) -> None:
    app.add_exception_handler(CairnloopError, on_cairnloop_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)


async def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    problems = error.errors()
    for problem in problems:
        if problem["type"] == "json_invalid":
            return refuse(BadRequest(f"The body is not JSON: {problem['ctx']['error']}."))
    if any(problem["loc"][0] == "path" for problem in problems):
        return refuse(BadRequest("The address holds an id that is none."))
    kind = request.headers.get("content-type", "")
    if isinstance(error.body, bytes) and "json" not in kind:
        return refuse(Invalid.field("body", f"comes as {harmless(kind[:80]) or 'no type'!r}; send application/json"))
    return refuse(field_errors(problems))


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return refuse(NotFound())
    if error.status_code == 400:
        return refuse(BadRequest("The body is not JSON in UTF-8, or holds a number of thousands of digits."))
    known = CairnloopError(str(error.detail))
    known.status, known.reason = error.status_code, "http"
    response = refuse(known)
    response.headers.update(error.headers or {})
    return response
