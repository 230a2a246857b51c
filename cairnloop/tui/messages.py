"""How workers speak to the console: by message, never by touching a widget."""

from dataclasses import dataclass

from textual.message import Message

from cairnloop.tui.state.events import Event


class Redraw(Message):
    """Something about the screen itself changed: its size, or what has the keyboard."""


@dataclass
class Happened(Message):
    """Something for the state to take in."""

    event: Event
