"""Takes decisions to the daemon, in their order, each once and only for the version that was seen."""

from dataclasses import replace
from typing import TYPE_CHECKING

from cairnloop.client import Refused, Unreachable
from cairnloop.client.link import Link
from cairnloop.tui.remote.colliding import told
from cairnloop.tui.state import deciding as d
from cairnloop.tui.state import events as e
from cairnloop.tui.state.drafts import Draft, draft_of
from cairnloop.tui.state.outbox import RESULT, Decision, Standing, Verb
from cairnloop.tui.state.settling import settled
from cairnloop.tui.state.thread import message_of

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

# Seconds until a decision that got no answer is tried again while the news comes in all the same.
AGAIN_SECONDS = 2.0
# A daemon that fails so often over one decision will not do better: the decision comes back to the operator.
TRIES = 5

DOING: dict[Verb, str] = {
    Verb.APPROVE: "approving the answer",
    Verb.EDIT: "approving the edited answer",
    Verb.DISCARD: "discarding the draft",
    Verb.REGENERATE: "asking for another draft",
    Verb.ESCALATE: "passing it on",
    Verb.REPLY: "sending your answer",
}


class Outgoing:
    """One at a time. What gets no answer stays where it is, and those behind it wait."""

    def __init__(self, app: "ConsoleApp") -> None:
        self._app = app
        self._running = False

    def start(self) -> None:
        """Begin, unless it is under way or there is nothing to do; called whenever either may have changed."""
        if not self._running and self._ready() is not None:
            self._running = True
            self._app.run_aside(self.drain())

    def _ready(self) -> Decision | None:
        desk = self._app.desk
        return desk.outbox.next if desk.link.blocked is None else None

    async def drain(self) -> None:
        late = self._app.desk.outbox.late
        try:
            while (decision := self._ready()) is not None:
                if not await self._take(decision):
                    break
        finally:
            self._running = False
        out = late - self._app.desk.outbox.late
        if late and out and not self._app.desk.outbox.returned:
            words = "The kept decision went out." if out == 1 else f"{out} kept decisions went out."
            self._app.take(e.Told(words))

    async def _take(self, decision: Decision) -> bool:
        """Whether it was dealt with: applied, or given back."""
        app, conversation_id = self._app, decision.draft.conversation_id
        app.take(d.Applying(decision.key))
        app.take(e.Began(conversation_id, f"{DOING[decision.verb]} for {decision.to}", before=True))
        done = False
        try:
            await self._apply(await self._seen(decision))
            app.take(d.Applied(decision.key))
            done = True
        except Unreachable:
            self._defer(decision)
        except Refused as error:
            done = await self._refused(decision, error)
        app.take(e.Ended(conversation_id, done=done))
        return app.desk.outbox.find(decision.key) is None

    def _defer(self, decision: Decision) -> None:
        self._app.take(d.Deferred(decision.key))
        self._app.set_timer(AGAIN_SECONDS, self.start)

    async def _apply(self, decision: Decision) -> None:
        daemon, draft, take = self._app.daemon, decision.draft, self._app.take
        match decision.verb:
            case Verb.APPROVE | Verb.EDIT:
                body = decision.words if decision.verb is Verb.EDIT else None
                said = await daemon.approve(draft.id, draft.version, body=body, last_seen=decision.seen)
                message = message_of(said)
                take(e.MessageSaid(message))
                take(e.DraftChanged(self._decided(decision)))
            case Verb.DISCARD:
                take(e.DraftChanged(draft_of(await daemon.discard(draft.id, draft.version, decision.words or None))))
                take(e.Told("Draft discarded. Nothing was sent."))
            case Verb.REGENERATE:
                take(e.DraftChanged(draft_of(await daemon.regenerate(draft.id, draft.version, decision.words or None))))
                take(e.Told("Another draft is being made; it joins the queue.", "hint"))
            case Verb.ESCALATE:
                await self._escalate(decision)
            case Verb.REPLY:
                await self._reply(decision)

    async def _seen(self, decision: Decision) -> Decision:
        """With the whole draft, where little of it was written down. One that has changed is refused in its turn."""
        if not decision.glanced:
            return decision
        now = draft_of(await self._app.daemon.draft(decision.draft.id))
        return replace(decision, draft=now) if now.version == decision.draft.version else decision

    def _decided(self, decision: Decision) -> Draft:
        """The draft as the daemon has it now; it announces the same, but the queue need not wait for that."""
        desk, draft = self._app.desk, decision.draft
        by = desk.me.user_id if desk.me else None
        status = RESULT[decision.verb]
        return replace(draft, status=status, version=draft.version + 1, decided_by=by, decided_at=desk.now)

    async def _escalate(self, decision: Decision) -> None:
        """Give it to a colleague and tell them why. Both may be said twice and count once."""
        daemon, draft = self._app.daemon, decision.draft
        if decision.colleague is None:
            return
        await self._unchanged(decision)
        user_id, name = decision.colleague
        self._app.take(e.ConversationChanged(dict(await daemon.assign(draft.conversation_id, user_id))))
        note = f"Passed on to {name}: {decision.words}"
        mentioned = (user_id,)
        said = await daemon.write(
            draft.conversation_id, note, private=True, client_id=decision.key, mentioned=mentioned
        )
        self._app.take(e.MessageSaid(message_of(said)))
        self._app.take(e.Told(f"Passed on to {name}, with your note. The draft still waits."))

    async def _reply(self, decision: Decision) -> None:
        """In one's own words, instead of the draft that was seen. What arrived before is not asked about again."""
        daemon, id = self._app.daemon, decision.draft.conversation_id
        if not (decision.tries and await self._arrived(decision)):
            await self._unchanged(decision)
        # Under its own key it is stored once, however often it is said.
        said = await daemon.write(id, decision.words, client_id=decision.key, last_seen=decision.seen)
        self._app.take(e.MessageSaid(message_of(said)))

    async def _arrived(self, decision: Decision) -> bool:
        said = await self._app.daemon.conversation(decision.draft.conversation_id)
        return any(one.get("client_id") == decision.key for one in said.get("messages") or ())

    async def _unchanged(self, decision: Decision) -> None:
        """Raises Refused where the draft is not any more as it was seen."""
        now = draft_of(await self._app.daemon.draft(decision.draft.id))
        if decision.compared(now, None) is not Standing.UNCHANGED:
            raise Refused(409, "stale_version", "This draft changed since you saw it.")

    async def _refused(self, decision: Decision, error: Refused) -> bool:
        """Whether it counts as applied. What is not for a later attempt comes back to the operator."""
        take = self._app.take
        if error.status == 401:
            take(e.LinkChanged(Link.REFUSED))
            take(d.Deferred(decision.key))
        elif (error.status >= 500 or error.status == 429) and decision.tries < TRIES:
            self._defer(decision)
        elif error.status == 409:
            return await self._overtaken(decision, error)
        else:
            take(d.DecisionReturned(decision.key, error.detail))
        return False

    async def _overtaken(self, decision: Decision, error: Refused) -> bool:
        """Tell a draft that changed from one that shows this very decision, of which only the answer was lost."""
        app, draft = self._app, decision.draft
        try:
            now = draft_of(await app.daemon.draft(draft.id))
        except Unreachable:
            self._defer(decision)
            return False
        except Refused:
            app.take(d.DecisionReturned(decision.key, error.detail))
            return False
        app.take(e.DraftChanged(now))
        # The conversation tells the rest: the answer that is held, or what overtook the draft.
        app.run_aside(app.reader.thread(draft.conversation_id))
        if decision.compared(now, app.desk.me.user_id if app.desk.me else None) is Standing.OURS:
            app.take(d.Applied(decision.key))
            return True
        app.take(d.DecisionReturned(decision.key, settled(now, app.desk) or told(error)))
        return False
