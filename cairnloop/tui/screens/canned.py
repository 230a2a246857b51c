"""Choosing a canned reply: found by name, shortcut or words, and read as it would be said to this customer."""

from collections.abc import Awaitable, Callable, Sequence

from textual import work

from cairnloop.client import Refused, Unreachable
from cairnloop.tui.screens.listed import Beside, Narrowed, marked
from cairnloop.tui.state.belongings import Canned
from cairnloop.tui.terminal.lines import BLANK, Line, Span, Tone, fill, line, muted, wrap

# A reply for one conversation: the words, and the variables about which nothing is known.
Filled = tuple[str, tuple[str, ...]]
Fill = Callable[[Canned], Awaitable[Filled]]
SHORTCUT = 16


class ChooseCanned(Beside[Canned], Narrowed[Canned]):
    """Comes back with the words to insert, or with nothing."""

    def __init__(self, replies: Sequence[Canned], fill_in: Fill, *, to: str) -> None:
        keys = "Enter puts it in · ↑↓ choose · PgDn reads on · Esc leaves"
        super().__init__(f"Canned replies, for {to}", keys, replies, hint="its name, its shortcut, or a word of it")
        self._replies = replies
        self._fill_in = fill_in
        self._filled: dict[str, Filled] = {}
        self._unread: dict[str, str] = {}
        self.add_class("-tall", "-beside")

    def matching(self, needle: str) -> list[Canned]:
        """Who knows the shortcut means that one."""
        sought = needle.casefold().removeprefix("/")
        found = [one for one in self._replies if sought in one.haystack]
        return sorted(found, key=lambda one: (one.shortcut != sought, sought not in one.name.casefold()))

    def answer(self, one: Canned) -> str | None:
        """What is put in is what was read, with its gaps."""
        return self._filled[one.id][0] if one.id in self._filled else None

    def look(self) -> None:
        super().look()
        if self.chosen is not None and self.chosen.id not in self._filled:
            self._read(self.chosen)

    @work(exclusive=True)
    async def _read(self, reply: Canned) -> None:
        try:
            self._filled[reply.id] = await self._fill_in(reply)
        except (Refused, Unreachable) as error:
            self._unread[reply.id] = error.detail
        self.look_beside()

    def instead(self) -> list[Line]:
        nothing = "Nothing matches." if self._replies else "None is kept yet. `:canned` is where they are made."
        return [line(muted(nothing))]

    def lines_of(self, one: Canned, here: bool) -> list[Line]:
        shortcut = Span(f"/{one.shortcut}" if one.shortcut else "", Tone.INFO)
        name = Span(fill(one.name, max(10, self.said.room - SHORTCUT)), bold=here)
        return [marked(name, Span(" "), shortcut, here=here)]

    def whole_of(self, one: Canned, width: int) -> list[Line]:
        if one.id not in self._filled:
            why = self._unread.get(one.id)
            return (
                [line(muted(" Reading…"))]
                if why is None
                else [line(Span(f" ✕ It could not be filled in: {why}", Tone.DANGER))]
            )
        text, missing = self._filled[one.id]
        gaps = f"▲ Nothing is known of {', '.join(missing)}: a gap is left there." if missing else ""
        said = [line(Span(f" {part}", Tone.WARNING)) for part in wrap(gaps, width - 2) if part]
        return [*(line(f" {part}") for part in wrap(text, width - 2)), *([BLANK, *said] if said else [])]
