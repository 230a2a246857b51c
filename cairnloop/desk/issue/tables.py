"""Issues, and the customers who wait for them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from cairnloop.kernel.tables import Row

NEWEST = (text("created_at DESC"), text("id DESC"))
ELSEWHERE = text("github_issue_url IS NOT NULL")


class Issue(Row):
    """Something to be built or repaired; where the work itself is tracked elsewhere, its address says so."""

    __tablename__ = "issues"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    creator_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    title: Mapped[str]
    body: Mapped[str | None]
    state: Mapped[str]
    github_issue_url: Mapped[str | None]
    finished_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_issues_page", "account_id", *NEWEST),
        Index("ix_issues_state", "account_id", "state", *NEWEST),
        Index(
            "ix_issues_address",
            "account_id",
            "github_issue_url",
            sqlite_where=ELSEWHERE,
            postgresql_where=ELSEWHERE,
        ),
        {"sqlite_strict": True},
    )


class CustomerIssue(Row):
    """A customer who waits for an issue."""

    __tablename__ = "customer_issues"

    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    issue_id: Mapped[UUID] = mapped_column(ForeignKey("issues.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_customer_issues_issue", "account_id", "issue_id", "customer_id"),
        {"sqlite_strict": True},
    )
