"""Why something cannot be done in a book right now, in words that say what it would take."""

from collections.abc import Callable

from cairnloop.tui.state.book import Book
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.jobs import DEAD
from cairnloop.tui.state.shelf import paged_of


def not_admin(name: str, desk: Desk) -> str | None:
    """Jobs are for those who run the house."""
    if desk.me is None:
        return f"{name} has to wait: nobody is signed in yet."
    return None if desk.me.role == "admin" else f"{name} needs an admin role. You are a {desk.me.role}."


def _article(desk: Desk) -> str | None:
    row = desk.articles.paged.row
    if row is None:
        return "There is no article here."
    if desk.articles.article is None:
        return (
            "It could not be read; . tries again." if row.id in desk.articles.unreadable else "It is still being read."
        )
    return None


def _edit(desk: Desk) -> str | None:
    article = desk.articles.article
    if said := _article(desk):
        return said
    return "It is archived; its words stay as they were." if article and article.row.status == "archived" else None


def _two_faces(desk: Desk) -> str | None:
    article = desk.articles.article
    if article is None:
        return _article(desk)
    if article.draft is None:
        return "No draft waits: these are the newest words. E writes others."
    return None if article.published is not None else "Nothing of it is published, so there are no other words."


def _difference(desk: Desk) -> str | None:
    article = desk.articles.article
    if article is None:
        return _article(desk)
    return None if article.draft is not None else "No draft waits, so nothing differs. E writes one."


def _publish(desk: Desk) -> str | None:
    article = desk.articles.article
    if article is None:
        return _article(desk)
    if said := _edit(desk):
        return said
    if article.row.id in desk.articles.kept:
        return "Words of yours are not saved yet. E opens them again; then publish."
    if article.newest is None:
        return "It has no words yet. E writes some."
    return None if article.draft is not None else "The newest words are published already. E writes others."


def _dead(desk: Desk) -> str | None:
    chosen = desk.jobs.paged.chosen
    if not chosen:
        return "There is no job here."
    return (
        None if all(job.state == DEAD for job in chosen) else "Only a dead job is retried or discarded; 1 shows them."
    )


def _conversation(desk: Desk) -> str | None:
    row = desk.audit.paged.row if desk.book is Book.AUDIT else desk.jobs.paged.row
    if row is None:
        return "There is nothing here."
    return None if row.conversation_id else "It is not about a conversation."


def _narrow(desk: Desk) -> str | None:
    paged = paged_of(desk, desk.book) if desk.book is not None else None
    return None if paged is not None and (paged.all_rows or paged.needle) else "There is nothing to narrow."


def _some_row(desk: Desk) -> str | None:
    paged = paged_of(desk, desk.book) if desk.book is not None else None
    if paged is None or paged.row is None:
        return "There is nothing here to read."
    return "It is shown in full already. Esc goes back to the list." if paged.whole else None


BOOK_REASONS: dict[str, Callable[[Desk], str | None]] = {
    "jobs": lambda desk: not_admin("Jobs", desk),
    "read": _some_row,
    "narrow": _narrow,
    "edit-article": _edit,
    "other-words": _two_faces,
    "difference": _difference,
    "versions": _article,
    "publish": _publish,
    "to-conversation": _conversation,
    "mark-job": lambda desk: None if desk.jobs.paged.row else "There is no job here.",
    "retry-job": _dead,
    "discard-job": _dead,
}
