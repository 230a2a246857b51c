"""The colours of the house, light, dark and high contrast, and the rule that all of them can be read."""

from dataclasses import dataclass, fields
from functools import cache

from rich.style import Style
from textual.color import Color
from textual.theme import Theme

from cairnloop.tui.terminal.lines import Ground, Span, Tone

# WCAG 2.2, 1.4.3: the least contrast of text against what lies behind it.
READABLE = 4.5


@dataclass(frozen=True, slots=True)
class Palette:
    """One theme: what each tone and each ground looks like. Every tone is readable on every ground of its theme."""

    name: str
    dark: bool
    ink: str
    muted: str
    faint: str  # lines and rules; never text
    accent: str
    success: str
    info: str
    ai: str
    warning: str
    danger: str
    plain: str
    cursor: str
    resting: str
    marked: str
    note: str
    raised: str
    primary: str

    def tone(self, tone: Tone) -> str:
        return str(getattr(self, tone.value))

    def ground(self, ground: Ground) -> str:
        return str(getattr(self, ground.value))

    def theme(self) -> Theme:
        """The same colours for Textual's own widgets."""
        return Theme(
            name=self.name,
            primary=self.accent,
            secondary=self.info,
            accent=self.accent,
            warning=self.warning,
            error=self.danger,
            success=self.success,
            foreground=self.ink,
            background=self.plain,
            surface=self.raised,
            panel=self.raised,
            dark=self.dark,
            variables={
                **{f"house-{one.name}": str(getattr(self, one.name)) for one in fields(self)[2:]},
                "border": self.faint,
                "border-blurred": self.faint,
                "block-cursor-background": self.cursor,
                "block-cursor-foreground": self.ink,
                "block-cursor-text-style": "bold",
                "input-cursor-background": self.accent,
                "input-cursor-foreground": self.plain,
                "input-selection-background": self.cursor,
                "scrollbar": self.cursor,
                "scrollbar-hover": self.muted,
                "scrollbar-active": self.muted,
                "scrollbar-background": self.plain,
                "scrollbar-background-hover": self.plain,
                "scrollbar-background-active": self.plain,
                "scrollbar-corner-color": self.plain,
            },
        )


LIGHT = Palette(
    name="cairn-light",
    dark=False,
    ink="#23291F",
    muted="#565E55",
    faint="#8E8068",
    accent="#98401F",
    success="#41582F",
    info="#2F5D6D",
    ai="#6B4C69",
    warning="#7A4716",
    danger="#9E3A26",
    plain="#F4EEE2",
    cursor="#E6DCC8",
    resting="#ECE4D4",
    marked="#E2E7DD",
    note="#F1E3C4",
    raised="#FAF5EB",
    primary="#F3DDCF",
)
DARK = Palette(
    name="cairn-dark",
    dark=True,
    ink="#E9E2D3",
    muted="#A3A795",
    faint="#6E6A5A",
    accent="#E08F6C",
    success="#A3BE8A",
    info="#8DBBCB",
    ai="#C9A6C6",
    warning="#DDA86A",
    danger="#E88E77",
    plain="#141B19",
    cursor="#29342F",
    resting="#1D2623",
    marked="#1B2632",
    note="#2B2719",
    raised="#1A2220",
    primary="#38261D",
)
HIGH_CONTRAST = Palette(
    name="cairn-high-contrast",
    dark=True,
    ink="#FFFFFF",
    muted="#D8D8D8",
    faint="#9A9A9A",
    accent="#FFB38A",
    success="#9CF59C",
    info="#8FE3FF",
    ai="#F0B8F0",
    warning="#FFD266",
    danger="#FF9D8A",
    plain="#000000",
    cursor="#303030",
    resting="#1C1C1C",
    marked="#00203A",
    note="#241D00",
    raised="#0C0C0C",
    primary="#331500",
)
PALETTES: dict[str, Palette] = {"light": LIGHT, "dark": DARK, "high-contrast": HIGH_CONTRAST}


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [channel / 255 for channel in Color.parse(colour).rgb]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@cache
def style_of(palette: Palette, tone: Tone, ground: Ground, bold: bool, italic: bool, no_colour: bool) -> Style:
    """Without colour the cursor is still seen: its line is bold."""
    bold = bold or (no_colour and ground in (Ground.CURSOR, Ground.PRIMARY))
    return Style(color=palette.tone(tone), bgcolor=palette.ground(ground), bold=bold, italic=italic)


def span_style(palette: Palette, span: Span, ground: Ground, no_colour: bool) -> Style:
    return style_of(palette, span.tone, ground, span.bold, span.italic, no_colour)
