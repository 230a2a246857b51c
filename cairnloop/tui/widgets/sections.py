"""The pane of sections: shows where one is, and lets the mouse choose."""

from dataclasses import dataclass

from textual.events import Click
from textual.message import Message

from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.sections import Place
from cairnloop.tui.view.sections import section_lines
from cairnloop.tui.widgets.pane import Pane


class SectionsPane(Pane):
    """Which line stands for which section is the view's to say."""

    @dataclass
    class Chosen(Message):
        section: Place

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._places: list[Place | None] = []
        self._section: Place | None = None

    def show_sections(self, desk: Desk) -> None:
        shown = section_lines(desk, self.room, lit=self.has_focus)
        self._places = [place for place, _ in shown]
        self.show([one for _, one in shown])
        if self._section != desk.section:
            self._section = desk.section
            self.keep_in_sight(self._places.index(desk.section))

    def on_click(self, event: Click) -> None:
        y = event.y + self.scroll_offset.y
        place = self._places[y] if 0 <= y < len(self._places) else None
        if place is not None:
            self.post_message(self.Chosen(place))
