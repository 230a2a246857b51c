"""Inboxes on the wire: what operators send and see of them and of their members."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from typing_extensions import TypedDict

from cairnloop.wire.people import UserOut
from cairnloop.wire.problems import SLUG
from cairnloop.wire.text import Clean, Line, LongLine

Slug = Annotated[
    str,
    Clean,
    StringConstraints(strip_whitespace=True, to_lower=True, pattern=SLUG),
]
Policy = Literal["allow", "require_approval", "draft_only", "deny"]


class InboxMemberOut(TypedDict):
    id: str
    object: Literal["inbox_member"]
    inbox_id: str
    user_id: int
    role: str
    created_at: str
    updated_at: str
    user: UserOut


class _Wrapped(BaseModel):
    """Published clients put the fields into `inbox`; scripts leave that out."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _unwrap(cls, value: Any) -> Any:
        return value["inbox"] if isinstance(value, dict) and set(value) == {"inbox"} else value


class NewInbox(_Wrapped):
    """Without a slug it is made from the name; without a policy it is the house's own."""

    name: Line
    description: LongLine | None = None
    slug: Slug | None = None
    is_primary: bool = False
    is_private: bool = False
    draft_policy: Policy | None = None


class InboxChange(_Wrapped):
    """What an admin may change of an inbox; what is left out, or null, stays. An empty description is none.

    `seen` is the version you looked at: then nobody else's changes are overwritten.
    """

    seen: int | None = Field(default=None, ge=1)
    name: Line | None = None
    description: LongLine | None = None
    slug: Slug | None = None
    is_primary: bool | None = None
    is_private: bool | None = None
    draft_policy: Policy | None = None


class InboxMemberChange(BaseModel):
    model_config = ConfigDict(extra="forbid")
    role: Literal["member", "admin"] = "member"
