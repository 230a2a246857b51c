"""The console, as one operator likes it."""

from typing import Literal

from pydantic import Field

from cairnloop.config.section import Section


class SavedSection(Section):
    title: str = Field(min_length=1, max_length=40, description="what it is called")
    query: str = Field(max_length=500, description="which conversations it holds, in the words of a query")


class Console(Section):
    theme: Literal["auto", "light", "dark", "high-contrast"] = Field("auto", description="colours of the console")
    mouse: bool = Field(True, description="let the console take the mouse")
    notify: Literal["off", "bell", "desktop"] = Field(
        "off", description="what happens when a draft or a mention begins to wait while you look elsewhere"
    )
    notices: dict[str, Literal["off", "toast", "bell", "desktop"]] = Field(
        default_factory=dict, description="the same by section when a customer writes, for example mine = 'bell'"
    )
    keymap: dict[str, str] = Field(default_factory=dict, description="other keys by action, for example approve = 'W'")
    sections: tuple[SavedSection, ...] = Field(
        (), max_length=20, description="sections of your own, for example {title = 'Mail', query = 'source:email'}"
    )
