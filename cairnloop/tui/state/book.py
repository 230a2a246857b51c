"""The books of the house, beside its conversations."""

from enum import StrEnum


class Book(StrEnum):
    """Each is a long list that is read page by page; the name is that of its part of the state, too."""

    ARTICLES = "articles"
    AUDIT = "audit"
    JOBS = "jobs"


TITLES: dict[Book, str] = {Book.ARTICLES: "Articles", Book.AUDIT: "Audit trail", Book.JOBS: "Jobs"}

# The questions that have a key of their own, by book: what is asked, and what it is called.
TABS: dict[Book, tuple[tuple[str, str], ...]] = {
    Book.ARTICLES: (("", "All"), ("published", "Published"), ("draft", "Drafts"), ("archived", "Archived")),
    Book.AUDIT: (),
    Book.JOBS: (("dead", "Dead"), ("waiting", "Waiting"), ("running", "Running")),
}
