"""Business hours on the wire: shifts as published clients know them, holidays, and whether somebody is there."""

from datetime import date, timedelta
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from typing_extensions import TypedDict

from cairnloop.wire.text import Clean, Line

MOST_SHIFTS, MOST_HOLIDAYS, MOST_SPANS = 100, 200, 10
LONGEST = timedelta(days=366)
FIRST, LAST = date(1990, 1, 1), date(2200, 12, 31)
DAYS = Literal[
    "everyday",
    "weekdays",
    "weekends",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("is no time zone we know; write one like Europe/Berlin or America/New_York") from None
    return name


TimeZone = Annotated[
    str, Clean, StringConstraints(strip_whitespace=True, min_length=1, max_length=64), AfterValidator(_zone)
]


class Span(BaseModel):
    """Minutes since midnight by the wall clock. An end that is not after the start lies on the next day."""

    start_minute: int = Field(ge=0, lt=1440)
    end_minute: int = Field(ge=0, le=1440)

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.start_minute == self.end_minute:
            raise ValueError("a shift needs a length; the whole day is start_minute 0 and end_minute 1440")
        return self


class WorkingHours(Span):
    """One shift. Several on one day are split shifts."""

    day: DAYS


class HolidayIn(BaseModel):
    """Closed on these days, or open in other `hours`. `date` is short for one that lasts a day."""

    model_config = ConfigDict(extra="forbid")
    name: Line = "Holiday"
    start_date: date = Field(ge=FIRST, le=LAST)
    end_date: date = Field(ge=FIRST, le=LAST)
    yearly: bool = False
    hours: Annotated[list[Span], Field(max_length=MOST_SPANS)] = []

    @model_validator(mode="before")
    @classmethod
    def _one_day(cls, value: Any) -> Any:
        if not isinstance(value, dict) or ("start_date" in value and "end_date" in value):
            return value
        rest = {name: one for name, one in value.items() if name != "date"}
        first = value.get("date", value.get("start_date"))
        return value if first is None else {"start_date": first, "end_date": first, **rest}

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end_date < self.start_date:
            raise ValueError("end_date lies before start_date")
        if self.end_date - self.start_date >= LONGEST:
            raise ValueError("a holiday lasts at most a year; write several")
        return self


class HoursChange(BaseModel):
    """What is left out stays; an empty list of shifts means that somebody is always there, but on holidays.

    `seen` is the version you looked at: then nobody else's changes are overwritten.
    """

    model_config = ConfigDict(extra="forbid")
    seen: int | None = Field(default=None, ge=1)
    time_zone: TimeZone | None = None
    working_hours: Annotated[list[WorkingHours], Field(max_length=MOST_SHIFTS)] | None = None
    holidays: Annotated[list[HolidayIn], Field(max_length=MOST_HOLIDAYS)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _unwrap(cls, value: Any) -> Any:
        whole = isinstance(value, dict) and set(value) == {"business_hours"}
        return value["business_hours"] if whole else value


class SpanOut(TypedDict):
    start_minute: int
    end_minute: int


class WorkingHoursOut(SpanOut):
    day: str


class HolidayOut(TypedDict):
    name: str
    start_date: str
    end_date: str
    yearly: bool
    hours: list[SpanOut]


class BusinessHoursOut(TypedDict):
    """`inherited`: an inbox that has no hours of its own goes by the account's.

    `version` is that of the inbox, or of the account, and grows with every change of it.
    """

    object: Literal["business_hours"]
    account_id: str
    inbox_id: str | None
    version: int
    inherited: bool
    time_zone: str | None
    working_hours: list[WorkingHoursOut]
    holidays: list[HolidayOut]
    open: bool
    opens_at: str | None
    closes_at: str | None
