"""Who is calling, and whether the permission table lets them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection
from starlette.types import Scope

from cairnloop.daemon.services import Services, services
from cairnloop.desk import sight
from cairnloop.errors import Unauthenticated
from cairnloop.people.access.sessions import recognise
from cairnloop.people.identity import Operator
from cairnloop.people.permissions import Permission

House = Annotated[Services, Depends(services)]


def token_of(connection: HTTPConnection) -> str:
    """The token in `Authorization`, raw or after `Bearer`. Raises Unauthenticated when there is none."""
    header = connection.headers.get("authorization", "").strip()
    scheme, _, rest = header.partition(" ")
    token = rest.strip() if scheme.lower() == "bearer" else header
    if not token:
        raise Unauthenticated
    return token


# What looks through much of an account, or hands all of it out.
DEAR_ENDS = ("/search", "/export")
DEAR_BEGINS = ("/api/reporting", "/api/reports")
AS_FILE = b"format=csv"


class Allow:
    """A dependency that lets in operators whose role has one permission. Tests read `permission` off the routes."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    async def __call__(self, connection: HTTPConnection, s: House) -> AsyncIterator[Operator]:
        operator = await recognise(s.db, token_of(connection))
        connection.state.account_id = operator.account_id  # should the request crash, its log line names it
        s.pace.operator(operator, dear=_is_dear(connection.scope))
        operator.require(self.permission)
        with sight.without(await sight.hidden_from(s.db, operator)):
            yield operator


def _is_dear(scope: Scope) -> bool:
    path: str = scope["path"]
    return path.endswith(DEAR_ENDS) or path.startswith(DEAR_BEGINS) or AS_FILE in scope["query_string"]


as_converser = asynccontextmanager(Allow(Permission.CONVERSE))


async def whoever(connection: HTTPConnection, s: House) -> AsyncIterator[Operator | None]:
    """A dependency where customers' pages and operators ask the same: who shows a token is an operator, or refused."""
    if not connection.headers.get("authorization", "").strip():
        yield None
        return
    async with as_converser(connection, s) as operator:
        yield operator


Perhaps = Annotated[Operator | None, Depends(whoever)]
Reader = Annotated[Operator, Depends(Allow(Permission.READ))]
Converser = Annotated[Operator, Depends(Allow(Permission.CONVERSE))]
Decider = Annotated[Operator, Depends(Allow(Permission.DECIDE))]
Writer = Annotated[Operator, Depends(Allow(Permission.WRITE_KNOWLEDGE))]
JobRunner = Annotated[Operator, Depends(Allow(Permission.RUN_JOBS))]
LogReader = Annotated[Operator, Depends(Allow(Permission.READ_LOGS))]
Eraser = Annotated[Operator, Depends(Allow(Permission.DELETE))]
PeopleManager = Annotated[Operator, Depends(Allow(Permission.MANAGE_PEOPLE))]
AccountManager = Annotated[Operator, Depends(Allow(Permission.MANAGE_ACCOUNT))]
Steward = Annotated[Operator, Depends(Allow(Permission.PERSONAL_DATA))]
Self = Annotated[Operator, Depends(Allow(Permission.OWN))]
