"""What calls the operator, and how loudly: by the section that something happened in, as they have chosen."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from cairnloop.tui.state import conversing as c
from cairnloop.tui.state import events as e
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.rows import Row, row_of
from cairnloop.tui.state.sections import Place, Saved, Section, belongs, title_of

# From the quietest to the loudest.
HOW = ("off", "toast", "bell", "desktop")
Rules = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Call:
    """`words` name no customer: a notification may be seen by anybody in the room."""

    how: str
    words: str


def rules_of(notify: str, notices: Rules) -> Rules:
    """`console.notify` is for what asks for the operator alone, `console.notices` for each section."""
    return {Section.DECISION.value: notify, Section.MENTIONS.value: notify} | dict(notices)


def call(before: Desk, desk: Desk, event: e.Event, rules: Rules, wrote: Collection[str]) -> Call | None:
    """The loudest that this event calls for; `wrote` are conversations in which a customer has just written."""
    calls = [one for one in _calls(before, desk, event, rules, wrote) if one.how != "off"]
    return max(calls, key=lambda one: HOW.index(one.how), default=None)


def _calls(before: Desk, desk: Desk, event: e.Event, rules: Rules, wrote: Collection[str]) -> Iterator[Call]:
    match event:
        case e.DraftChanged() if _begun_to_wait(before, desk):
            number = len(desk.queue.waiting)
            words = "1 draft waits for a decision" if number == 1 else f"{number} drafts wait for a decision"
            yield Call(rules.get(Section.DECISION.value, "off"), words)
        case c.Mentioned(mention=mention, by=by) if desk.me is not None and by != desk.me.user_id == mention.user_id:
            yield Call(rules.get(Section.MENTIONS.value, "off"), "A colleague asks for your eye")
        case e.ConversationChanged(basic=basic) if str(basic["id"]) in wrote:
            row, me = _known(desk, str(basic["id"])) or row_of(basic), desk.me.user_id if desk.me else None
            for place in desk.sections:
                how = rules.get(_name(place), "off")
                asked = place not in (Section.DECISION, Section.MENTIONS) and how != "off"
                if asked and belongs(row, place, me, emails=desk.emails, now=desk.now):
                    yield Call(how, f"A customer wrote: {title_of(place)}")


def _known(desk: Desk, conversation_id: str) -> Row | None:
    """As it is listed, with its tags, which announcements do not carry."""
    found = (listing.find(conversation_id) for listing in desk.listings.values())
    return next((row for row in found if row is not None), None)


def _begun_to_wait(before: Desk, desk: Desk) -> bool:
    """Whether a draft waits for a person that was not there before."""
    known = {one.draft_id for one in before.queue.waiting}
    return any(one.draft_id not in known for one in desk.queue.waiting)


def _name(place: Place) -> str:
    return place.title if isinstance(place, Saved) else place.value
