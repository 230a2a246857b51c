"""How an inbox hands out what comes in."""

from uuid import UUID

from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import AccountManager, House, Reader
from cairnloop.daemon.http.bodies import Router
from cairnloop.desk.conversation import assignment
from cairnloop.desk.conversation.assignment import Rule
from cairnloop.desk.conversation.assignment_rules import Mode
from cairnloop.wire.conversations import AssignmentChange, AssignmentOut

router = Router(prefix="/api/inboxes", tags=["inboxes"])


@router.get("/{inbox_id}/assignment", response_model=None, responses={200: {"model": AssignmentOut}})
async def show(s: House, by: Reader, inbox_id: UUID) -> Response:
    async with s.db.read() as tx:
        return answer(_out(await assignment.rule_of(tx, by.account_id, inbox_id)))


@router.put("/{inbox_id}/assignment", response_model=None, responses={200: {"model": AssignmentOut}})
async def change(s: House, by: AccountManager, inbox_id: UUID, body: AssignmentChange) -> Response:
    """off, round_robin or least_busy, among those who work in the inbox and are here; `capacity` is each one's most."""
    rule = Rule(Mode(body.mode), body.capacity)
    return answer(_out(await assignment.set_rule(s.db, inbox_id, rule, by)))


def _out(rule: Rule) -> AssignmentOut:
    return {"mode": rule.mode.value, "capacity": rule.capacity}
