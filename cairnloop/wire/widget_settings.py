"""The widget's settings on the wire: what an admin may set, and what is true whichever colour they choose."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from cairnloop.wire.accounts import HttpsUrl
from cairnloop.wire.problems import COLOUR
from cairnloop.wire.text import Clean

# What published dashboards send back with the rest of the settings, and nobody can set.
READ_ONLY = frozenset(
    {"id", "object", "version", "created_at", "updated_at", "account", "account_id", "availability"}
    | {"text_color", "defaults"}
)
LIGHT, DARK = "#FFFFFF", "#000000"

Colour = Annotated[str, StringConstraints(strip_whitespace=True, pattern=COLOUR)]
Short = Annotated[str, Clean, StringConstraints(strip_whitespace=True, max_length=255)]
Words = Annotated[str, Clean, StringConstraints(strip_whitespace=True, max_length=2000)]


class WidgetFields(BaseModel):
    """How a widget looks and speaks. What is left out stays; null, or an empty text, is the default again."""

    model_config = ConfigDict(extra="forbid")
    title: Short | None = None
    subtitle: Short | None = None
    color: Colour | None = None
    greeting: Words | None = None
    away_message: Words | None = None
    new_message_placeholder: Short | None = None
    email_input_placeholder: Short | None = None
    new_messages_notification_text: Short | None = None
    agent_available_text: Short | None = None
    agent_unavailable_text: Short | None = None
    show_agent_availability: bool | None = None
    require_email_upfront: bool | None = None
    is_open_by_default: bool | None = None
    is_branding_hidden: bool | None = None
    icon_variant: Literal["outlined", "filled"] | None = None
    custom_icon_url: HttpsUrl | None = None
    iframe_url_override: HttpsUrl | None = None
    base_url: HttpsUrl | None = None
    when_away: Literal["show", "form", "hide"] | None = None
    language: Literal["en", "de", "fr", "es", "pt", "ar"] | None = None
    theme: Literal["auto", "light", "dark"] | None = None


class WidgetChange(BaseModel):
    """The settings of the widget of one inbox, the primary one unless another is named.

    `seen` is the version you looked at: then nobody else's changes are overwritten.
    """

    model_config = ConfigDict(extra="forbid")
    seen: int | None = Field(default=None, ge=1)
    widget_settings: WidgetFields
    inbox_id: UUID | None = None

    @model_validator(mode="before")
    @classmethod
    def _apart(cls, value: Any) -> Any:
        """Published dashboards name the inbox among the settings."""
        fields = value.get("widget_settings") if isinstance(value, dict) else None
        if not isinstance(fields, dict):
            return value
        named = value.get("inbox_id", fields.get("inbox_id"))
        known = {name: one for name, one in fields.items() if name not in READ_ONLY | {"inbox_id"}}
        return {**value, "widget_settings": known, "inbox_id": named}


def text_colour(background: str) -> str:
    """Of light and dark writing the one that stands out more; its contrast is 4.5 to 1 at least."""
    level = _luminance(background)
    light, dark = _luminance(LIGHT) + 0.05, _luminance(DARK) + 0.05
    return LIGHT if light / (level + 0.05) >= (level + 0.05) / dark else DARK


def contrast(one: str, other: str) -> float:
    """How much two colours differ, from 1 to 21 (WCAG 2, 1.4.3)."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
