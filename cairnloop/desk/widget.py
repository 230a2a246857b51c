"""The widget's settings as published widgets read them."""

from datetime import datetime
from typing import Any

from cairnloop.desk.tables import WidgetSettings
from cairnloop.people.tables import Account
from cairnloop.wire.people import naive

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
}


def settings_basic_out(settings: WidgetSettings) -> dict[str, Any]:
    return {
        "id": str(settings.id),
        "object": "widget_settings",
        "created_at": naive(settings.created_at),
        "updated_at": naive(settings.updated_at),
        **DEFAULTS,
        **settings.values,
        "inbox_id": str(settings.inbox_id),
    }


def settings_out(settings: WidgetSettings, account: Account, now: datetime) -> dict[str, Any]:
    """With the account, through which alone published widgets learn of working hours."""
    return {
        **settings_basic_out(settings),
        "title": settings.values.get("title") or account.name,
        "account": {
            "object": "account",
            "id": str(account.id),
            "company_name": account.name,
            "company_logo_url": None,
            "time_zone": account.time_zone,
            "subscription_plan": "team",
            "settings": {},
            "working_hours": [],
            "is_outside_working_hours": False,
            "current_minutes_since_midnight": now.hour * 60 + now.minute,
        },
    }
