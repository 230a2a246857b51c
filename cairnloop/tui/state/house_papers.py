"""The papers of the house: what can be set about inboxes, webhooks, words kept at hand, and the account."""

from collections.abc import Mapping
from typing import Any

from cairnloop.tui.state.papers import Line, Paper
from cairnloop.tui.state.things import Thing
from cairnloop.wire import shifts

POLICIES = "allow, require_approval, draft_only or deny"
HOURS = (
    'as in working_hours = ["mon-fri 09:00-12:00,13:00-17:00", "saturday 10:00-14:00"]; none: somebody is always there'
)
HOLIDAYS = 'as in { name = "Christmas", start_date = "2026-12-24", end_date = "2026-12-26", yearly = true, hours = "" }'

WIDGET = (
    Line("title", "What stands at the top; else the name of the account."),
    Line("subtitle", "Below it."),
    Line("greeting", "The first words in an empty chat."),
    Line("away_message", "Said instead while nobody is there."),
    Line("when_away", "While nobody is there: show, form (leave a message) or hide."),
    Line("color", "The primary colour, as #rrggbb."),
    Line("theme", "auto, light or dark."),
    Line("language", "en, de, fr, es, pt or ar; else each reader's browser decides."),
    Line("new_message_placeholder", "What stands where one writes."),
    Line("email_input_placeholder", "What stands where an address is asked for."),
    Line("new_messages_notification_text", "On the bubble that announces messages."),
    Line("show_agent_availability", "Whether it says that somebody is there: true or false."),
    Line("agent_available_text", "What it says then."),
    Line("agent_unavailable_text", "What it says when nobody is."),
    Line("require_email_upfront", "Ask for an address before the first message."),
    Line("is_open_by_default", "Open by itself."),
    Line("is_branding_hidden", "Without our name at the foot."),
    Line("icon_variant", "outlined or filled."),
    Line("custom_icon_url", "A picture on the button; begins with https://."),
    Line("iframe_url_override", "Another page in the frame; begins with https://."),
    Line("base_url", "Another address of the daemon; begins with https://."),
)
CONTEXT = (
    Line("business_name", "Who we are; else the name of the account.", ""),
    Line("business_description", "What we do."),
    Line("instructions", "How drafts shall speak, and what they shall leave to people."),
    Line("scheduling_link", "Where customers find a time to talk."),
    Line("services", 'A list of what we offer: texts, or { name = "…", price = "…" }.', usual=[]),
    Line("faqs", 'A list of { question = "…", answer = "…" }.', usual=[]),
)
HOUR_LINES = (
    Line("time_zone", "Whose clock counts, as in Europe/Berlin."),
    Line("working_hours", f"When somebody is there, {HOURS}.", []),
    Line("holidays", f"Days off, {HOLIDAYS}; with hours, open then.", []),
)


def inbox_paper(inbox: Thing) -> Paper:
    lines = (
        Line("name", "What it is called.", needed=True),
        Line("description", "What it is for.", ""),
        Line("slug", "Its short name: small letters, digits and hyphens.", needed=inbox.wire.get("slug") is not None),
        Line("draft_policy", f"What drafts may do by themselves: {POLICIES}.", needed=True),
        Line("is_private", "Seen by its members and by admins only: true or false.", needed=True),
    )
    return Paper(inbox.words_key, f"The inbox {inbox.name}", lines, inbox.wire)


def widget_paper(inbox: Thing, widget: Mapping[str, Any], company: str) -> Paper:
    """What nobody has set stands behind a #, with what holds instead."""
    usual = {name: widget.get(name) for name in widget.get("defaults", ())}
    if widget.get("title") == company:
        usual["title"] = company
    lines = tuple(Line(one.name, one.about, usual=usual.get(one.name)) for one in WIDGET)
    values = {name: value for name, value in widget.items() if name not in usual}
    return Paper(f"widget:{inbox.id}", f"The widget of {inbox.name}", lines, values)


def context_paper(key: str, of: str, context: Mapping[str, Any]) -> Paper:
    return Paper(f"context:{key}", f"What drafts know of the business, for {of}", CONTEXT, context)


def hours_paper(key: str, of: str, hours: Mapping[str, Any]) -> Paper:
    values = {
        "time_zone": hours.get("time_zone"),
        "working_hours": [f"{day} {times}" for day, times in shifts.lines(hours.get("working_hours") or ())],
        "holidays": [{**one, "hours": shifts.times(one.get("hours") or ())} for one in hours.get("holidays") or ()],
    }
    outgoing = {"working_hours": _hours, "holidays": _holidays}
    return Paper(f"hours:{key}", f"When somebody is there, for {of}", HOUR_LINES, values, outgoing)


def _hours(written: Any) -> list[dict[str, Any]]:
    if not isinstance(written, list) or not all(isinstance(one, str) for one in written):
        raise ValueError(f"write a list, {HOURS}")
    return [shift for one in written for shift in shifts.shifts(one)]


def _holidays(written: Any) -> list[dict[str, Any]]:
    if not isinstance(written, list) or not all(isinstance(one, dict) for one in written):
        raise ValueError(f"write a list, {HOLIDAYS}")
    return [{**one, "hours": _open(one.get("hours"))} for one in written]


def _open(written: Any) -> list[dict[str, int]]:
    if written in (None, "", []):
        return []
    if not isinstance(written, str):
        raise ValueError('hours of a holiday stand in one text, as in hours = "10:00-12:00"')
    return shifts.spans(written)


def entrance_paper(inbox: Thing, entrance: Mapping[str, Any]) -> Paper:
    lines = (
        Line("allowed_origins", 'Pages that may open its widget, as in ["https://shop.example"]; none: all.', []),
        Line("enforce_identity", "Only customers whom their own site vouches for: true or false.", needed=True),
    )
    return Paper(f"entrance:{inbox.id}", f"Who may come in to {inbox.name}", lines, entrance)


def webhook_paper(webhook: Thing) -> Paper:
    names = "message:created, conversation:created, conversation:updated, customer:created, customer:updated"
    lines = (
        Line("webhook_url", "Where events are posted to. Another address has to prove itself again.", needed=True),
        Line("events", f"Which of {names}.", needed=True),
        Line("description", "What it is for."),
        Line("include_private", "Send private notes too: true or false.", needed=True),
    )
    return Paper(webhook.words_key, f"The webhook {webhook.name}", lines, webhook.wire)


CANNED = (
    Line("name", "What it is called.", needed=True),
    Line("shortcut", "What one types to find it: small letters, digits, - and _."),
    Line("inbox_id", "The id of the inbox it is kept to; else it is for all."),
    Line("content", "What it says. {{customer.first_name|there}} becomes the name, or “there”.", needed=True),
)
TAG = (
    Line("name", "What it is called.", needed=True),
    Line("color", "red, green, blue and so on, or #rrggbb."),
    Line("description", "What it means."),
)


def canned_paper(canned: Thing | None) -> Paper:
    if canned is None:
        return Paper("canned reply:new", "A new canned reply", CANNED, {"name": "", "content": ""})
    return Paper(canned.words_key, f"The canned reply {canned.name}", CANNED, canned.wire)


def tag_paper(tag: Thing) -> Paper:
    return Paper(tag.words_key, f"The tag {tag.name}", TAG, tag.wire)


def account_paper(account: Thing) -> Paper:
    lines = (
        Line("company_name", "What the account is called.", needed=True),
        Line("company_logo_url", "Its picture; begins with https://.", ""),
        Line("time_zone", "Whose clock counts, as in Europe/Berlin.", needed=account.wire.get("time_zone") is not None),
    )
    return Paper(account.words_key, "The account", lines, account.wire)


def switches_paper(switches: Thing) -> Paper:
    lines = (
        Line("conversation_reminders_enabled", "Remind of open conversations inside business hours.", needed=True),
        Line("conversation_reminder_hours_interval", "After so many hours of silence.", needed=True),
        Line("max_num_conversation_reminders", "At most so many times for one conversation.", needed=True),
        Line("disable_automated_reply_emails", "Send customers no mails by itself.", needed=True),
        Line("deadlines_in_business_hours", "Let deadlines rest outside business hours; else as the house does."),
        Line("record_visits", "false keeps nothing of what recorders see on the website; else as the house does."),
    )
    return Paper(switches.words_key, "Switches of the account", lines, switches.wire)
