"""What reports are read from: sums by day, what each conversation adds to them, and how far counting has come."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from cairnloop.desk.marks.tables import ConversationTag
from cairnloop.kernel.tables import Row, after_create

_NUMBER = BigInteger().with_variant(Integer(), "sqlite")
# In the place of a tag: whatever tags a conversation has.
ANY_TAG = UUID(int=0)


class Cell(Row):
    """The figures of one day of one inbox: of all its conversations or those with a tag, of the desk or of one user.

    A day is one of the account's time zone, written as 2026-03-02.
    """

    __tablename__ = "report_cells"

    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    tag_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[str] = mapped_column(primary_key=True)
    inbox_id: Mapped[UUID] = mapped_column(primary_key=True)
    figures: Mapped[dict[str, Any]]


class Fact(Row):
    """What is known of one conversation, and what of it stands in the sums: to count it again is to take that out.

    One of an older era than its account's stands in no sum.
    """

    __tablename__ = "report_facts"

    conversation_id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID]
    inbox_id: Mapped[UUID]
    era: Mapped[int]
    messages: Mapped[int]
    counted: Mapped[dict[str, Any]]
    counted_at: Mapped[datetime]
    # When the customer first asked, and after how many seconds the first reply left; by the clock, and of open hours.
    asked_on: Mapped[str | None]
    first_reply: Mapped[int | None]
    first_reply_business: Mapped[int | None]
    answered_by: Mapped[int | None]
    resolved_on: Mapped[str | None]
    resolution: Mapped[int | None]
    resolution_business: Mapped[int | None]
    resolved_by: Mapped[int | None]

    __table_args__ = (
        Index("ix_report_facts_asked", "account_id", "asked_on"),
        Index("ix_report_facts_resolved", "account_id", "resolved_on"),
        {"sqlite_strict": True},
    )


class Change(Row):
    """A conversation that is to be counted again: at once, or one with very many messages at its time.

    A row a change, so that none hides behind an earlier one that is being worked off.
    """

    __tablename__ = "report_changes"

    id: Mapped[int] = mapped_column(_NUMBER, primary_key=True)
    conversation_id: Mapped[UUID]
    due_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_report_changes_conversation_id", "conversation_id"), {"sqlite_strict": True})


class Progress(Row):
    """How far messages have been counted: up to `seen` once, and up to `done` so that none can appear below any more.

    Up to `settled` nothing can appear; up to `upper` when every transaction before `horizon` has ended.
    """

    __tablename__ = "report_progress"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    done: Mapped[int] = mapped_column(_NUMBER)
    seen: Mapped[int] = mapped_column(_NUMBER)
    settled: Mapped[int] = mapped_column(_NUMBER)
    upper: Mapped[int] = mapped_column(_NUMBER)
    horizon: Mapped[int] = mapped_column(_NUMBER)


class Era(Row):
    """Counting anew from nothing begins another era of an account.

    `rebuilding` while its conversations are counted again, one `place` after the other.
    """

    __tablename__ = "report_eras"

    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    era: Mapped[int]
    rebuilding: Mapped[bool]
    place: Mapped[dict[str, Any]]


# What no event tells of: a conversation that comes to another inbox, and its tags.
_CHANGES = (
    ("conversations_moved", "UPDATE OF inbox_id ON conversations", "OLD.inbox_id {differs} NEW.inbox_id", ("NEW.id",)),
    ("conversation_tags_put_on", "INSERT ON conversation_tags", "", ("NEW.conversation_id",)),
    ("conversation_tags_taken_off", "DELETE ON conversation_tags", "", ("OLD.conversation_id",)),
    (
        "conversation_tags_carried",
        "UPDATE OF conversation_id ON conversation_tags",
        "",
        ("OLD.conversation_id", "NEW.conversation_id"),
    ),
)


def _watch(dialect: str, name: str, happens: str, when: str, ids: tuple[str, ...]) -> list[str]:
    only = f" WHEN ({when.format(differs='IS NOT' if dialect == 'sqlite' else 'IS DISTINCT FROM')})" if when else ""
    trigger = f"CREATE TRIGGER {name} AFTER {happens} FOR EACH ROW{only}"
    values = ", ".join(f"({one})" for one in ids)
    insert = f"INSERT INTO report_changes (conversation_id) VALUES {values}"  # noqa: S608 - our own names
    if dialect == "sqlite":
        return [f"{trigger} BEGIN {insert}; END"]
    function = f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {insert}; RETURN NULL; END $$"
    return [function, f"{trigger} EXECUTE FUNCTION {name}()"]


WATCHES = {
    dialect: [text for one in _CHANGES for text in _watch(dialect, *one)] for dialect in ("sqlite", "postgresql")
}

# Made with the later of the two tables that they watch.
after_create(ConversationTag, WATCHES)
