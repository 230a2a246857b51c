"""The period of a report: whole days of the account's time zone, a year at most."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from cairnloop.errors import Invalid

MOST_DAYS = 366
USUAL_DAYS = 30
ONE_DAY = timedelta(days=1)
HOW = "write a day like 2026-03-02, or an instant like 2026-03-02T09:00:00Z"


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both included."""

    first: date
    last: date
    zone: ZoneInfo | None = None

    @property
    def days(self) -> list[date]:
        return [self.first + ONE_DAY * number for number in range((self.last - self.first).days + 1)]

    @property
    def ends(self) -> tuple[str, str]:
        """As days are written in the sums."""
        return self.first.isoformat(), self.last.isoformat()

    @property
    def zone_name(self) -> str:
        return "Etc/UTC" if self.zone is None else self.zone.key

    def weeks(self) -> Iterator[tuple[date, date]]:
        """The calendar weeks it touches, Sunday to Saturday, the newest first."""
        sunday = self.last - ONE_DAY * (self.last.isoweekday() % 7)
        while sunday + 6 * ONE_DAY >= self.first:
            yield sunday, sunday + 6 * ONE_DAY
            sunday -= 7 * ONE_DAY


def period_of(first: str | None, last: str | None, zone: ZoneInfo | None, now: datetime) -> Period:
    """What was asked for; without an end it goes to today, without a beginning over 30 days. Raises Invalid."""
    where = zone or UTC
    ends = now.astimezone(where).date() if last is None else _day("to_date", last, where)
    begins = max(ends, date.min + USUAL_DAYS * ONE_DAY) - (USUAL_DAYS - 1) * ONE_DAY
    if first is not None:
        begins = _day("from_date", first, where)
    if begins > ends:
        raise Invalid.field("from_date", "is after to_date")
    if (ends - begins).days >= MOST_DAYS:
        raise Invalid.field("from_date", f"is more than {MOST_DAYS} days before to_date; ask for a shorter period")
    return Period(begins, ends, zone)


def _day(name: str, text: str, zone: tzinfo) -> date:
    try:
        if len(text) <= len("2026-03-02"):
            day = date.fromisoformat(text)
        else:
            # A plus that was not escaped in an address arrives as a blank.
            at = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
            day = at.date() if at.tzinfo is None else at.astimezone(zone).date()
    except (ValueError, OverflowError):
        raise Invalid.field(name, f"is no day; {HOW}") from None
    if not 1970 <= day.year <= 2999:
        raise Invalid.field(name, f"is too far away; {HOW}")
    return day
