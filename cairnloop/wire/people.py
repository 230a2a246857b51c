"""People on the wire: what front ends send and see of users, sessions, keys and customers."""

from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from typing_extensions import TypedDict

from cairnloop.wire.access import Shown
from cairnloop.wire.text import Line, Moment, storable, storable_json

URL_LENGTH = 250


class UserOut(TypedDict):
    id: int
    object: Literal["user"]
    email: str
    created_at: str
    disabled_at: str | None
    archived_at: str | None
    full_name: str | None
    display_name: str | None
    profile_photo_url: str | None
    role: str


class SessionOut(TypedDict):
    user_id: int
    email: str
    account_id: str
    role: str
    token: str
    renew_token: str
    expires_at: str


class ApiKeyOut(TypedDict):
    id: str
    object: Literal["personal_api_key"]
    account_id: str
    user_id: int
    label: str
    hint: str
    scopes: list[str]
    created_at: str
    expires_at: str | None
    last_used_at: str | None
    revoked_at: str | None


class NewApiKeyOut(ApiKeyOut):
    value: str


class CustomerBasicOut(TypedDict):
    id: str
    object: Literal["customer"]
    name: str | None
    email: str | None
    created_at: str
    updated_at: str
    phone: str | None
    external_id: str | None
    profile_photo_url: str | None
    company_id: str | None
    host: str | None
    pathname: str | None
    current_url: str | None
    browser: str | None
    os: str | None
    metadata: dict[str, Any] | None
    title: str


class CustomerOut(CustomerBasicOut):
    first_seen: str
    last_seen_at: str
    ip: str | None
    time_zone: str | None
    verified_at: str | None


class Credentials(BaseModel):
    email: str = Field(max_length=320)
    password: str = Field(max_length=1024)
    totp: Annotated[str, Field(max_length=100)] | None = None


class SignIn(BaseModel):
    user: Credentials


class NewUser(BaseModel):
    model_config = ConfigDict(extra="forbid")
    email: str = Field(max_length=320)
    password: str = Field(max_length=1024)
    role: Literal["admin", "member", "viewer"] = "member"
    full_name: Line | None = None


def _role(value: Any) -> Any:
    """Published front ends call a member a user."""
    return "member" if value == "user" else value


class RoleChange(BaseModel):
    model_config = ConfigDict(extra="forbid")
    role: Annotated[Literal["admin", "member", "viewer"], BeforeValidator(_role)]


class NewApiKey(BaseModel):
    """Scopes are `all`, `read`, `write`, or names of permissions; without `expires_at` the key works until revoked."""

    model_config = ConfigDict(extra="forbid")
    label: Line
    scopes: Annotated[list[Annotated[str, Field(max_length=40)]], Field(min_length=1, max_length=40)] = ["all"]
    expires_at: Moment | None = None


def _word(value: Any) -> str | None:
    """What a page says about its customer: short text, or nothing. Published widgets send "null" and numbers."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = storable(str(value)).strip()
    return None if text in ("", "null", "undefined") else text[:255]


def _url(value: Any) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return None
    text = storable(value.strip())
    return text if len(text) <= URL_LENGTH else text[:URL_LENGTH] + "..."


def _pixels(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1_000_000 else None


def _map(value: Any) -> dict[str, Any] | None:
    return storable_json(value) if isinstance(value, dict) and len(value) <= 100 and len(str(value)) < 16_384 else None


Word = Annotated[str | None, BeforeValidator(_word)]
Url = Annotated[str | None, BeforeValidator(_url)]
Pixels = Annotated[int | None, BeforeValidator(_pixels)]


class CustomerFields(BaseModel):
    """All that a page may say of its customer. Whatever else it sends is ignored; what is malformed is dropped."""

    external_id: Word = None
    email: Word = None
    name: Word = None
    phone: Word = None
    profile_photo_url: Url = None
    browser: Word = None
    browser_version: Word = None
    browser_language: Word = None
    os: Word = None
    current_url: Url = None
    host: Word = None
    pathname: Url = None
    screen_height: Pixels = None
    screen_width: Pixels = None
    lib: Word = None
    time_zone: Word = None
    metadata: Annotated[dict[str, Any] | None, BeforeValidator(_map)] = None


class NewCustomerFields(CustomerFields, Shown):
    account_id: UUID


class UpdatedCustomerFields(CustomerFields, Shown):
    """What the page says now, and perhaps what proves it."""


class NewCustomer(BaseModel):
    customer: NewCustomerFields


class CustomerUpdate(BaseModel):
    metadata: UpdatedCustomerFields


@lru_cache(maxsize=1_000)
def naive(at: datetime) -> str:
    """`2026-01-02T03:04:05`: how published clients expect created_at and updated_at (UTC, without saying so)."""
    return at.isoformat()[:19]


@lru_cache(maxsize=1_000)
def zulu(at: datetime | None) -> str | None:
    """`2026-01-02T03:04:05Z`: all other instants."""
    return None if at is None else f"{at.isoformat()[:19]}Z"
