"""A section's list: rows change in place, and the cursor stays on its conversation."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from cairnloop.tui.state import events as e
from cairnloop.tui.state.listing import NEAR, PAGE, WINDOW, Edge, Listing, Sheet
from cairnloop.tui.state.sections import Saved, Section, belongs
from cairnloop.wire.query import parse
from tests.tui.make import after, basic, listed, page, row, rows, thread
from tests.tui.trailmark import LIN, NOW, SAM

WAITS = {"draft_id": "d", "draft_kind": "reply"}


def waiting(count: int) -> list[object]:
    return [row(f"c{number}", **WAITS) for number in range(count)]


def test_the_first_page_puts_the_cursor_on_its_first_row() -> None:
    desk = listed(row("c1"), row("c2"))
    assert desk.target == "c1"
    assert desk.listing.position == "1/2"


def test_an_update_changes_the_row_in_its_place() -> None:
    desk = listed(row("c1", **WAITS), row("c2", **WAITS))
    desk = after(desk, e.ConversationChanged(basic("c2", **WAITS, preview="and another thing", version=2)))
    assert [one.id for one in desk.listing.rows] == ["c1", "c2"]
    assert desk.listing.rows[1].preview == "and another thing"


def test_news_that_is_older_than_the_row_changes_nothing() -> None:
    desk = listed(row("c1", **WAITS, version=5))
    assert after(desk, e.ConversationChanged(basic("c1", preview="old", version=4))).listing == desk.listing


def test_a_row_that_somebody_else_settled_stays_under_the_cursor_and_says_so() -> None:
    desk = listed(row("c1", **WAITS), row("c2", **WAITS))
    desk = after(desk, e.ConversationChanged(basic("c1", version=2)))
    assert desk.target == "c1"
    assert desk.listing.left == {"c1": "decided"}


def test_a_row_that_the_operator_settled_goes_and_the_next_moves_up() -> None:
    desk = after(listed(row("c1", **WAITS), row("c2", **WAITS)), e.Began("c1", "approving"))
    desk = after(desk, e.ConversationChanged(basic("c1", version=2)), e.Ended("c1"))
    assert [one.id for one in desk.listing.rows] == ["c2"]
    assert desk.target == "c2"
    assert desk.listing.moved_by_itself == NOW


def test_settling_the_last_row_leaves_the_cursor_on_the_one_above() -> None:
    desk = after(listed(row("c1", **WAITS), row("c2", **WAITS)), e.CursorMoved(1), e.Began("c2", "approving"))
    assert after(desk, e.ConversationChanged(basic("c2", version=2))).target == "c1"


def test_what_is_undone_comes_back_to_its_place_under_the_cursor() -> None:
    from tests.tui.make import answer

    desk = after(listed(*waiting(3)), e.CursorMoved(1), e.ThreadRead(thread("c1", **WAITS)), e.Began("c1", "approving"))  # type: ignore[arg-type]
    desk = after(desk, e.ConversationChanged(basic("c1", version=2)), e.Ended("c1"))
    desk = after(desk, e.ConversationChanged(basic("c1", **WAITS, version=3)), e.Undone(answer("m1", "c1")))
    assert [one.id for one in desk.listing.rows] == ["c0", "c1", "c2"]
    assert desk.target == "c1"
    assert desk.listing.arrivals == frozenset()


def test_a_conversation_that_comes_to_belong_is_announced_and_not_put_between() -> None:
    desk = after(listed(row("c1", **WAITS)), e.ConversationChanged(basic("c9", **WAITS)))
    assert [one.id for one in desk.listing.rows] == ["c1"]
    assert desk.listing.arrivals == {"c9"}


def test_an_arrival_that_leaves_again_is_not_announced_any_more() -> None:
    desk = after(listed(row("c1", **WAITS)), e.ConversationChanged(basic("c9", **WAITS)))
    assert after(desk, e.ConversationChanged(basic("c9", version=2))).listing.arrivals == frozenset()


def test_a_section_that_was_never_read_announces_nothing() -> None:
    desk = after(listed(), e.SectionChosen(Section.OPEN))
    assert after(desk, e.ConversationChanged(basic("c9"))).listings[Section.OPEN].arrivals == frozenset()


def test_reading_the_page_again_renews_rows_where_they_are() -> None:
    desk = listed(row("c1", **WAITS), row("c2", **WAITS))
    fresh = (row("c3", **WAITS), row("c2", **WAITS, assignee="Lin"), row("c1", **WAITS))
    desk = after(desk, e.PageChecked(Section.DECISION, fresh))
    assert [one.id for one in desk.listing.rows] == ["c1", "c2"]
    assert desk.listing.rows[1].assignee == "Lin"
    assert desk.listing.arrivals == {"c3"}


def test_catching_up_keeps_the_conversation_under_the_cursor_even_when_it_moved_on() -> None:
    desk = after(listed(*waiting(3)), e.CursorMoved(1), page((row("c7", **WAITS), row("c0", **WAITS))))  # type: ignore[arg-type]
    assert [one.id for one in desk.listing.rows] == ["c7", "c1", "c0"]
    assert desk.target == "c1"
    assert "c1" in desk.listing.left


def test_asking_for_what_arrived_shows_the_list_as_it_is_now() -> None:
    desk = after(listed(*waiting(3)), e.CursorMoved(1))  # type: ignore[arg-type]
    sheet = Sheet(None, (row("c7", **WAITS), row("c0", **WAITS)), None)
    desk = after(desk, e.PageRead(Section.DECISION, Edge.ANEW, sheet, keep_cursor=False))
    assert [one.id for one in desk.listing.rows] == ["c7", "c0"]
    assert desk.target == "c0"


def test_the_filter_shows_only_rows_with_the_text_and_the_cursor_goes_along() -> None:
    desk = listed(row("c1", preview="a refund"), row("c2", preview="a grey grid"))
    desk = after(desk, e.Filtered("GRID"))
    assert [one.id for one in desk.listing.rows] == ["c2"]
    assert desk.target == "c2"
    assert len(after(desk, e.Filtered("")).listing.rows) == 2


def test_the_next_page_is_wanted_only_near_the_end() -> None:
    desk = after(listed(), page(rows(PAGE), next="t1"))
    assert desk.listing.wants() is None
    desk = after(desk, e.CursorMoved(PAGE - NEAR))
    assert desk.listing.wants() == (Edge.BELOW, "t1")


def test_only_so_many_pages_are_kept_and_the_first_come_back_when_the_cursor_does() -> None:
    desk = after(listed(), page(rows(PAGE), next="t1"))
    for number in range(1, WINDOW + 2):
        found = rows(PAGE, start=number * PAGE)
        desk = after(desk, e.CursorMoved(1000), page(found, after=f"t{number}", next=f"t{number + 1}"))
    assert len(desk.listing.rows) == WINDOW * PAGE
    assert desk.listing.above == (None, "t1")
    desk = after(desk, e.CursorMoved(-1000))
    assert desk.listing.wants() == (Edge.ABOVE, "t1")
    cursor = desk.target
    desk = after(desk, e.PageRead(Section.DECISION, Edge.ABOVE, Sheet("t1", rows(PAGE, start=PAGE), "t2")))
    assert desk.listing.rows[0].id == f"c{PAGE}"
    assert desk.target == cursor
    assert len(desk.listing.rows) == WINDOW * PAGE


def test_a_page_that_no_longer_fits_is_dropped() -> None:
    desk = after(listed(), page(rows(3), next="t1"))
    assert after(desk, page(rows(3, start=90), after="elsewhere")).listing == desk.listing


def test_a_breached_promise_marks_the_row() -> None:
    desk = after(listed(row("c1")), e.DeadlineBreached("c1", "first_response"))
    assert desk.listing.rows[0].late


def test_each_section_knows_what_belongs_in_it() -> None:
    mine, lins = row("c1", assignee_id=SAM), row("c2", assignee_id=LIN)
    closed = row("c3", status="closed")
    archived = row("c4", status="closed", archived_at="2026-01-01T00:00:00Z")
    sleeps = row("c5", status="snoozed", draft_id="d1", assignee_id=SAM)
    found = {
        section: [one.id for one in (mine, lins, closed, archived, sleeps) if belongs(one, section, SAM)]
        for section in Section
    }
    assert found == {
        Section.DECISION: [],
        Section.MINE: ["c1"],
        Section.UNASSIGNED: [],
        Section.OPEN: ["c1", "c2"],
        Section.MENTIONS: [],
        Section.SNOOZED: ["c5"],
        Section.RESOLVED: ["c3"],
        Section.ARCHIVED: ["c4"],
    }


def test_a_section_with_a_tag_takes_in_what_carries_it_and_announces_nothing_else() -> None:
    for written in ("tag:vip", 'tag:"Data Protection"', "tag:data-protection"):
        place = Saved("x", written, parse(written))
        tagged = row("c1", tags=[{"id": "t1", "name": "VIP"}, {"id": "t2", "name": "data protection"}])
        assert belongs(tagged, place, SAM)
        assert not belongs(row("c2", tags=[{"id": "t3", "name": "vipers"}]), place, SAM)
        desk = after(listed(section=place), e.PageRead(place, Edge.ANEW, Sheet(None, (tagged,), None)))  # type: ignore[arg-type]
        desk = after(desk, e.ConversationChanged(basic("c1", version=2)), e.ConversationChanged(basic("c9")))
        assert desk.listing.left == {}
        assert desk.listing.arrivals == frozenset()


NEWS = st.lists(st.tuples(st.integers(0, 6), st.booleans(), st.integers(1, 9)), max_size=30)


@given(NEWS)
def test_whatever_others_do_the_cursor_and_the_order_stay(news: list[tuple[int, bool, int]]) -> None:
    desk = after(listed(*waiting(5)), e.CursorMoved(2))  # type: ignore[arg-type]
    for number, waits, version in news:
        changed = basic(f"c{number}", version=version, **(WAITS if waits else {}))
        desk = after(desk, e.ConversationChanged(changed), e.Ticked(desk.now + timedelta(seconds=1)))
    assert desk.target == "c2"
    assert [one.id for one in desk.listing.rows] == ["c0", "c1", "c2", "c3", "c4"]


def test_an_empty_listing_can_be_moved_in() -> None:
    assert Listing(Section.MINE).moved(3).row is None
