"""The account on the wire: what its admins set, and all that the console's and published dashboards' settings show."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from typing_extensions import TypedDict

from cairnloop.wire.hours import MOST_SHIFTS, TimeZone, WorkingHours, WorkingHoursOut
from cairnloop.wire.people import UserOut
from cairnloop.wire.text import Clean, Line

# What published dashboards send back with the rest of the account, and nobody can set.
READ_ONLY = frozenset(
    {"id", "object", "version", "created_at", "updated_at", "users", "widget_settings", "subscription_plan"}
    | {"is_outside_working_hours", "current_minutes_since_midnight"}
)
# Switches of which null means as the house does; they are none of the customers' business.
AS_THE_HOUSE = frozenset({"deadlines_in_business_hours", "record_visits"})


def _https(url: str) -> str:
    if url and (not url.startswith("https://") or any(one.isspace() for one in url) or len(url) < 12):
        raise ValueError("write an address that begins with https://")
    return url


# An address that browsers of strangers load; empty means none.
HttpsUrl = Annotated[str, Clean, StringConstraints(strip_whitespace=True, max_length=2000), AfterValidator(_https)]


class AccountSettings(BaseModel):
    """What is left out, or null, stays; `deadlines_in_business_hours` and `record_visits` null: as the house does."""

    model_config = ConfigDict(extra="forbid")
    disable_automated_reply_emails: bool | None = None
    conversation_reminders_enabled: bool | None = None
    conversation_reminder_hours_interval: Annotated[int, Field(ge=1, le=8760)] | None = None
    max_num_conversation_reminders: Annotated[int, Field(ge=0, le=100)] | None = None
    deadlines_in_business_hours: bool | None = None
    record_visits: bool | None = None

    def given(self) -> dict[str, Any]:
        said = self.model_dump(exclude_unset=True)
        return {name: value for name, value in said.items() if value is not None or name in AS_THE_HOUSE}


class AccountChange(BaseModel):
    """What an admin may change of the account; what is left out stays.

    `seen` is the version you looked at: then nobody else's changes are overwritten.
    """

    model_config = ConfigDict(extra="forbid")
    seen: int | None = Field(default=None, ge=1)
    company_name: Line | None = None
    company_logo_url: HttpsUrl | None = None
    time_zone: TimeZone | None = None
    working_hours: Annotated[list[WorkingHours], Field(max_length=MOST_SHIFTS)] | None = None
    settings: AccountSettings | None = None

    @model_validator(mode="before")
    @classmethod
    def _unwrap(cls, value: Any) -> Any:
        if isinstance(value, dict) and set(value) == {"account"}:
            value = value["account"]
        if not isinstance(value, dict):
            return value
        return {name: one for name, one in value.items() if name not in READ_ONLY}

    def given(self) -> dict[str, Any]:
        """What was said, under the names of the wire."""
        said = self.model_dump(mode="json", exclude_unset=True, exclude={"settings", "seen"})
        return said if self.settings is None else {**said, "settings": self.settings.given()}


class NewAccountFields(BaseModel):
    model_config = ConfigDict(extra="forbid")
    company_name: Line


class FirstAdmin(BaseModel):
    model_config = ConfigDict(extra="forbid")
    email: Annotated[str, Field(max_length=320)]
    password: Annotated[str, Field(max_length=1024)]


class NewAccount(BaseModel):
    """An account and `user`, its first admin: nobody could ever come into one without."""

    model_config = ConfigDict(extra="forbid")
    account: NewAccountFields
    user: FirstAdmin


class OnboardingOut(TypedDict):
    """How far the account is set up; `counts` end at 1,000."""

    has_configured_inbox: bool
    has_configured_profile: bool
    has_invited_teammates: bool
    has_integrations: bool
    has_upgraded_subscription: bool
    counts: dict[str, int]


class AccountBriefOut(TypedDict):
    id: str
    object: Literal["account"]
    company_name: str
    company_logo_url: str | None
    time_zone: str | None
    subscription_plan: Literal["team"]
    settings: dict[str, Any]
    working_hours: list[WorkingHoursOut]
    is_outside_working_hours: bool
    current_minutes_since_midnight: int


class AccountOut(AccountBriefOut):
    version: int
    created_at: str
    updated_at: str
    users: list[UserOut]
    widget_settings: dict[str, Any] | None
