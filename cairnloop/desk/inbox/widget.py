"""The widget's settings as published widgets read them, with whether somebody is there."""

from datetime import datetime
from typing import Any
from uuid import UUID

from cairnloop.desk.hours.calendars import Calendar
from cairnloop.desk.hours.counting import closes_next, is_open, minutes_since_midnight, opens_next
from cairnloop.desk.tables import WidgetSettings
from cairnloop.people import account_settings
from cairnloop.people.tables import Account
from cairnloop.wire.accounts import AS_THE_HOUSE, AccountBriefOut
from cairnloop.wire.people import naive, zulu
from cairnloop.wire.widget_settings import text_colour

# What a widget says and shows unless its inbox says otherwise.
DEFAULTS: dict[str, Any] = {
    "title": "Welcome!",
    "subtitle": "Ask us anything in the chat window below",
    "color": "#A8492A",
    "greeting": None,
    "new_message_placeholder": "Write a message…",
    "show_agent_availability": True,
    "agent_available_text": "We are here.",
    "agent_unavailable_text": "We are away at the moment.",
    "require_email_upfront": False,
    "is_open_by_default": False,
    "custom_icon_url": None,
    "iframe_url_override": None,
    "icon_variant": "outlined",
    "email_input_placeholder": "Your e-mail",
    "new_messages_notification_text": "View new messages",
    "is_branding_hidden": False,
    "base_url": None,
    "away_message": None,
    # What is shown while nobody is there: the chat all the same, a form for a message, or no widget.
    "when_away": "show",
    # The page's own language and colours; without a language each reader's browser decides.
    "language": None,
    "theme": "auto",
}


def settings_basic_out(settings: WidgetSettings) -> dict[str, Any]:
    values = {**DEFAULTS, **settings.values}
    return {
        "id": str(settings.id),
        "object": "widget_settings",
        "version": settings.version,
        "created_at": naive(settings.created_at),
        "updated_at": naive(settings.updated_at),
        **values,
        # What nobody has set, so that a page can say it in its reader's language; the title is then the account's name.
        "defaults": sorted(DEFAULTS.keys() - settings.values.keys() - {"title"}),
        "text_color": text_colour(values["color"]),
        "account_id": str(settings.account_id),
        "inbox_id": str(settings.inbox_id),
    }


def settings_out(
    settings: WidgetSettings, account: Account, calendar: Calendar, now: datetime, *, online: bool
) -> dict[str, Any]:
    """With the account, through which alone published widgets learn of working hours."""
    seen = account_brief(account, calendar, settings.inbox_id, now)
    public = {name: value for name, value in seen["settings"].items() if name not in AS_THE_HOUSE}
    return {
        **settings_basic_out(settings),
        "title": settings.values.get("title") or account.name,
        "account": {**seen, "settings": public},
        "availability": {**availability(calendar, settings, now), "online": online},
    }


def account_brief(account: Account, calendar: Calendar, inbox_id: UUID | None, now: datetime) -> AccountBriefOut:
    """The account in short, by the wall clock and the hours of the inbox."""
    hours = calendar.hours(inbox_id)
    zone = calendar.zone if hours is None else hours.zone
    minutes = now.hour * 60 + now.minute if zone is None else minutes_since_midnight(zone, now)
    return {
        "object": "account",
        "id": str(account.id),
        "company_name": account.name,
        "company_logo_url": account.logo_url,
        "time_zone": None if zone is None else zone.key,
        "subscription_plan": "team",
        "settings": account_settings.settings_of(account),
        "working_hours": list(calendar.shifts(inbox_id)),
        "is_outside_working_hours": hours is not None and not is_open(hours, now),
        "current_minutes_since_midnight": minutes,
    }


def availability(calendar: Calendar, settings: WidgetSettings, now: datetime) -> dict[str, Any]:
    """Whether these are hours in which somebody is there, until when or from when, and what is shown meanwhile.

    Who of them is online at this moment is not a matter of hours: the presence in the account's room tells.
    """
    hours = calendar.hours(settings.inbox_id)
    opens = now if hours is None else opens_next(hours, now)
    open_now = opens is not None and opens <= now
    closes = closes_next(hours, now) if hours is not None and open_now else None
    return {
        "open": open_now,
        "opens_at": None if open_now else zulu(opens),
        "closes_at": zulu(closes),
        "when_away": settings.values.get("when_away") or DEFAULTS["when_away"],
    }
