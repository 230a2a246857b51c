"""In which order a sitting goes through the queue, and what comes up next."""

from dataclasses import replace

from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.queue import LAST, Waiting

# Further pages are asked for when so few are left before the end of what was read.
NEAR = 8
# So many are read while the one before is looked at.
AHEAD = 2


def order(desk: Desk) -> tuple[Waiting, ...]:
    """What this sitting goes through: what came back, those who wait, and what was postponed."""
    sitting, queue = desk.sitting, desk.queue
    first = tuple(queue.of_conversation(one.waiting.conversation_id) or one.waiting for one in desk.outbox.returned)
    taken = {one.draft_id for one in first}
    waits = {one.draft_id: one for one in queue.waiting if one.draft_id not in taken and sitting.shows(one)}
    last = tuple(waits.pop(one) for one in sitting.postponed if one in waits)
    return (*first, *waits.values(), *last)


def coming(desk: Desk, most: int = AHEAD) -> tuple[Waiting, ...]:
    """Those that come up next."""
    found = order(desk)
    at = place_in(desk, found)
    on_screen = desk.sitting.at.draft_id if desk.sitting.at else None
    return tuple(one for one in (*found[at:], *found[:at]) if one.draft_id != on_screen)[:most]


def place_of(desk: Desk) -> tuple[int, int] | None:
    """Which of how many is on screen, counted from one; None when it has left the queue."""
    found = order(desk)
    at = place_in(desk, found)
    stands = desk.sitting.at is not None and bool(found) and found[at].draft_id == desk.sitting.at.draft_id
    return (at + 1, len(found)) if stands else None


def runs_short(desk: Desk) -> bool:
    """So little is left of what was read that the next page should be asked for."""
    queue, sitting = desk.queue, desk.sitting
    if not queue.next or queue.trouble is not None:
        return False
    if sitting.here:
        found = order(desk)
        return len(found) - len(sitting.postponed) - place_in(desk, found) <= NEAR
    place = queue.place(desk.open)
    return place is not None and place[1] - place[0] <= NEAR


def seated(desk: Desk) -> Desk:
    """Where nothing was on screen, what has arrived comes up by itself."""
    if not desk.sitting.here or desk.sitting.at is not None:
        return desk
    found = order(desk)
    return show(desk, found[0], by_itself=True) if found else desk


def place_in(desk: Desk, found: tuple[Waiting, ...]) -> int:
    """Where in the order the draft on screen stands, or where the one after it does when it has left."""
    at = desk.sitting.at
    if at is None:
        return 0
    for place, one in enumerate(found):
        if one.draft_id == at.draft_id:
            return place
    since = at.created_at or LAST
    return next((place for place, one in enumerate(found) if (one.created_at or LAST) > since), 0)


def show(desk: Desk, waiting: Waiting | None, *, by_itself: bool) -> Desk:
    return replace(desk, sitting=desk.sitting.showing(waiting, desk.now, by_itself=by_itself))


def onward(before: Desk, desk: Desk) -> Desk:
    """The next comes up; what has come back is next before all others."""
    at, found = before.sitting.at, order(desk)
    place = 0 if desk.outbox.returned else min(place_in(before, order(before)), len(found))
    others = [one for one in (*found[place:], *found[:place]) if at is None or one.draft_id != at.draft_id]
    still = next((one for one in found if at is not None and one.draft_id == at.draft_id), None)
    return show(desk, others[0] if others else still, by_itself=True)
