"""Why something cannot be done in a book: always in words that say what it would take."""

from dataclasses import replace
from typing import Any

import pytest

from cairnloop.client.channel import Link
from cairnloop.tui.acting.actions import BY_ID
from cairnloop.tui.acting.grounds import why_not
from cairnloop.tui.state import events as e
from cairnloop.tui.state import leafing as b
from cairnloop.tui.state.articles import article_of, row_of
from cairnloop.tui.state.book import Book
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.jobs import job_of
from cairnloop.tui.state.listing import Edge
from cairnloop.tui.state.paged import Leaf
from cairnloop.tui.state.trail import entry_of
from cairnloop.tui.state.trouble import Trouble
from tests.tui.make import after, live
from tests.tui.state.test_articles import shelved, wire


def why(action_id: str, desk: Desk) -> str | None:
    return why_not(BY_ID[action_id], desk)


def reading(*states: str, **fields: Any) -> Desk:
    said = wire("a1", *states, **fields)
    return after(shelved("a1"), b.ArticleRead(replace(article_of(said, "Old."), row=row_of(said))))


def jobs(*states: str) -> Desk:
    rows = tuple(job_of({"id": f"j{at}", "kind": "work", "state": state}) for at, state in enumerate(states))
    return after(live(), b.BookOpened(Book.JOBS), b.LeafRead(Book.JOBS, "dead", Edge.ANEW, Leaf(None, rows, None)))


def test_jobs_are_for_those_who_run_the_house() -> None:
    assert why("jobs", live(role="member")) == "Jobs needs an admin role. You are a member."
    assert why("retry-job", live(role="member")) == "Retry needs an admin role. You are a member."
    assert why("jobs", live(readonly=True)) is None
    assert why("publish", live(role="member")) == "There is no article here."


def test_a_draft_beside_published_words_can_be_weighed_and_published() -> None:
    desk = reading("published", "draft")
    assert [why(one, desk) for one in ("publish", "difference", "other-words", "versions", "read")] == [None] * 5


@pytest.mark.parametrize(
    ("action_id", "desk", "words"),
    [
        ("publish", reading("superseded", "published"), "The newest words are published already. E writes others."),
        ("difference", reading("published"), "No draft waits, so nothing differs. E writes one."),
        ("other-words", reading("published"), "No draft waits: these are the newest words. E writes others."),
        ("other-words", reading("draft"), "Nothing of it is published, so there are no other words."),
        ("publish", reading(), "It has no words yet. E writes some."),
        ("edit-article", reading("superseded", status="archived"), "It is archived; its words stay as they were."),
        ("publish", after(reading("published", "draft"), b.WordsKept("a1", "x")), "Words of yours are not saved yet."),
        ("publish", shelved("a1"), "It is still being read."),
        ("publish", after(shelved("a1"), b.ArticleUnread("a1", Trouble("a", "b", "c"))), "It could not be read;"),
        ("edit-article", after(reading("draft"), e.LinkChanged(Link.LOST)), "Edit article has to wait: the connection"),
        ("retry-job", jobs("waiting"), "Only a dead job is retried or discarded; 1 shows them."),
        ("discard-job", jobs(), "There is no job here."),
        ("mark-job", jobs(), "There is no job here."),
        ("to-conversation", jobs("dead"), "It is not about a conversation."),
        ("narrow", jobs(), "There is nothing to narrow."),
        ("read", jobs(), "There is nothing here to read."),
    ],
)
def test_a_refusal_says_what_it_would_take(action_id: str, desk: Desk, words: str) -> None:
    said = why(action_id, desk)
    assert said is not None
    assert said.startswith(words)


def test_what_is_marked_decides_what_can_be_done() -> None:
    mixed = after(jobs("dead", "waiting"), b.Marked())
    assert why("retry-job", mixed) is None
    assert why("retry-job", after(mixed, b.Marked())) is not None


def test_an_entry_leads_to_the_conversation_it_is_about() -> None:
    rows = tuple(entry_of({"seq": n, "conversation_id": one}) for n, one in enumerate(("c1", None)))
    desk = after(live(), b.BookOpened(Book.AUDIT), b.LeafRead(Book.AUDIT, "", Edge.ANEW, Leaf(None, rows, None)))
    assert why("to-conversation", desk) is None
    assert why("to-conversation", after(desk, b.RowMoved(1))) == "It is not about a conversation."
