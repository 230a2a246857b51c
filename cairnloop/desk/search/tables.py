"""The index over messages: an entry for each, on shelves by account, and how far indexing has come."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Integer, Text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from cairnloop.kernel.tables import Row, after_create

_NUMBER = BigInteger().with_variant(Integer(), "sqlite")


class Shelf(Row):
    """One account's entries. Its number leads every word in the index, so that a search cannot leave its account."""

    __tablename__ = "message_shelves"

    number: Mapped[int] = mapped_column(_NUMBER, primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), unique=True)


class Segment(Row):
    """A stretch of a shelf: so many entries, in which keys and times they lie. A search walks them newest first."""

    __tablename__ = "message_segments"

    shelf: Mapped[int] = mapped_column(_NUMBER, primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    entries: Mapped[int]
    first_key: Mapped[int] = mapped_column(_NUMBER)
    last_key: Mapped[int] = mapped_column(_NUMBER)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["shelf"], ["message_shelves.number"], ondelete="CASCADE"),
        {"sqlite_strict": True},
    )


class Entry(Row):
    """What can be found of one message, under its `seq`: its words, and those about it (customer, subject, author).

    It leaves with its message.
    """

    __tablename__ = "message_entries"

    key: Mapped[int] = mapped_column(_NUMBER, primary_key=True, autoincrement=False)
    shelf: Mapped[int] = mapped_column(_NUMBER)
    segment: Mapped[int]
    size: Mapped[int]
    about: Mapped[str]
    words: Mapped[str] = mapped_column(Text().with_variant(TSVECTOR(), "postgresql"))

    __table_args__ = (
        ForeignKeyConstraint(["key"], ["messages.seq"], ondelete="CASCADE"),
        {"sqlite_strict": True},
    )


class Mark(Row):
    """How far indexing has come: everything up to `done` is indexed, and nothing older can appear any more.

    `upper` is the same to be, as soon as every transaction before `horizon` has ended.
    """

    __tablename__ = "message_marks"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    done: Mapped[int] = mapped_column(_NUMBER)
    upper: Mapped[int] = mapped_column(_NUMBER)
    horizon: Mapped[int] = mapped_column(_NUMBER)


class Stale(Row):
    """Something is different that entries say: of a conversation's messages after `above`, or of all of a customer's.

    Triggers write it, whoever it was that changed it, and the indexer works it off. A row a change, so that none hides
    behind an earlier one that is being worked off.
    """

    __tablename__ = "message_stale"

    id: Mapped[int] = mapped_column(_NUMBER, primary_key=True)
    conversation_id: Mapped[UUID | None] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"))
    above: Mapped[int] = mapped_column(_NUMBER, server_default="0")


# On SQLite the index follows its entries by triggers, whoever deletes them; it keeps no text of its own.
FULL_TEXT = {
    "sqlite": [
        "CREATE VIRTUAL TABLE message_index USING fts5(words, about, content='message_entries', content_rowid='key', "
        "columnsize=0, tokenize=\"ascii tokenchars '_'\")",
        "CREATE TRIGGER message_entries_added AFTER INSERT ON message_entries BEGIN "
        "INSERT INTO message_index (rowid, words, about) VALUES (NEW.key, NEW.words, NEW.about); END",
        "CREATE TRIGGER message_entries_gone AFTER DELETE ON message_entries BEGIN "
        "INSERT INTO message_index (message_index, rowid, words, about) "
        "VALUES ('delete', OLD.key, OLD.words, OLD.about); END",
        "CREATE TRIGGER message_entries_changed AFTER UPDATE ON message_entries BEGIN "
        "INSERT INTO message_index (message_index, rowid, words, about) "
        "VALUES ('delete', OLD.key, OLD.words, OLD.about); "
        "INSERT INTO message_index (rowid, words, about) VALUES (NEW.key, NEW.words, NEW.about); END",
    ],
    "postgresql": [
        "CREATE INDEX ix_message_entries_words ON message_entries USING gin (words) WITH (fastupdate = off)",
    ],
}

# What entries say, by the table that says it, and what is stale when it changes.
SAID = {
    "conversations": (("subject", "inbox_id", "customer_id"), "conversation_id", "id"),
    "customers": (("name", "email", "external_id"), "customer_id", "id"),
    "messages": (("body", "conversation_id", "private"), "conversation_id", "conversation_id"),
}


def _watch(dialect: str, name: str) -> list[str]:
    columns, stale, key = SAID[name]
    differs = "IS NOT" if dialect == "sqlite" else "IS DISTINCT FROM"
    when = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in columns)
    trigger = f"CREATE TRIGGER {name}_stale AFTER UPDATE OF {', '.join(columns)} ON {name} FOR EACH ROW WHEN ({when})"
    insert = f"INSERT INTO message_stale ({stale}) VALUES (NEW.{key})"  # noqa: S608 - our own names
    if dialect == "sqlite":
        return [f"{trigger} BEGIN {insert}; END"]
    function = (
        f"CREATE FUNCTION {name}_stale() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {insert}; RETURN NULL; END $$"
    )
    return [function, f"{trigger} EXECUTE FUNCTION {name}_stale()"]


after_create(Entry, FULL_TEXT)
after_create(Entry, {dialect: [one for name in SAID for one in _watch(dialect, name)] for dialect in FULL_TEXT})
