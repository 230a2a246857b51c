"""The same move for many conversations: a request for every two hundred, and a line for each."""

from collections.abc import Sequence

from cairnloop.cli.asking import Asking
from cairnloop.cli.exits import Exit, exit_for, line_for
from cairnloop.cli.output import say
from cairnloop.cli.reading import Target
from cairnloop.errors import CairnloopError


async def move_all(
    it: Asking,
    targets: Sequence[Target],
    move: str,
    done: str,
    *,
    assignee_id: int | None = None,
    reason: str | None = None,
    until: str | None = None,
    priority: str | None = None,
    tag_id: str | None = None,
) -> Exit:
    """A refusal of one stops nobody else. One JSON line or one plain line each."""
    from cairnloop.client import Refused
    from cairnloop.wire.desk import MOST_AT_ONCE

    ends: list[Exit] = []
    for start in range(0, len(targets), MOST_AT_ONCE):
        ids = [target.id for target in targets[start : start + MOST_AT_ONCE]]
        try:
            outcomes = await it.client.bulk(
                ids, move, assignee_id=assignee_id, reason=reason, until=until, priority=priority, tag_id=tag_id
            )
        except CairnloopError as error:
            # Whatever it is about, it is not one of them; those before are through.
            say(f"cairnloop: {line_for(error)}")
            return exit_for(error) if start == 0 else Exit.FAILED
        for one in outcomes:
            if (problem := one["error"]) is not None:
                refused = Refused(problem["status"], problem["reason"], problem["message"])
                ends.append(exit_for(refused))
                say(f"cairnloop: {one['id']}: {line_for(refused)}")
            elif it.out.json:
                it.out.value(one["conversation"])
            else:
                it.out.lines([f"{one['id']}\t{done}"])
    if not ends:
        return Exit.OK
    return ends[0] if len(set(ends)) == 1 else Exit.FAILED
