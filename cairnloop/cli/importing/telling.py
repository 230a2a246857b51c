"""What another desk's rows say, told as records of ours: one function a kind."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cairnloop.cli.importing.cells import LINE, Cells, is_web
from cairnloop.cli.importing.staging import Staging
from cairnloop.wire.tags import COLORS, HEX
from cairnloop.wire.text import MAX_BODY

SLUG = re.compile(r"[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?")
CHANNELS = ("chat", "slack", "mattermost", "email", "sms", "api", "sandbox")
FILES_STOOD = "it carries files; where they lay over there stands below its words"
LEADS_BACK = "would lead pages back to the old desk and was left out"
LONG = 2000
HEX_COLOUR = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
LABELS = (
    *("title", "subtitle", "new_message_placeholder", "email_input_placeholder", "new_messages_notification_text"),
    *("agent_available_text", "agent_unavailable_text"),
)
SWITCHES = ("show_agent_availability", "require_email_upfront", "is_open_by_default", "is_branding_hidden")
WORDS = ["browser", "browser_version", "browser_language", "os", "ip", "current_url", "host", "pathname", "lib"]
Record = dict[str, Any]
Tell = Callable[[Cells, Staging], Record]


def account(row: Cells, beside: Staging) -> Record:
    return {**_known(row), "time_zone": row.line("time_zone"), "logo_url": row.web("company_logo_url")}


def user(row: Cells, beside: Staging) -> Record:
    """With what their profile says, which a dump has in a table of its own."""
    own = beside.of("user_profiles", str(row.id() or ""))
    profile = Cells(own[0]) if own else row
    return {
        **_known(row),
        "email": row.line("email", 320) or "",
        "role": "admin" if row.line("role") == "admin" else "member",
        "full_name": profile.line("full_name"),
        "display_name": profile.line("display_name"),
        "profile_photo_url": profile.web("profile_photo_url"),
        "gone": row.has("disabled_at") or row.has("archived_at"),
    }


def inbox(row: Cells, beside: Staging) -> Record:
    slug = (row.line("slug") or "").lower()
    return {
        **_known(row),
        "name": row.line("name"),
        "description": row.line("description", LONG),
        "slug": slug if SLUG.fullmatch(slug) else None,
        "is_primary": row.flag("is_primary"),
        "is_private": row.flag("is_private"),
    }


def member(row: Cells, beside: Staging) -> Record:
    role = "admin" if row.line("role") == "admin" else "member"
    return {"inbox": row.id("inbox_id"), "user": row.id("user_id"), "role": role, "created_at": _since(row)}


def widget(row: Cells, beside: Staging) -> Record:
    settings = {
        **{name: row.line(name) for name in LABELS},
        **{name: row.text(name, LONG) for name in ("greeting", "away_message")},
        **{name: row.flag(name) for name in SWITCHES if row.has(name)},
        "color": _colour(row),
        "icon_variant": row.choice("icon_variant", ("outlined", "filled"), "outlined"),
        "custom_icon_url": row.web("custom_icon_url", secure=True),
    }
    row.remarks += [f"{name} {LEADS_BACK}" for name in ("base_url", "iframe_url_override") if row.has(name)]
    told = {name: value for name, value in settings.items() if value is not None}
    return {**_known(row), "inbox": row.id("inbox_id"), "settings": told}


def _colour(row: Cells) -> str | None:
    written = row.line("color")
    found = None if written is None else HEX_COLOUR.fullmatch(written)
    if found is None:
        row.remarks += [] if written is None else ["color is none that is known here and was left out"]
        return None
    return f"#{found[1]}" if len(found[1]) == 6 else "#" + "".join(one * 2 for one in found[1])


def company(row: Cells, beside: Staging) -> Record:
    return {
        **_known(row),
        "name": row.line("name"),
        "description": row.line("description", LONG),
        "external_id": row.line("external_id"),
        "website_url": row.web("website_url"),
        "industry": row.line("industry"),
        "logo_image_url": row.web("logo_image_url"),
        "metadata": row.mapping("metadata"),
    }


def tag(row: Cells, beside: Staging) -> Record:
    color = row.line("color")
    return {
        **_known(row),
        "name": row.line("name", 100),
        "description": row.line("description", LONG),
        "color": color if color is not None and (color in COLORS or HEX.fullmatch(color)) else None,
        "creator": row.id("creator_id"),
    }


def canned(row: Cells, beside: Staging) -> Record:
    return {**_known(row), "name": row.line("name"), "content": row.text("content", MAX_BODY)}


def customer(row: Cells, beside: Staging) -> Record:
    own = beside.one("customer_companies", str(row.id() or ""))
    return {
        **_known(row),
        **{name: row.line(name, LONG) for name in WORDS},
        **{name: row.line(name) for name in ("external_id", "email", "name", "phone", "time_zone")},
        "profile_photo_url": row.web("profile_photo_url"),
        "screen_height": row.number("screen_height"),
        "screen_width": row.number("screen_width"),
        "metadata": row.mapping("metadata"),
        "company": row.id("company_id") or Cells(own).id("company_id"),
        "first_seen": row.moment("first_seen"),
        "last_seen_at": row.moment("last_seen_at"),
    }


def customer_tag(row: Cells, beside: Staging) -> Record:
    return {"customer": row.id("customer_id"), "tag": row.id("tag_id"), "created_at": _since(row)}


def note(row: Cells, beside: Staging) -> Record:
    author = row.id("author_id")
    return {
        **_known(row),
        "customer": row.id("customer_id"),
        "author": author,
        "body": row.text("body", MAX_BODY),
    }


def conversation(row: Cells, beside: Staging) -> Record:
    return {
        **_known(row),
        "customer": row.id("customer_id"),
        "inbox": row.id("inbox_id"),
        "assignee": row.id("assignee_id"),
        "status": row.choice("status", ("open", "closed"), "open"),
        "priority": row.choice("priority", ("priority", "not_priority"), "not_priority"),
        "source": row.choice("source", CHANNELS, "chat"),
        "subject": row.line("subject", LINE),
        "read": row.flag("read", otherwise=True),
        "metadata": row.mapping("metadata"),
        **{name: row.moment(name) for name in ("last_activity_at", "first_replied_at", "closed_at", "archived_at")},
    }


def conversation_tag(row: Cells, beside: Staging) -> Record:
    return {"conversation": row.id("conversation_id"), "tag": row.id("tag_id"), "created_at": _since(row)}


def message(row: Cells, beside: Staging) -> Record:
    bot = row.line("type") == "bot"
    user = row.id("user_id")
    author = "customer" if row.has("customer_id") and not bot else "bot" if bot or user is None else "user"
    files = _files(row, beside)
    words = row.text("body", MAX_BODY - len(files) - 2) or ""
    if files:
        row.remarks.append(FILES_STOOD)
    told = {
        **_known(row),
        "conversation": row.id("conversation_id"),
        "author": author,
        "user": user if author == "user" else None,
        "body": f"{words}\n\n{files}" if words and files else words or files,
        "private": row.flag("private") or row.line("type") == "note",
        "source": row.choice("source", CHANNELS, "chat"),
        "metadata": row.mapping("metadata"),
        "sent_at": row.moment("sent_at"),
        "seen_at": row.moment("seen_at"),
    }
    return told | {"created_at": told["created_at"] or told["sent_at"]}


def file(row: Cells, beside: Staging) -> Record:
    """Messages carry files of others, too: a file is known by both."""
    message = row.id("message_id")
    return {"id": f"{message} {row.id('file_id')}", "message": message, "created_at": _since(row)}


def _files(row: Cells, beside: Staging) -> str:
    """What it carried, a line each; within what a message may hold."""
    pinned = beside.of("message_files", str(row.id() or ""))
    found: Sequence[Mapping[str, Any]] = [beside.one("files", str(one.get("file_id"))) or one for one in pinned]
    lines = []
    for file in map(Cells, found):
        name, url = file.line("filename") or "file", file.line("file_url", LONG) or ""
        lines.append(f"[file] {name}: {url}" if is_web(url) else f"[file] {name}")
    return "\n".join(lines)[: MAX_BODY // 2]


def _known(row: Cells) -> Record:
    return {"id": row.id(), "created_at": _since(row), "updated_at": row.moment("updated_at")}


def _since(row: Cells) -> str | None:
    """A dump and an API call it by different names."""
    return row.moment("inserted_at") if row.has("inserted_at") else row.moment("created_at")


TELL: Mapping[str, Tell] = {
    "accounts": account,
    "users": user,
    "inboxes": inbox,
    "inbox_members": member,
    "widget_settings": widget,
    "companies": company,
    "tags": tag,
    "canned_responses": canned,
    "customers": customer,
    "customer_tags": customer_tag,
    "notes": note,
    "conversations": conversation,
    "conversation_tags": conversation_tag,
    "messages": message,
    "files": file,
}
