"""A list read page by page: the window never grows, the cursor stays where it is, and marks outlive the window."""

from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from cairnloop.tui.state.listing import PAGE, WINDOW, Edge
from cairnloop.tui.state.paged import Leaf, Paged
from cairnloop.tui.state.trouble import Trouble
from tests.tui.trailmark import NOW


@dataclass(frozen=True)
class Thing:
    id: str
    haystack: str = ""


def leaf(first: int, *, of: int = 100_000, size: int = PAGE) -> Leaf[Thing]:
    """The page that begins with this number, of so many things."""
    rows = tuple(Thing(f"t{n}", f"thing {n}") for n in range(first, min(first + size, of)))
    return Leaf(str(first) if first else None, rows, str(first + size) if first + size < of else None)


def opened(of: int = 100_000) -> Paged[Thing]:
    return Paged[Thing](asked="x").read(Edge.ANEW, leaf(0, of=of), NOW)


def answered(paged: Paged[Thing], of: int = 100_000) -> Paged[Thing]:
    """With every page that it wants."""
    while (wanted := paged.wants()) is not None:
        paged = paged.read(wanted[0], leaf(int(wanted[1] or 0), of=of), NOW)
    return paged


def test_it_opens_on_the_first_row_and_wants_nothing_yet() -> None:
    paged = opened()
    assert (paged.row, paged.position, paged.wants()) == (Thing("t0", "thing 0"), f"1/{PAGE}+", None)


@settings(max_examples=30)
@given(st.lists(st.integers(-200, 200), max_size=30))
def test_the_window_stays_small_and_the_cursor_is_where_it_was_moved(steps: list[int]) -> None:
    paged, at = opened(of=2_000), 0
    for step in steps:
        before = paged.before + paged.index
        paged = paged.moved(step)
        at = paged.before + paged.index
        assert abs(at - before) <= abs(step)
        paged = answered(paged, of=2_000)
        assert paged.row is not None
        assert paged.row.id == f"t{at}"
        assert paged.before + paged.index == at
        assert len(paged.leaves) <= WINDOW


def test_all_that_is_shown_is_marked_and_again_none_of_it() -> None:
    paged = opened().narrowed("thing 1").all_marked()
    assert set(paged.marked) == {row.id for row in paged.rows} != set()
    more = paged.narrowed("thing 2").all_marked()
    assert len(more.marked) > len(paged.marked)
    assert set(more.all_marked().marked) == set(paged.marked)
    assert set(more.unmarked(frozenset({"t1"})).marked) == set(more.marked) - {"t1"}
    assert not more.unmarked().marked


def test_a_page_that_nobody_waits_for_any_more_is_dropped() -> None:
    paged = opened()
    assert paged.read(Edge.BELOW, leaf(500), NOW) == paged
    assert paged.read(Edge.ABOVE, leaf(0), NOW) == paged


def test_rows_that_come_twice_are_shown_once() -> None:
    shifted = replace(leaf(PAGE), rows=(Thing(f"t{PAGE - 1}"), Thing(f"t{PAGE}")))
    paged = opened().moved(PAGE).read(Edge.BELOW, shifted, NOW)
    assert len(paged.places) == len(paged.rows) == PAGE + 1


def test_reading_anew_keeps_the_cursor_on_its_row() -> None:
    paged = opened().moved(7)
    moved_up = Leaf(None, (Thing("new"), *leaf(0).rows), None)
    again = paged.read(Edge.ANEW, moved_up, NOW)
    assert again.row == paged.row
    gone = paged.read(Edge.ANEW, Leaf(None, (Thing("a"), Thing("b")), None), NOW)
    assert gone.row == Thing("b")
    assert paged.read(Edge.ANEW, Leaf(None, (), None), NOW).row is None


def test_what_is_marked_stays_marked_when_it_is_out_of_sight() -> None:
    paged = opened().toggled().toggled()
    assert [one.id for one in paged.chosen] == ["t0", "t1"]
    for _ in range(20):
        paged = answered(paged.moved(PAGE))
    assert "t0" not in paged.places
    assert [one.id for one in paged.chosen] == ["t0", "t1"]
    assert paged.toggled().marked.keys() == {"t0", "t1", paged.cursor}
    assert opened().toggled().moved(-1).toggled().marked == {}


def test_without_marks_the_row_under_the_cursor_is_chosen() -> None:
    assert [one.id for one in opened().moved(3).chosen] == ["t3"]
    assert Paged[Thing]().chosen == ()


def test_rows_that_are_gone_give_the_cursor_to_the_next() -> None:
    paged = opened().moved(2).without(frozenset({"t2", "t3"}))
    assert paged.row == Thing("t4", "thing 4")
    last = opened(of=2).moved(1).without(frozenset({"t1"}))
    assert last.row == Thing("t0", "thing 0")
    assert last.without(frozenset({"t0"})).row is None


def test_back_at_the_beginning_nothing_of_the_window_is_left() -> None:
    paged = opened().toggled()
    for _ in range(20):
        paged = answered(paged.moved(PAGE))
    again = paged.restarted().read(Edge.ANEW, leaf(0), NOW)
    assert (again.position, again.row, again.above) == (f"1/{PAGE}+", Thing("t0", "thing 0"), ())
    assert again.marked.keys() == {"t0"}


def test_a_narrowed_list_shows_what_fits_and_reads_no_further() -> None:
    paged = opened().narrowed("Thing 4")
    assert [one.id for one in paged.rows] == ["t4", *(f"t{n}" for n in range(40, 50))]
    assert paged.row == Thing("t4", "thing 4")
    assert paged.moved(99).wants() is None
    assert paged.position == "1/11"


def test_after_trouble_nothing_is_read_by_itself() -> None:
    paged = replace(opened().moved(PAGE), trouble=Trouble("a", "b", "c"))
    assert paged.wants() is None
    assert replace(paged, trouble=None).wants() == (Edge.BELOW, str(PAGE))
