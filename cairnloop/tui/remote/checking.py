"""What is wrong with a change, found here before it is sent: by the same models that the daemon reads it with."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cairnloop.wire.problems import said

if TYPE_CHECKING:
    from pydantic import BaseModel


def problems(kind: str, change: Mapping[str, Any]) -> dict[str, list[str]]:
    """By setting; empty when all can be taken."""
    from pydantic import ValidationError

    try:
        _model(kind).model_validate(dict(change))
    except ValidationError as error:
        found: dict[str, list[str]] = {}
        for one in error.errors():
            at = [str(part) for part in one["loc"]] or ["all of it"]
            where = f"entry {int(at[1]) + 1}: " if len(at) > 1 and at[1].isdigit() else ""
            found.setdefault(at[0], []).append(f"{where}{said(one)}")
        return found
    return {}


def _model(kind: str) -> "type[BaseModel]":
    """Loaded when the first paper comes back, since the console's start need not wait for them."""
    from cairnloop.wire import access, accounts, canned, context, hours, inboxes, tags, webhooks, widget_settings

    models: dict[str, type[BaseModel]] = {
        "inbox": inboxes.InboxChange,
        "widget": widget_settings.WidgetFields,
        "context": context.BusinessContextFields,
        "hours": hours.HoursChange,
        "entrance": access.EntranceChange,
        "webhook": webhooks.SubscriptionFields,
        "canned": canned.CannedWords,
        "new canned": canned.NewCannedWords,
        "tag": tags.TagChangeWords,
        "new tag": tags.NewTagWords,
        "account": accounts.AccountChange,
        "switches": accounts.AccountSettings,
    }
    return models[kind]
