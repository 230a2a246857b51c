"""Reports on the wire: sums and spreads over a period, by day, weekday, user and tag."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_type_hints

from typing_extensions import TypedDict, is_typeddict

ReportName = Literal["volumes", "replies", "resolution", "people", "tags", "drafts"]
NAMES: tuple[ReportName, ...] = ("volumes", "replies", "resolution", "people", "tags", "drafts")


class SpreadOut(TypedDict):
    """Of so many values; in seconds, or for drafts as a share of the longer text. Null where there are none."""

    count: int
    mean: float | None
    median: float | None
    p90: float | None


class HeadOut(TypedDict):
    """What every report says of itself.

    `exact`: medians and percentiles are those of the values themselves; else at most 2 % off. `complete`: all that
    was written when it was asked for is counted, by the hours and the time zone that are set now.
    """

    object: Literal["report"]
    name: str
    from_date: str
    to_date: str
    time_zone: str
    inbox_id: str | None
    tag_id: str | None
    exact: bool
    complete: bool


class OfDayOut(TypedDict):
    date: str


class VolumesOut(TypedDict):
    conversations: int
    received: int
    sent: int
    automatic: int
    notes: int


class VolumesOfDayOut(OfDayOut, VolumesOut): ...


class VolumesOfWeekdayOut(TypedDict):
    """On average over the `days` of the period that are such a day of the week."""

    weekday: str
    days: int
    conversations: float
    received: float
    sent: float
    automatic: float
    notes: float


class VolumesReportOut(HeadOut):
    total: VolumesOut
    rows: list[VolumesOfDayOut]
    weekdays: list[VolumesOfWeekdayOut]


class RepliesOut(TypedDict):
    asked: int
    answered: int
    first_reply: SpreadOut
    first_reply_business: SpreadOut


class RepliesOfDayOut(OfDayOut, RepliesOut): ...


class RepliesReportOut(HeadOut):
    total: RepliesOut
    rows: list[RepliesOfDayOut]


class ResolutionOut(TypedDict):
    resolved: int
    resolution: SpreadOut
    resolution_business: SpreadOut


class ResolutionOfDayOut(OfDayOut, ResolutionOut): ...


class ResolutionReportOut(HeadOut):
    total: ResolutionOut
    rows: list[ResolutionOfDayOut]


class PersonOut(TypedDict):
    id: int
    name: str
    email: str


class OfPersonOut(TypedDict):
    user: PersonOut
    conversations: int
    sent: int
    notes: int
    first_reply: SpreadOut
    first_reply_business: SpreadOut
    resolved: int
    resolution: SpreadOut
    resolution_business: SpreadOut
    approved: int
    edited: int
    discarded: int
    edit_distance: SpreadOut


class PeopleReportOut(HeadOut):
    rows: list[OfPersonOut]


class TagFiguresOut(TypedDict):
    conversations: int
    received: int
    sent: int
    automatic: int
    asked: int
    first_reply: SpreadOut
    first_reply_business: SpreadOut
    resolved: int
    resolution: SpreadOut
    resolution_business: SpreadOut


class TagBriefOut(TypedDict):
    id: str
    name: str
    color: str | None


class WhichTagOut(TypedDict):
    tag: TagBriefOut


class OfTagOut(WhichTagOut, TagFiguresOut): ...


class TagsReportOut(HeadOut):
    total: TagFiguresOut
    rows: list[OfTagOut]


class DraftsOut(TypedDict):
    proposed: int
    pending: int
    approved: int
    automatic: int
    edited: int
    discarded: int
    superseded: int
    failed: int
    edit_distance: SpreadOut


class DraftsOfDayOut(OfDayOut, DraftsOut): ...


class EditBandOut(TypedDict):
    """How many edited drafts were changed by more than the band before and up to `upto` of their length."""

    upto: float
    count: int


class DraftsReportOut(HeadOut):
    total: DraftsOut
    rows: list[DraftsOfDayOut]
    edits: list[EditBandOut]


class RebuildingOut(TypedDict):
    object: Literal["rebuilding"]
    era: int


class DateCountOut(TypedDict):
    date: str
    count: int


class UserBriefOut(TypedDict):
    id: int
    email: str


class UserCountOut(TypedDict):
    user: UserBriefOut
    count: int


class WeekdayAverageOut(TypedDict):
    """`unit` is what is averaged over; days without any message are none of them."""

    day: str
    average: float
    total: int
    unit: Literal["messages per day"]


class FirstReplyWeekOut(TypedDict):
    start_date: str
    end_date: str
    average: float
    median: float
    seconds_to_first_reply_list: list[int]


class ResolutionWeekOut(TypedDict):
    start_date: str
    end_date: str
    average: float
    median: float
    seconds_to_resolution_list: list[int]


class ReportingOut(TypedDict):
    """The shape that published dashboards read."""

    messages_by_date: list[DateCountOut]
    conversations_by_date: list[DateCountOut]
    sent_messages_by_date: list[DateCountOut]
    received_messages_by_date: list[DateCountOut]
    messages_per_user: list[UserCountOut]
    messages_by_weekday: list[WeekdayAverageOut]
    average_time_to_first_reply: float
    median_time_to_first_reply: float
    first_reply_metrics_by_week: list[FirstReplyWeekOut]
    average_time_to_resolution: float
    median_time_to_resolution: float
    resolution_metrics_by_week: list[ResolutionWeekOut]


ROWS: Mapping[str, Any] = {
    "volumes": VolumesOfDayOut,
    "replies": RepliesOfDayOut,
    "resolution": ResolutionOfDayOut,
    "people": OfPersonOut,
    "tags": OfTagOut,
    "drafts": DraftsOfDayOut,
}


def columns(row: Any, before: str = "") -> Iterator[str]:
    """The names that `flat` gives to what is in rows of this kind, also where there are none."""
    for name, kind in get_type_hints(row).items():
        if is_typeddict(kind):
            yield from columns(kind, f"{before}{name}_")
        else:
            yield f"{before}{name}"


def flat(row: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """A row as a spreadsheet has it: what is within something stands beside it, as `user_name`."""
    for name, value in row.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{before}{name}_")
        else:
            yield f"{before}{name}", value
