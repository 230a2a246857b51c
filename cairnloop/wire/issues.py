"""Issues on the wire: what customers wait for, in the shape that published front ends know."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from cairnloop.wire.customers import WebAddress
from cairnloop.wire.desk import UserNumber
from cairnloop.wire.text import BodyText, Line

StateName = Literal["unstarted", "in_progress", "in_review", "done", "closed"]


class IssueWords(BaseModel):
    """What is left out stays, or is empty in a new one; null empties it."""

    model_config = ConfigDict(extra="forbid")
    body: BodyText | None = None
    github_issue_url: WebAddress | None = None
    assignee_id: UserNumber | None = None


class NewIssueWords(IssueWords):
    title: Line
    state: StateName = "unstarted"


class IssueChangeWords(IssueWords):
    title: Line = Field(default="", description="an issue without a title would be none: null is refused")
    state: StateName = Field(default="unstarted", description="null is refused")


class NewIssue(BaseModel):
    model_config = ConfigDict(extra="forbid")
    issue: NewIssueWords


class IssueChange(BaseModel):
    model_config = ConfigDict(extra="forbid")
    issue: IssueChangeWords


class Link(BaseModel):
    model_config = ConfigDict(extra="forbid")
    issue_id: UUID


class IssueOut(TypedDict):
    id: str
    object: Literal["issue"]
    account_id: str
    title: str
    body: str | None
    state: str
    github_issue_url: str | None
    creator_id: int
    assignee_id: int | None
    finished_at: str | None
    closed_at: str | None
    created_at: str
    updated_at: str


class LinkedOut(TypedDict):
    """The issues that the customer now waits for, the newest first."""

    ok: Literal[True]
    issues: list[IssueOut]
