"""What a request is to the limits, told before it is read: worked out from the routes, so that a new one is counted."""

import re
from collections.abc import Iterable

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from cairnloop.daemon.cabinet import UPLOADS
from cairnloop.daemon.http.auth import Allow
from cairnloop.daemon.http.versions import unversioned
from cairnloop.daemon.pace import Kind

# Where somebody shows a secret or asks for one: what is tried there is worth more than an answer.
SIGNING_IN = frozenset(
    {"/api/session", "/api/session/renew", "/api/registration", "/api/accounts"}
    | {"/api/reset_password", "/api/verify_email"}
)
READING = frozenset({"GET", "HEAD"})


class Kinds:
    """The kind of each request. Open routes are what they are with a key, too: a made-up one buys nothing there.

    But for uploads: those look at the key before they take anything.
    """

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._open: dict[tuple[str, str], Kind] = {}
        self._shapes: dict[str, list[tuple[re.Pattern[str], Kind]]] = {}
        for route in routes:
            if isinstance(route, APIRoute) and not _guarded(route):
                for method in route.methods or ():
                    self._add(route, method, _kind(method, route.path))

    def of(self, method: str, path: str, *, with_key: bool) -> Kind:
        path = unversioned(path)
        found = self._open.get((method, path))
        if found is not None:
            return Kind.WITH_KEY if with_key and found is Kind.UPLOAD else found
        for shape, kind in self._shapes.get(method, ()):
            if shape.match(path):
                return kind
        return Kind.WITH_KEY if with_key else Kind.READ

    def _add(self, route: APIRoute, method: str, kind: Kind) -> None:
        if route.param_convertors:
            self._shapes.setdefault(method, []).append((route.path_regex, kind))
        else:
            self._open[method, route.path] = kind


def _guarded(route: APIRoute) -> bool:
    return any(isinstance(one.call, Allow) for one in route.dependant.dependencies)


def _kind(method: str, path: str) -> Kind:
    if method in READING:
        return Kind.READ
    if path in UPLOADS:
        return Kind.UPLOAD
    return Kind.SIGN_IN if path in SIGNING_IN and method != "DELETE" else Kind.WRITE
