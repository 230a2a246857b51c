"""The books of the house, beside its conversations."""

from enum import StrEnum


class Book(StrEnum):
    """Each is a long list that is read page by page; the name is that of its part of the state, too."""

    ARTICLES = "articles"
    AUDIT = "audit"
    JOBS = "jobs"
    USERS = "users"
    INBOXES = "inboxes"
    WEBHOOKS = "webhooks"
    CANNED = "canned"
    TAGS = "tags"
    SETTINGS = "settings"
    CUSTOMERS = "customers"
    PERSON = "person"
    COMPANIES = "companies"
    FOUND = "found"


TITLES: dict[Book, str] = {
    Book.ARTICLES: "Articles",
    Book.AUDIT: "Audit trail",
    Book.JOBS: "Jobs",
    Book.USERS: "Users",
    Book.INBOXES: "Inboxes",
    Book.WEBHOOKS: "Webhooks",
    Book.CANNED: "Canned replies",
    Book.TAGS: "Tags",
    Book.SETTINGS: "Settings",
    Book.CUSTOMERS: "Customers",
    Book.PERSON: "Customer",
    Book.COMPANIES: "Companies",
    Book.FOUND: "Search",
}
# The books about the house itself, whose rows are things of several kinds.
HOUSE = frozenset({Book.USERS, Book.INBOXES, Book.WEBHOOKS, Book.CANNED, Book.TAGS, Book.SETTINGS})

# The questions that have a key of their own, by book: what is asked (of a row of the list: `what:ID`), and its name.
TABS: dict[Book, tuple[tuple[str, str], ...]] = {
    Book.ARTICLES: (("", "All"), ("published", "Published"), ("draft", "Drafts"), ("archived", "Archived")),
    Book.AUDIT: (),
    Book.JOBS: (("dead", "Dead"), ("waiting", "Waiting"), ("running", "Running")),
    Book.USERS: (
        ("", "Here"),
        ("left", "Left"),
        ("invitations", "Invitations"),
        ("sessions", "My sessions"),
        ("keys", "My keys"),
    ),
    Book.INBOXES: (),
    Book.WEBHOOKS: (
        ("", "Subscriptions"),
        ("deliveries", "Deliveries"),
        ("failed", "Failing"),
        ("abandoned", "Given up"),
    ),
    Book.CANNED: (),
    Book.TAGS: (),
    Book.SETTINGS: (),
    Book.CUSTOMERS: (),
    Book.PERSON: (("timeline", "Timeline"), ("conversations", "Conversations"), ("notes", "Notes")),
    Book.COMPANIES: (),
    Book.FOUND: (),
}
# The books that are about customers, and those of all that are asked in words.
PEOPLE = frozenset({Book.CUSTOMERS, Book.PERSON, Book.COMPANIES, Book.FOUND})
SEARCHED = frozenset({Book.AUDIT, Book.CUSTOMERS, Book.FOUND})


def tab_of(asked: str) -> str:
    """Which tab a question belongs to: what stands before the row that it is about."""
    return asked.partition(":")[0]
