"""A sitting in line mode: takes one line after the other, does what it says, and asks again."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from cairnloop.cli.exits import Usage
from cairnloop.cli.triage.deeds import DEEDS
from cairnloop.cli.triage.lines import block, count, draft_lines, line
from cairnloop.cli.triage.queue import STANDING, Queue
from cairnloop.cli.triage.tally import Deed, Own, Sent, Tally
from cairnloop.cli.triage.words import Word, understood
from cairnloop.client import Refused, Unreachable

if TYPE_CHECKING:
    from cairnloop.client import Client
    from cairnloop.wire.drafting import DraftRowOut

ASK_FIRST = "approve, edit, discard, regenerate, postpone, escalate, next, evidence, help or quit?"
ASK = "Your decision, or help?"
ASK_EMPTY = "undo, next to look again, or quit?"
ASK_WORDS = "your words?"
END = "."
# What makes sense while there is no draft to decide.
ALWAYS = frozenset({Word.UNDO, Word.NEXT, Word.HELP, Word.QUIT})


class Sitting:
    """`tell` prints a line; `edited` opens the person's editor, None where they have none; `new_key` is never twice
    the same."""

    def __init__(
        self,
        client: "Client",
        tell: Callable[[str], None],
        *,
        now: Callable[[], float],
        new_key: Callable[[], str],
        edited: Callable[[str], str] | None = None,
        undo_seconds: float | None = None,
    ) -> None:
        self.client, self.tell = client, tell
        self.now, self.new_key, self.edited, self.undo_seconds = now, new_key, edited, undo_seconds
        self.queue, self.tally = Queue(client), Tally()
        self.over = False
        self._row: DraftRowOut | None = None
        self._own: dict[str, Own] = {}
        self._writing: list[str] | None = None
        self._told = False  # whether the words were named; hearing them every time wears out

    @property
    def row(self) -> "DraftRowOut":
        """The draft that is decided now."""
        if self._row is None:
            raise Usage("Nothing waits here. next looks again.")
        return self._row

    @property
    def own(self) -> Own | None:
        """What the person wants to send instead."""
        return self._own.get(self.row["id"])

    @property
    def question(self) -> str:
        """What is asked now; the last thing that is printed."""
        if self._writing is not None:
            return ASK_WORDS
        if self._row is None:
            return ASK_EMPTY
        return ASK if self._told else ASK_FIRST

    async def begin(self) -> None:
        """Show the first draft. Raises Unreachable and Refused like any command."""
        waits = (await self.client.counts()).get("decision", 0)
        if waits:
            self.tell(f"{count(waits, 'draft')} {'waits' if waits == 1 else 'wait'} for a decision.")
        await self.turn()

    async def take(self, said: str) -> None:
        """One line of the person who sits here. Raises Refused only when the daemon does not know them any more."""
        self._told = self._told or self._row is not None
        if self._writing is not None:
            self._take_words(said)
        elif said.strip():
            await self._perform(said)

    async def _perform(self, said: str) -> None:
        try:
            command = understood(said)
            if command.word not in ALWAYS and self._row is None:
                raise Usage("Nothing waits here. next looks again.")
            await DEEDS[command.word](self, command.rest)
        except Usage as error:
            self.tell(error.detail)
        except Unreachable as error:
            tells = "next" if self._row is None else "show"
            self.tell(f"{line(error.detail)}. It is not known whether that was done; {tells} tells once it answers.")
        except Refused as error:
            if error.status == 401:
                raise
            self.tell(f"Not done: {line(error.detail)}.")
            if error.status in (404, 409) and self._row is not None:
                await self.show_again()

    async def turn(self, *, first: "DraftRowOut | None" = None) -> None:
        """Go on to `first`, or to what comes next."""
        self._row = None
        while (row := first or await self.queue.next()) is not None:
            first = None
            try:
                if await self._open(row):
                    return
            except Unreachable:
                self.queue.put_first(row)
                raise
        self.tell("Nothing else waits for a decision.")

    async def show_again(self) -> None:
        """The same draft as it stands now, or the next one where it does not wait any more."""
        await self.turn(first=self.row)

    async def _open(self, row: "DraftRowOut") -> bool:
        """Read a draft as it is now and show it; whether it still waits."""
        try:
            draft = await self.client.draft(row["id"])
            conversation = await self.client.conversation(row["conversation_id"])
        except Refused as error:
            if error.status != 404:
                raise
            self.tell(f"The draft for {line(row['customer'])} is gone.")
            return False
        if draft["status"] not in STANDING:
            self.tell(f"The draft for {line(row['customer'])} is {draft['status']} by now.")
            return False
        self._row = {**row, **draft}
        for one in draft_lines(self._row, conversation, self.own.text if self.own else None):
            self.tell(one)
        return True

    def settled(self, deed: Deed) -> None:
        """The draft that is shown was decided; what was written instead of it is not needed any more."""
        self._own.pop(self.row["id"], None)
        self.tally.add(deed)

    def took_leave(self, sent: Sent) -> None:
        """An answer is on its way, and with it what the person had written."""
        self._own.pop(sent.row["id"], None)
        self.tally.add_sent(sent)

    async def came_back(self, sent: Sent) -> None:
        """An answer was taken back: it is decided again, before the draft that was shown."""
        self.tally.take_back(sent)
        if sent.own is not None:
            self._own[sent.row["id"]] = Own(sent.own.text, self.new_key())
        if self._row is not None:
            self.queue.put_first(self._row)
        await self.turn(first=sent.row)

    def unsent(self) -> list[str]:
        """What was written and not sent."""
        return [f"What you wrote for {count(len(self._own), 'draft')} was not sent."] if self._own else []

    def write(self) -> None:
        """Take the lines that follow for an answer."""
        self._writing = []
        self.tell("Write the answer line by line. A line with only a full stop ends it.")

    def _take_words(self, said: str) -> None:
        if self._writing is not None and said.strip() != END:
            self._writing.append(said)
            return
        text, self._writing = "\n".join(self._writing or []), None
        self.keep(text)

    def keep(self, text: str) -> None:
        """These words are sent instead of the draft; without any, the draft is."""
        if text.strip():
            self._own[self.row["id"]] = Own(text.strip("\n"), self.new_key())
            for one in block("Your answer", text):
                self.tell(one)
            self.tell("Nothing is sent yet. approve sends it, edit changes it.")
        elif self._own.pop(self.row["id"], None) is not None:
            self.tell("Your words are dropped; the draft stands as it was proposed.")
        else:
            self.tell("Nothing was changed.")
