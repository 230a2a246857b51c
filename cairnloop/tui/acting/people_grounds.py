"""Why something cannot be done with customers, companies, finds or sections, in words that say what it would take."""

from collections.abc import Callable

from cairnloop.tui.acting.book_grounds import not_admin
from cairnloop.tui.state.book import Book
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.person import Tab
from cairnloop.tui.state.sections import Saved
from cairnloop.tui.state.shelf import paged_of

Why = Callable[[Desk], str | None]


def _who(desk: Desk) -> str | None:
    if desk.book is Book.FOUND:
        return None if desk.found.paged.row else "There is nothing here."
    return None if desk.row is not None and desk.row.customer_id else "There is no conversation here."


def _row(desk: Desk) -> str | None:
    paged = paged_of(desk, desk.book) if desk.book is not None else None
    return None if paged is not None and paged.row is not None else "There is nothing here."


def _company(desk: Desk) -> str | None:
    return None if desk.companies.paged.row else "There is no company here. n makes one."


def _card(desk: Desk) -> str | None:
    if desk.person.id in desk.people.cards:
        return None
    return (
        "They could not be read; . tries again." if desk.person.id in desk.people.unreadable else "One moment: reading."
    )


def _note(desk: Desk) -> str | None:
    step = desk.person.paged.row
    if desk.person.tab is not Tab.NOTES:
        return "Notes are changed in their own list: press 3."
    if step is None:
        return "There is no note on them. n writes one."
    me = desk.me.user_id if desk.me else None
    return None if step.author_id == me else f"It is {step.actor}'s note; only they change it."


def _admin(name: str) -> Why:
    return lambda desk: not_admin(name, desk) or _card(desk)


def _section(desk: Desk) -> str | None:
    if not isinstance(desk.section, Saved):
        return "This section is the house's own. + makes one like it that you can change."
    if not desk.section.id:
        return "This section stands in your configuration; change it there, or make one with +."
    return None


def _up(desk: Desk) -> str | None:
    if said := _section(desk):
        return said
    return "It is the first of its kind." if isinstance(desk.section, Saved) and desk.section.place == 0 else None


def _down(desk: Desk) -> str | None:
    if said := _section(desk):
        return said
    here = desk.section
    further = any(
        isinstance(here, Saved) and one.id and one.shared == here.shared and one.place > here.place
        for one in desk.saved
    )
    return None if further else "It is the last of its kind."


PEOPLE_REASONS: dict[str, Why] = {
    "who": _who,
    "open-row": _row,
    "narrow-companies": lambda desk: None if desk.companies.paged.all_rows else "There is nothing to narrow.",
    "change-company": _company,
    "remove-company": _company,
    "change-customer": _card,
    "tag-customer": _card,
    "note-customer": _card,
    "edit-note": _note,
    "remove-note": _note,
    "merge-customer": _card,
    "export-customer": _admin("Export customer"),
    "erase-customer": _admin("Erase customer"),
    "change-section": _section,
    "section-up": _up,
    "section-down": _down,
    "remove-section": _section,
}
