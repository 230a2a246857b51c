"""Reports that go by whom and by what: the people of the desk, and tags."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from cairnloop.kernel.database import Tx
from cairnloop.people.tables import User
from cairnloop.reports import figures as read
from cairnloop.reports.figures import FIRST_REPLY, NO_FIGURES, RESOLUTION, Asked, Clock, Figures
from cairnloop.reports.making import TOTAL, Times, edits_out, head, numbers, times, took
from cairnloop.reports.rules import Figure
from cairnloop.wire.reports import PeopleReportOut, TagsReportOut

PERSONAL = (Figure.CONVERSATIONS, Figure.SENT, Figure.NOTES)
DECIDED = (Figure.DRAFT_APPROVED, Figure.DRAFT_EDITED, Figure.DRAFT_DISCARDED)
TAGGED = (Figure.CONVERSATIONS, Figure.RECEIVED, Figure.SENT, Figure.AUTOMATIC, Figure.ASKED)


async def people(tx: Tx, asked: Asked, *, complete: bool) -> PeopleReportOut:
    """What each person of the desk did; those of whom there is nothing to tell are left out."""
    users = {user.id: user for user in await read.people(tx, asked.account_id)}
    sums = await read.by_user(tx, asked, users)
    waited = await times(tx, asked, FIRST_REPLY, sums, lambda value: value.user_id or 0)
    lasted = await times(tx, asked, RESOLUTION, sums, lambda value: value.user_id or 0)
    rows = [
        {"user": _person(users[user_id]), **_personal(user_id, figures, waited, lasted)}
        for user_id, figures in sorted(sums.items(), key=lambda one: (-one[1].get(Figure.SENT, 0), one[0]))
        if any(figures.values())
    ]
    exact = waited.exact and lasted.exact
    return cast(PeopleReportOut, {**head("people", asked, exact=exact, complete=complete), "rows": rows})


def _person(user: User) -> dict[str, Any]:
    return {"id": user.id, "name": user.display_name or user.full_name or user.email, "email": user.email}


def _personal(user_id: int, figures: Figures, waited: Times, lasted: Times) -> dict[str, Any]:
    return {
        **numbers(figures, PERSONAL),
        **waited.out(user_id, FIRST_REPLY),
        **_resolved(user_id, figures, lasted, RESOLUTION),
        **numbers(figures, DECIDED),
        "edit_distance": edits_out(figures),
    }


def _resolved(key: Any, figures: Figures, lasted: Times, clock: Clock) -> dict[str, Any]:
    return {"resolved": took(figures, clock), **lasted.out(key, clock)}


async def tags(tx: Tx, asked: Asked, *, complete: bool) -> TagsReportOut:
    """The figures of conversations with each tag; one with several tags counts for each, and once in the total."""
    known = [tag for tag in await read.tags(tx, asked.account_id) if asked.tag_id in (None, tag.id)]
    sums = await read.by_tag(tx, asked, [tag.id for tag in known])
    total = read.together((await read.by_day(tx, asked)).values())
    waited = await times(tx, asked, FIRST_REPLY, sums, _tag_of, total=total, tagged=True)
    lasted = await times(tx, asked, RESOLUTION, sums, _tag_of, total=total, tagged=True)

    def row(key: Any, figures: Figures) -> Mapping[str, Any]:
        return {
            **numbers(figures, TAGGED),
            **waited.out(key, FIRST_REPLY),
            **_resolved(key, figures, lasted, RESOLUTION),
        }

    rows = [
        {"tag": {"id": str(tag.id), "name": tag.name, "color": tag.color}, **row(tag.id, sums.get(tag.id, NO_FIGURES))}
        for tag in known
    ]
    rows.sort(key=lambda one: -one["conversations"])
    exact = waited.exact and lasted.exact
    shape = {**head("tags", asked, exact=exact, complete=complete), "total": row(TOTAL, total), "rows": rows}
    return cast(TagsReportOut, shape)


def _tag_of(value: read.Value) -> UUID | None:
    return value.tag_id
