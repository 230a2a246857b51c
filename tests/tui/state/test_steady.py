"""Whatever news arrives in whatever order, the cursor stays on its conversation and no row moves by itself."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cairnloop.client.channel import Link
from cairnloop.tui.state import events as e
from cairnloop.tui.state import looking
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.listing import NEAR, PAGE, WINDOW, Edge, Sheet
from cairnloop.tui.state.rows import Row
from cairnloop.tui.state.sections import Place, Saved, Section, belongs
from cairnloop.wire.query import parse
from tests.tui.make import after, basic, draft, listed, message, row, rows, thread
from tests.tui.trailmark import LIN, NOW, SAM, zulu

MAIL = Saved("Mail that waits", "source:email awaiting:operator", parse("source:email awaiting:operator"))
IDS = st.integers(0, 9).map(lambda number: f"c{number}")
FIELDS = st.fixed_dictionaries(
    {
        "version": st.integers(1, 6),
        "status": st.sampled_from(["open", "closed"]),
        "source": st.sampled_from(["chat", "email"]),
        "awaiting": st.sampled_from(["operator", "customer", None]),
        "draft_id": st.sampled_from([None, "d1"]),
        "assignee_id": st.sampled_from([None, SAM, LIN]),
        "preview": st.sampled_from(["about maps", "about money", "thanks"]),
        "last_activity_at": st.integers(0, 99).map(lambda minutes: zulu(NOW - timedelta(minutes=minutes))),
    }
)
PLACES = st.sampled_from([Section.DECISION, Section.OPEN, Section.UNASSIGNED, MAIL])
SHEETS = st.lists(st.tuples(IDS, FIELDS), max_size=8, unique_by=lambda pair: pair[0])


def sheet_of(found: list[tuple[str, dict[str, Any]]]) -> tuple[Row, ...]:
    return tuple(row(id_, **fields) for id_, fields in found)


def page(edge: Edge, after: str | None, found: list[tuple[str, dict[str, Any]]]) -> e.PageRead:
    return e.PageRead(Section.DECISION, edge, Sheet(after, sheet_of(found), after))


# What the daemon may tell or answer at any time; pages are of the section that is on screen.
NEWS: list[st.SearchStrategy[e.Event]] = [
    st.builds(lambda id_, fields: e.ConversationChanged(basic(id_, **fields)), IDS, FIELDS),
    st.builds(e.ConversationOpened, IDS),
    st.builds(lambda found: e.PageChecked(Section.DECISION, sheet_of(found)), SHEETS),
    st.builds(lambda found: page(Edge.ANEW, None, found), SHEETS),
    st.builds(lambda found: page(Edge.BELOW, "t1", found), SHEETS),
    st.builds(lambda id_, fields: e.ThreadRead(thread(id_, **fields)), IDS, FIELDS),
    st.builds(lambda id_: e.DraftChanged(draft("d1", id_)), IDS),
    st.builds(lambda id_: e.MessageSaid(message(f"m-{id_}", id_)), IDS),
    st.builds(lambda id_: e.DeadlineBreached(id_, "first_response"), IDS),
    st.just(e.Ticked(NOW + timedelta(seconds=1))),
    st.builds(e.LinkChanged, st.sampled_from(list(Link))),
    st.just(e.CountsRead({"open": 3})),
]


@settings(max_examples=40)
@given(
    PLACES,
    st.integers(0, 5),
    st.sampled_from(["", "maps", "c3"]),
    st.booleans(),
    st.lists(st.one_of(NEWS), max_size=25),
)
def test_nothing_that_others_do_moves_what_the_operator_looks_at(
    place: Place, steps: int, needle: str, marks: bool, news: list[e.Event]
) -> None:
    begun = tuple(row(f"c{number}", preview="about maps", source="email") for number in range(6))
    desk = after(listed(section=place), e.PageRead(place, Edge.ANEW, Sheet(None, begun, "t1")))
    desk = after(desk, e.Filtered(needle), e.CursorMoved(steps))
    if marks:
        desk = after(desk, looking.MarkToggled(), e.CursorMoved(-1))
    target = desk.target
    for event in news:
        before = [one.id for one in desk.listing.rows]
        here = replace(event, section=place) if isinstance(event, e.PageRead | e.PageChecked) else event
        desk = after(desk, here)
        assert desk.target == target
        assert desk.listing.cursor == target
        sound(desk, before, event)


def sound(desk: Desk, before: list[str], event: e.Event) -> None:
    """Nothing is there twice, and what was there before is in the order it was, unless the list was asked for anew."""
    found = desk.listing
    now = [one.id for one in found.rows]
    assert len(set(now)) == len(now)
    assert not found.arrivals & {one.id for one in found.all_rows}
    assert found.marked <= {one.id for one in found.all_rows}
    assert found.left.keys() <= {one.id for one in found.all_rows}
    if not (isinstance(event, e.PageRead) and event.edge is Edge.ANEW):
        assert now[: len(before)] == before


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(-400, 400), st.sampled_from([Edge.ABOVE, Edge.BELOW]))))
def test_pages_that_come_late_never_push_the_cursor_out(walk: list[tuple[int, Edge]]) -> None:
    """The operator jumps about while pages are on their way: each is asked for where it was wanted, and comes later."""
    desk = after(listed(), e.PageRead(Section.DECISION, Edge.ANEW, Sheet(None, rows(PAGE), "t1")))
    wanted = [(Edge.BELOW, "t1")]
    for steps, edge in walk:
        desk = after(desk, e.CursorMoved(steps))
        if (asked := desk.listing.wants()) is not None:
            wanted.append((asked[0], asked[1] or ""))
        cursor = desk.target
        place = next((one for one in wanted if one[0] is edge), None)
        if place is None:
            continue
        wanted.remove(place)
        number = int(place[1].removeprefix("t") or 0)
        sheet = Sheet(place[1] or None, rows(PAGE, start=number * PAGE), f"t{number + 1}")
        desk = after(desk, e.PageRead(Section.DECISION, edge, sheet))
        assert desk.target == cursor
        assert len(desk.listing.sheets) <= WINDOW
        assert len(desk.listing.above) == len(desk.listing.before)
        numbers = [int(one.id.removeprefix("c")) for one in desk.listing.rows]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        assert desk.listing.position.startswith(f"{numbers[desk.listing.index] + 1}/")


def test_a_filtered_row_stays_when_it_says_something_else_by_now() -> None:
    desk = after(listed(row("c1", preview="a grey grid"), row("c2", preview="grids")), e.Filtered("grid"))
    desk = after(desk, e.ConversationChanged(basic("c1", preview="thanks!", version=2)))
    assert [one.id for one in desk.listing.rows] == ["c1", "c2"]
    assert desk.target == "c1"


def test_a_short_page_is_followed_only_when_the_operator_moves_on_at_its_end() -> None:
    sheet = Sheet(None, (row("c1"), row("c2")), "t1", short=True)
    desk = after(listed(), e.PageRead(Section.DECISION, Edge.ANEW, sheet))
    assert desk.listing.looks_short
    assert desk.listing.wants() is None
    assert after(desk, e.CursorMoved(1)).listing.wants() is None
    desk = after(desk, e.CursorMoved(1), e.CursorMoved(1))
    assert desk.listing.wants() == (Edge.BELOW, "t1")
    desk = after(desk, e.PageRead(Section.DECISION, Edge.BELOW, Sheet("t1", (), "t2", short=True)))
    assert desk.listing.wants() is None
    assert desk.target == "c2"


def test_an_empty_short_page_can_be_followed_too() -> None:
    sheet = Sheet(None, (), "t1", short=True)
    desk = after(listed(), e.PageRead(Section.DECISION, Edge.ANEW, sheet))
    assert desk.listing.wants() is None
    assert after(desk, e.CursorMoved(1)).listing.wants() == (Edge.BELOW, "t1")


@given(FIELDS, st.sampled_from(["", "status:open", "draft:yes", "assignee:me", "assignee:none", "older:1h",
       "assignee:lin@x.example", "source:email awaiting:operator", "status:resolved customer:p1"]))  # fmt: skip
def test_a_saved_section_takes_in_what_the_daemon_would(fields: dict[str, Any], text: str) -> None:
    if "customer" in text:
        text = "status:resolved customer:7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3"
    one = row("c1", **fields)
    found = belongs(one, Saved("x", text, parse(text)), SAM, emails={"lin@x.example": LIN}, now=NOW)
    asked: dict[str, bool] = {
        "": True,
        "status:open": fields["status"] == "open",
        "draft:yes": fields["draft_id"] is not None,
        "assignee:me": fields["assignee_id"] == SAM,
        "assignee:none": fields["assignee_id"] is None,
        "assignee:lin@x.example": fields["assignee_id"] == LIN,
        "older:1h": fields["last_activity_at"] < zulu(NOW - timedelta(hours=1)),
        "source:email awaiting:operator": (fields["source"], fields["awaiting"]) == ("email", "operator"),
    }
    assert found is asked.get(text, False)


def test_the_window_is_wider_than_what_is_asked_for_at_once() -> None:
    assert WINDOW * PAGE > 2 * NEAR
