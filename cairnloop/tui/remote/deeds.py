"""What the operator asks the daemon to do, and how each outcome is told: done, refused, overtaken, unknown."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from cairnloop.client import Client, Refused, Unreachable
from cairnloop.tui.remote.colliding import Ask, WentBack, over
from cairnloop.tui.remote.reading import Reader, Tell
from cairnloop.tui.state import conversing as c
from cairnloop.tui.state import events as e
from cairnloop.tui.state.belongings import given_back
from cairnloop.tui.state.drafts import Draft, draft_of
from cairnloop.tui.state.holds import Hold
from cairnloop.tui.state.thread import message_of
from cairnloop.tui.state.trouble import Trouble
from cairnloop.tui.state.unsent import Mode, Unsent

if TYPE_CHECKING:
    from cairnloop.wire.desk import MessageOut

ONCE = "Nothing happens twice: a decision counts once, and only for the draft that you saw."
LOOK = "It is read again when the link is ⟳ live; then look and decide."


class Deeds:
    """One method per deed. Each returns whether it was done; what there is to say has then been told."""

    def __init__(self, daemon: Client, reader: Reader, tell: Tell, ask_over: Ask) -> None:
        self._daemon = daemon
        self._reader = reader
        self._tell = tell
        self._ask_over = ask_over

    async def approve(
        self, draft: Draft, to: str, *, body: str | None = None, seen: str | None = None, files: Sequence[str] = ()
    ) -> bool:
        """`seen` is the newest message that was on screen: a colleague's newer one is asked about first."""

        def send(force: bool) -> "Awaitable[MessageOut]":
            return self._daemon.approve(draft.id, draft.version, body=body, last_seen=seen, force=force, file_ids=files)

        async def do() -> None:
            self._tell(e.MessageSaid(message_of(await over(self._ask_over, send))))

        safe = (
            "Nothing was sent by you."
            if body is None
            else "Nothing was sent by you; your text is kept in the composer."
        )
        return await self._decide(draft, f"approving the answer to {to}", "The answer was not approved", safe, do)

    async def discard(self, draft: Draft, reason: str | None) -> bool:
        async def do() -> None:
            self._tell(e.DraftChanged(draft_of(await self._daemon.discard(draft.id, draft.version, reason))))
            self._tell(e.Told("Draft discarded. Nothing was sent."))

        return await self._decide(draft, "discarding the draft", "The draft was not discarded", "It still waits.", do)

    async def regenerate(self, draft: Draft, instruction: str | None) -> bool:
        async def do() -> None:
            self._tell(e.DraftChanged(draft_of(await self._daemon.regenerate(draft.id, draft.version, instruction))))
            self._tell(e.Told("Another draft is being made; it appears here.", "hint"))

        what = "No other draft was asked for"
        return await self._decide(draft, "asking for another draft", what, "This one still waits.", do)

    async def _decide(
        self, draft: Draft, doing: str, failed: str, safe: str, do: Callable[[], Awaitable[None]]
    ) -> bool:
        """A decision is about one version. When somebody was faster, say who and show what there is now."""
        conversation_id = draft.conversation_id
        self._tell(e.Began(conversation_id, doing))
        try:
            await do()
        except WentBack as error:
            await self._went_back(conversation_id, error)
            return False
        except Refused as error:
            self._tell(e.Ended(conversation_id, done=False))
            if error.status == 409:
                await self._reader.thread(conversation_id)
                self._tell(e.Overtaken(draft, failed, safe, error.detail))
            else:
                self._fail(f"{failed}: {error.detail}", safe, "Press . to read it again.")
            return False
        except Unreachable as error:
            self._tell(e.Ended(conversation_id, done=False))
            self._fail(f"No answer to {doing}, so it is not known whether it was done: {error.detail}", ONCE, LOOK)
            await self._reader.thread(conversation_id)
            return False
        self._tell(e.Ended(conversation_id))
        return True

    async def say(
        self, conversation_id: str, unsent: Unsent, *, seen: str | None = None, mentioned: Sequence[int] = ()
    ) -> bool:
        """Send a reply, over a newer one of a colleague only after a yes; or keep a note, for the eye of some."""
        private = unsent.mode is Mode.NOTE
        what = "The note was not kept" if private else "The reply was not sent"

        def send(force: bool) -> "Awaitable[MessageOut]":
            return self._daemon.write(
                conversation_id,
                unsent.text,
                private=private,
                client_id=unsent.key,
                last_seen=None if private else seen,
                force=force,
                file_ids=[one.id for one in unsent.files],
                mentioned=mentioned,
            )

        async def do() -> None:
            self._tell(e.MessageSaid(message_of(await over(self._ask_over, send))))
            if private:
                eyes = {0: "", 1: " One is asked to look."}.get(len(mentioned), f" {len(mentioned)} are asked to look.")
                self._tell(e.Told(f"Note kept. Only colleagues see it.{eyes}"))

        doing = "keeping the note" if private else "sending the reply"
        return await self.attempt(
            conversation_id, doing, what, "Your text is kept in the composer", "y tries again", do
        )

    async def undo(self, hold: Hold) -> bool:
        async def do() -> None:
            said = await self._daemon.undo(hold.message_id)
            message, files = message_of(said), given_back(said, hold.files)
            self._tell(e.MessageSaid(message))
            await self._reader.thread(hold.conversation_id)
            self._tell(e.Undone(message, files))
            with_files = {0: "", 1: " Its file is attached again."}.get(len(files), " Its files are attached again.")
            self._tell(e.Told(f"Taken back. Nothing reached {hold.to}.{with_files}"))

        what = f"The answer to {hold.to} could not be taken back"
        return await self.attempt(
            hold.conversation_id, "taking it back", what, "It leaves as it was written", "Esc closes this", do
        )

    async def assign(self, conversation_id: str, user_id: int | None, name: str) -> bool:
        async def do() -> None:
            self._changed(await self._daemon.assign(conversation_id, user_id))
            self._tell(e.Told(f"Assigned to {name}." if user_id is not None else "Assigned to nobody."))

        return await self.attempt(
            conversation_id, "assigning", "It was not assigned", "Nothing was changed", "a tries again", do
        )

    async def move(self, conversation_id: str, move: str, done: str, *, reason: str | None = None) -> bool:
        """Resolve, reopen, archive, wake, let stand out."""

        async def do() -> None:
            self._changed(await self._daemon.move(conversation_id, move, reason=reason))
            self._tell(e.Told(done))

        what = f"The conversation could not be {PAST[move]}"
        return await self.attempt(
            conversation_id,
            f"{DOING.get(move, move)} is under way",
            what,
            "It stays as it was",
            "Press . to read it again",
            do,
        )

    def _changed(self, basic: Any) -> None:
        self._tell(e.ConversationChanged(dict(basic)))

    async def attempt(
        self, conversation_id: str, doing: str, what: str, safe: str, press: str, do: Callable[[], Awaitable[None]]
    ) -> bool:
        """Do it, and tell what there is to tell when it is not done."""
        self._tell(e.Began(conversation_id, doing))
        try:
            await do()
        except WentBack as error:
            await self._went_back(conversation_id, error)
            return False
        except Refused as error:
            self._tell(e.Ended(conversation_id, done=False))
            self._fail(f"{what}: {error.detail}", f"{safe}.", f"{press}.")
            if error.status == 409:
                await self._reader.thread(conversation_id)
            return False
        except Unreachable as error:
            self._tell(e.Ended(conversation_id, done=False))
            self._fail(f"{what}: {error.detail}", f"{safe}.", f"{press} when the link is live again.")
            return False
        self._tell(e.Ended(conversation_id))
        return True

    async def _went_back(self, conversation_id: str, error: WentBack) -> None:
        """What they wrote is on screen from now on, and counts as seen."""
        self._tell(e.Ended(conversation_id, done=False))
        self._tell(e.MessageSaid(error.newer))
        self._tell(c.SeenSince(conversation_id, error.newer.id))
        await self._reader.thread(conversation_id)
        self._tell(e.Told("Nothing was sent by you. Your words stand where they were.", "hint"))

    def _fail(self, what: str, safe: str, press: str) -> None:
        self._tell(e.Failed(Trouble(what, safe, press)))


PAST = {
    "resolve": "resolved",
    "reopen": "reopened",
    "archive": "archived",
    "unsnooze": "woken",
    "unread": "marked as unread",
}
DOING = {"unsnooze": "waking it", "unread": "marking it"}
