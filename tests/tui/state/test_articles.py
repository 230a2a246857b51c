"""Articles as the state has them: which words are shown, which are kept, and when what was read is read again."""

from typing import Any

from cairnloop.tui.state import leafing as b
from cairnloop.tui.state.articles import KEPT, Article, Face, article_of, row_of
from cairnloop.tui.state.book import Book
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.listing import Edge
from cairnloop.tui.state.paged import Leaf
from cairnloop.tui.state.trouble import Trouble
from tests.tui.make import after, live


def wire(id: str = "a1", *states: str, **fields: Any) -> dict[str, Any]:
    """An article with a version in each state, oldest first."""
    revisions = [
        {"id": f"{id}v{n}", "version": n, "state": state, "title": "Maps", "digest": f"d{n}"}
        for n, state in enumerate(states, start=1)
    ]
    status = "published" if "published" in states else "draft"
    row = {"id": id, "title": "Maps", "status": status, "updated_at": "2026-03-01T10:00:00"}
    return {**row, "body": "Newest.", "revisions": revisions[::-1], **fields}


def article(*states: str, published: str | None = None, id: str = "a1") -> Article:
    return article_of(wire(id, *states), published)


def shelved(*ids: str) -> Desk:
    rows = tuple(row_of(wire(id, "published")) for id in ids)
    return after(live(), b.BookOpened(Book.ARTICLES), b.LeafRead(Book.ARTICLES, "", Edge.ANEW, Leaf(None, rows, None)))


def test_what_waits_is_shown_first_and_what_is_published_on_demand() -> None:
    both = after(shelved("a1"), b.ArticleRead(article("published", "draft", published="Old.")))
    assert (both.articles.shown, both.articles.article) != (Face.PUBLISHED, None)
    other = after(both, b.FaceChosen(Face.PUBLISHED))
    assert other.articles.article is not None
    assert [other.articles.article.body(face) for face in (Face.DRAFT, Face.PUBLISHED)] == ["Newest.", "Old."]
    assert other.articles.shown is Face.PUBLISHED


def test_a_face_that_is_not_there_is_not_shown() -> None:
    published = after(shelved("a1"), b.ArticleRead(article("superseded", "published")), b.FaceChosen(Face.DIFFERENCE))
    assert published.articles.shown is Face.PUBLISHED
    draft = after(shelved("a1"), b.ArticleRead(article("draft")), b.FaceChosen(Face.PUBLISHED))
    assert draft.articles.shown is Face.DRAFT
    assert after(draft, b.FaceChosen(Face.DIFFERENCE)).articles.shown is Face.DIFFERENCE


def test_another_article_is_shown_with_its_own_face() -> None:
    desk = after(shelved("a1", "a2"), b.ArticleRead(article("published", "draft")), b.FaceChosen(Face.DIFFERENCE))
    assert after(desk, b.RowMoved(1), b.RowMoved(-1)).articles.face is None


def test_an_article_that_was_read_is_known_better_in_the_list_too() -> None:
    desk = after(shelved("a1"), b.ArticleRead(article("published", "draft")))
    assert desk.articles.paged.row is not None
    assert desk.articles.paged.row.draft


def test_only_so_many_articles_are_kept() -> None:
    desk = after(shelved("a1"), *(b.ArticleRead(article("draft", id=f"x{n}")) for n in range(KEPT + 3)))
    assert len(desk.articles.read) == KEPT
    assert f"x{KEPT + 2}" in desk.articles.read


def test_what_changed_elsewhere_is_read_again_and_what_failed_is_tried_again() -> None:
    trouble = Trouble("a", "b", "c")
    desk = after(shelved("a1", "a2"), b.ArticleRead(article("published")), b.ArticleUnread("a2", trouble))
    same = after(desk, b.LeafRead(Book.ARTICLES, "", Edge.ANEW, Leaf(None, (row_of(wire("a1", "published")),), None)))
    assert "a1" in same.articles.read
    assert same.articles.unreadable == {}
    newer = row_of(wire("a1", "published", updated_at="2026-03-02T09:00:00"))
    changed = after(desk, b.LeafRead(Book.ARTICLES, "", Edge.ANEW, Leaf(None, (newer,), None)))
    assert "a1" not in changed.articles.read


def test_words_that_could_not_be_saved_are_kept_until_they_are() -> None:
    desk = after(shelved("a1"), b.WordsKept("a1", "Mine."))
    assert desk.articles.kept == {"a1": "Mine."}
    assert after(desk, b.WordsKept("a1")).articles.kept == {}


def test_the_file_for_the_editor_carries_the_title_whatever_is_in_it() -> None:
    odd = article_of({**wire("a1", "draft"), "title": "x"}, None)
    assert odd.as_file == '---\ntitle: "Maps"\n---\n\nNewest.\n'
    version = {"id": "v", "version": 1, "state": "draft", "title": 'Say "yes": no\n', "digest": "d"}
    quoted = article_of({**wire(), "revisions": [version]}, None)
    assert 'title: "Say \\"yes\\": no\\n"' in quoted.as_file


def test_an_answer_to_a_question_that_is_no_longer_asked_is_dropped() -> None:
    desk = after(shelved("a1"), b.Asked(Book.ARTICLES, "draft"))
    late = b.LeafRead(Book.ARTICLES, "", Edge.ANEW, Leaf(None, (row_of(wire("a1")),), None))
    assert after(desk, late).articles.paged.rows == ()
    assert after(desk, b.LeafUnread(Book.ARTICLES, "", Trouble("a", "b", "c"))).articles.paged.trouble is None
