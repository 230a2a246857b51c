"""docs/reference/openapi.json and permissions.md: what the application offers, and whom it lets in."""

import asyncio
import json
from collections.abc import Iterator
from functools import cache

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from cairnloop.config import Settings
from cairnloop.daemon.app import build_app, build_services
from cairnloop.daemon.http.auth import Allow
from cairnloop.daemon.http.routers import ROUTERS
from cairnloop.people.permissions import ALLOWED, Permission, Role

HEAD = """\
# Who may do what

Generated from the one permission table and from the routes, each of which names exactly one permission.
Another account's things do not exist for anybody: they are answered with 404, whatever the role.
"""


@cache
def application() -> FastAPI:
    """The application at its defaults. Nothing runs and nothing is opened."""
    s = build_services(Settings())
    app = build_app(s)
    asyncio.run(s.db.close())
    return app


def openapi() -> str:
    return json.dumps(application().openapi(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def permissions_page() -> str:
    lines = [HEAD, f"| permission | {' | '.join(Role)} |", "|---|" + "---|" * len(Role)]
    for permission, roles in ALLOWED.items():
        marks = " | ".join("yes" if role in roles else "no" for role in Role)
        lines.append(f"| {_word(permission)} | {marks} |")
    lines += ["", "## Routes", "", "| route | permission | |", "|---|---|---|"]
    lines += [line for _, line in sorted(_routes())]
    return "\n".join([*lines, ""])


def _routes() -> Iterator[tuple[tuple[str, str], str]]:
    """Each route as a line, under what it is sorted by."""
    for route in (route for module in ROUTERS for route in module.router.routes):
        if isinstance(route, APIRoute):
            needed = "; ".join(_word(one) for one in _permissions(route.dependant)) or "anybody"
            about = (route.description or "").partition("\n")[0].replace("|", "&#124;")
            for method in sorted(route.methods or ()):
                yield (route.path, method), f"| `{method} {route.path}` | {needed} | {about} |"


def _permissions(dependant: Dependant) -> Iterator[Permission]:
    if isinstance(dependant.call, Allow):
        yield dependant.call.permission
    for inner in dependant.dependencies:
        yield from _permissions(inner)


def _word(permission: Permission) -> str:
    return permission.value.replace("_", " ")
