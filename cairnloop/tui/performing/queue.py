"""The decision queue: sitting down, deciding, putting off, passing on, moving about, and leaving."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from cairnloop.tui.performing.deciding import asked_why, asked_wish
from cairnloop.tui.performing.writing import newest
from cairnloop.tui.screens.choosing import Choice, Choose
from cairnloop.tui.screens.dialog import Ask
from cairnloop.tui.state import deciding as d
from cairnloop.tui.state import events as e
from cairnloop.tui.state.drafts import Draft
from cairnloop.tui.state.outbox import Decision, Verb
from cairnloop.tui.view.support import claims

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

FAR = 1_000_000
GROUNDS = ("beyond what the articles say", "a decision about money", "needs somebody technical", "upset customer")


async def decision_queue(app: "ConsoleApp") -> None:
    """From a conversation the queue begins there; a conversation opened from the queue closes."""
    opened = app.desk.open
    if opened is not None:
        await app.leave()
    if not app.desk.sitting.here:
        await app.enter_queue(opened)


def decide(
    app: "ConsoleApp",
    verb: Verb,
    draft: Draft,
    *,
    words: str = "",
    colleague: tuple[int, str] | None = None,
    key: str | None = None,
    seen: str | None = None,
) -> None:
    """From here on it is on its way, and the next draft is on screen."""
    row = app.desk.row
    to = row.customer if row is not None else "the customer"
    late = app.desk.link.blocked is not None
    seen = seen or newest(app.desk)
    decision = Decision(key or app.new_key(), verb, draft, to, words, colleague, late=late, seen=seen)
    app.take(d.DecisionMade(decision))


def approve(app: "ConsoleApp") -> None:
    draft = app.desk.draft
    if draft is not None:
        decide(app, Verb.APPROVE, draft)


async def discard(app: "ConsoleApp") -> None:
    draft, row = app.desk.draft, app.desk.row
    if draft is None or row is None or not draft.stands:
        app.take(d.PutAway())
        return
    title = f"Put {row.customer}'s question away" if not draft.pending else f"Discard the draft for {row.customer}"
    reason = await asked_why(app, title)
    if reason is not None:
        decide(app, Verb.DISCARD, draft, words=reason)


async def regenerate(app: "ConsoleApp") -> None:
    draft, row = app.desk.draft, app.desk.row
    if draft is None or row is None:
        return
    wish = await asked_wish(app, row.customer)
    if wish is not None:
        decide(app, Verb.REGENERATE, draft, words=wish)


async def escalate(app: "ConsoleApp") -> None:
    """To whom, and why: the conversation becomes theirs, the reason a private note."""
    draft, row, me = app.desk.draft, app.desk.row, app.desk.me
    if draft is None or row is None:
        return
    others = [one for one in app.desk.colleagues if one.can_decide and (me is None or one.user_id != me.user_id)]
    choices = [Choice(str(one.user_id), one.name, one.email) for one in others]
    chosen = await app.ask(Choose(f"Who should take care of {row.customer}?", choices))
    if chosen is None:
        return
    name = next(one.name for one in others if str(one.user_id) == chosen)
    ask = Ask(f"Why does {name} have to look at it?", hint="a private note for them", usual=GROUNDS, may_be_empty=False)
    reason = await app.ask(ask)
    if reason:
        decide(app, Verb.ESCALATE, draft, words=reason, colleague=(int(chosen), name))


def postpone(app: "ConsoleApp") -> None:
    app.take(d.Postponed())


def _step(steps: int) -> Callable[["ConsoleApp"], None]:
    def step(app: "ConsoleApp") -> None:
        app.take(d.Stepped(steps))

    return step


def _by(steps: int, *, pages: bool = False) -> Callable[["ConsoleApp"], None]:
    """From sentence to sentence of the answer; pages, and what is not the answer, are scrolled."""

    def move(app: "ConsoleApp") -> None:
        pane = app.queue.pane
        if pages or pane.id in ("question", "why"):
            pane.scroll_by_lines(steps * max(1, pane.size.height - 1) if pages else steps)
        else:
            draft = app.desk.draft
            app.take(d.SentencePicked(steps, len(claims(draft.body, draft.citations)) if draft else 0))

    return move


def evidence(app: "ConsoleApp") -> None:
    app.queue.show_evidence(not app.queue.evidence_has_focus)
    app.redraw()


def _pane(steps: int) -> Callable[["ConsoleApp"], None]:
    def go(app: "ConsoleApp") -> None:
        app.queue.next_pane(steps)
        app.redraw()

    return go


async def back(app: "ConsoleApp") -> None:
    """The nearest thing that can be closed."""
    if app.desk.trouble is not None:
        app.take(e.Dismissed())
    elif app.queue.pane.id != "answer":
        app.queue.show_evidence(False)
        app.redraw()
    else:
        await app.leave_queue()


PERFORM = {"decision-queue": decision_queue, "postpone": postpone, "escalate": escalate}

# What the same actions do while the queue is on screen.
IN_QUEUE = {
    "approve": approve,
    "discard": discard,
    "regenerate": regenerate,
    "next-decision": _step(1),
    "previous-decision": _step(-1),
    "evidence": evidence,
    "down": _by(1),
    "up": _by(-1),
    "page-down": _by(1, pages=True),
    "page-up": _by(-1, pages=True),
    "first": _by(-FAR),
    "last": _by(FAR),
    "next-pane": _pane(1),
    "previous-pane": _pane(-1),
    "back": back,
}
