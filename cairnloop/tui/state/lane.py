"""The fast lane: how the decision queue moves from draft to draft, and what becomes of decisions on their way."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cairnloop.tui.state import deciding as d
from cairnloop.tui.state.desk import NOTICE_STAYS, Desk, Notice
from cairnloop.tui.state.events import Event
from cairnloop.tui.state.order import onward, order, place_in, show
from cairnloop.tui.state.outbox import Decision, Returned, Verb
from cairnloop.tui.state.queue import Waiting
from cairnloop.tui.state.sitting import Decided
from cairnloop.tui.state.unsent import Mode, Unsent

WHAT: dict[Verb, str] = {
    Verb.APPROVE: "Your approval",
    Verb.EDIT: "Your edited answer",
    Verb.DISCARD: "Your discard",
    Verb.REGENERATE: "Your wish for another draft",
    Verb.ESCALATE: "Passing it on",
    Verb.REPLY: "Your answer",
}
# As what the words of a decision that was not applied stand in the composer again.
WORDS: dict[Verb, Mode] = {Verb.EDIT: Mode.EDIT, Verb.REPLY: Mode.REPLY}


def _entered(desk: Desk, event: d.QueueEntered) -> Desk:
    sitting = desk.sitting.entered(desk.now)
    # What is still on its way stays out of the queue, whichever sitting it was decided in.
    kept = {one.draft.id: one.draft.version for one in desk.outbox.kept}
    desk = replace(desk, sitting=replace(sitting, gone={**sitting.gone, **kept}))
    found = order(desk)
    asked = next((one for one in found if one.conversation_id == event.conversation_id), None)
    first = asked or (found[0] if found else None)
    return show(desk, first, by_itself=False) if first is not None else desk


def _stepped(desk: Desk, event: d.Stepped) -> Desk:
    found = order(desk)
    if not found:
        return desk
    at, place = desk.sitting.at, place_in(desk, found)
    stands = at is not None and found[place].draft_id == at.draft_id
    to = place + event.steps if stands else place if event.steps > 0 else place - 1
    return show(desk, found[to % len(found)], by_itself=False)


def _sentence_picked(desk: Desk, event: d.SentencePicked) -> Desk:
    at = max(0, min(event.of - 1, desk.sitting.sentence + event.steps))
    return replace(desk, sitting=replace(desk.sitting, sentence=at))


def _made(desk: Desk, event: d.DecisionMade) -> Desk:
    decision = event.decision
    noted = Decided(decision.key, decision.draft.id, decision.verb, desk.sitting.seconds_at(desk.now))
    after = replace(
        desk,
        outbox=desk.outbox.added(decision),
        sitting=desk.sitting.noted(noted, decision.draft.version),
        trouble=None,
    )
    return onward(desk, after)


def _found(desk: Desk, event: d.DecisionsFound) -> Desk:
    """What is on its way already does not come up again."""
    gone = {**desk.sitting.gone, **{one.draft.id: one.draft.version for one in event.decisions}}
    desk = replace(desk, outbox=desk.outbox.found(event.decisions), sitting=replace(desk.sitting, gone=gone))
    number = len(event.decisions)
    those = "1 decision from before goes out" if number == 1 else f"{number} decisions from before go out"
    return _told(desk, f"{those} where the draft did not change.", "hint")


def _answered(desk: Desk, event: d.Answered) -> Desk:
    at = desk.sitting.at
    if at is None:
        return desk
    noted = Decided(event.key, at.draft_id, Verb.REPLY, desk.sitting.seconds_at(desk.now))
    outbox = desk.outbox.put_away(at.conversation_id)
    return onward(desk, replace(desk, outbox=outbox, sitting=desk.sitting.noted(noted, at.version)))


def _postponed(desk: Desk, event: d.Postponed) -> Desk:
    at = desk.sitting.at
    if at is None:
        return desk
    outbox = desk.outbox.put_away(at.conversation_id)
    after = onward(desk, replace(desk, outbox=outbox, sitting=desk.sitting.postponing(at.draft_id)))
    return _told(after, "Postponed: it comes again at the end of this queue.", "hint")


def _put_away(desk: Desk, event: d.PutAway) -> Desk:
    at = desk.sitting.at
    return desk if at is None else onward(desk, replace(desk, outbox=desk.outbox.put_away(at.conversation_id)))


def _came_back(desk: Desk, event: d.CameBack) -> Desk:
    """What the operator settled over there is not shown again here."""
    draft = desk.draft
    if draft is None or draft.stands or desk.outbox.back(draft.conversation_id) is not None:
        return desk
    return onward(desk, desk)


def _applied(desk: Desk, event: d.Applied) -> Desk:
    return replace(desk, outbox=desk.outbox.without(event.key))


def _returned(desk: Desk, event: d.DecisionReturned) -> Desk:
    """It comes up again, next of all, with what happened; words that were written for it are not lost."""
    decision = desk.outbox.find(event.key)
    if decision is None:
        return desk
    draft, what = decision.draft, WHAT[decision.verb]
    waiting = Waiting(draft.id, draft.conversation_id, draft.created_at, draft.version)
    back = Returned(desk.queue.find(draft.id) or waiting, what, event.why)
    sitting = desk.sitting.unmade(decision.key, draft.id)
    desk = replace(desk, outbox=desk.outbox.came_back(event.key, back), sitting=sitting)
    if draft.conversation_id not in desk.unsent:
        desk = _with_words(desk, decision)
    return _told(desk, f"{what} for {decision.to} was not applied: {event.why}", "refused")


def _taken_back(desk: Desk, event: d.TakenBack) -> Desk:
    decision = desk.outbox.find(event.key)
    if decision is None:
        return desk
    draft = decision.draft
    sitting = desk.sitting.unmade(decision.key, draft.id)
    desk = replace(desk, outbox=desk.outbox.without(event.key), sitting=sitting)
    desk = _at_draft(_with_words(desk, decision), draft.id)
    return _told(desk, "Taken back before it went out. Nothing was sent.", "done")


def _with_words(desk: Desk, decision: Decision) -> Desk:
    """Words that did not go out stand in the composer again; an answer under the key that it may have arrived with."""
    mode, draft = WORDS.get(decision.verb), decision.draft
    if mode is None:
        return desk
    if mode is Mode.REPLY:
        words = Unsent(mode, decision.words, key=decision.key)
    else:
        words = Unsent(mode, decision.words, draft.id, draft.version)
    return replace(desk, unsent={**desk.unsent, draft.conversation_id: words})


def _restored(desk: Desk, event: d.Restored) -> Desk:
    thread = desk.threads.get(event.conversation_id)
    message = next((one for one in thread.messages if one.id == event.message_id), None) if thread else None
    draft = next((one for one in thread.drafts if message and one.id == message.draft_id), None) if thread else None
    if draft is None:
        return desk
    # The queue need not wait for the announcement.
    desk = replace(desk, sitting=desk.sitting.undone(draft.id), queue=desk.queue.changed(draft))
    return _at_draft(desk, draft.id)


def _at_draft(desk: Desk, draft_id: str) -> Desk:
    found = next((one for one in order(desk) if one.draft_id == draft_id), None)
    return desk if found is None or not desk.sitting.here else show(desk, found, by_itself=False)


def _told(desk: Desk, text: str, tone: str) -> Desk:
    return replace(desk, notice=Notice(text, tone, desk.now + NOTICE_STAYS))


LANE: dict[type[Event], Callable[[Desk, Any], Desk]] = {
    d.QueueEntered: _entered,
    d.QueueLeft: lambda desk, event: replace(desk, sitting=desk.sitting.quitted(desk.now)),
    d.Stepped: _stepped,
    d.SentencePicked: _sentence_picked,
    d.DecisionMade: _made,
    d.DecisionsFound: _found,
    d.Answered: _answered,
    d.Postponed: _postponed,
    d.PutAway: _put_away,
    d.CameBack: _came_back,
    d.Applying: lambda desk, event: replace(desk, outbox=desk.outbox.began(event.key)),
    d.Applied: _applied,
    d.Deferred: lambda desk, event: replace(desk, outbox=desk.outbox.deferred(event.key)),
    d.DecisionReturned: _returned,
    d.TakenBack: _taken_back,
    d.Restored: _restored,
}
