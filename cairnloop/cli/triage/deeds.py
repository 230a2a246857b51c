"""What each word of the line mode does: one function a word."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from cairnloop.cli.colleagues import number_of
from cairnloop.cli.exits import Usage
from cairnloop.cli.triage.lines import count, evidence_titles, line, passage_lines, thread_lines
from cairnloop.cli.triage.tally import Deed, Sent, held_seconds
from cairnloop.cli.triage.words import Word, help_lines
from cairnloop.client import Refused

if TYPE_CHECKING:
    from cairnloop.cli.triage.sitting import Sitting
    from cairnloop.wire.desk import MessageOut


async def approve(it: "Sitting", rest: str) -> None:
    """A draft that failed has no text: the person's own words are then an answer of theirs."""
    row, own = it.row, it.own
    if row["status"] != "failed":
        body = own.text if own else None
        sent = await it.client.approve(row["id"], row["version"], body=body, undo_seconds=it.undo_seconds)
    elif own is None:
        raise Usage("There is nothing to send yet. edit writes an answer.")
    else:
        sent = await it.client.write(row["conversation_id"], own.text, undo_seconds=it.undo_seconds, client_id=own.key)
    held = held_seconds(sent)
    it.took_leave(Sent(sent["id"], row, Deed.EDITED if own else Deed.SENT, it.now() + held, own))
    it.tell(f"Approved for {line(row['customer'])}{' with your words' if own else ''}. {_leaving(sent, held)}")
    await it.turn()


def _leaving(sent: "MessageOut", held: float) -> str:
    if held < 1:
        return "It is on its way and cannot be taken back."
    return f"It leaves in {count(round(held), 'second')}; undo takes it back until then."


async def edit(it: "Sitting", rest: str) -> None:
    if rest:
        it.keep(rest)
    elif it.edited is not None:
        it.keep(it.edited(it.own.text if it.own else it.row["body"]))
    else:
        it.write()


async def discard(it: "Sitting", rest: str) -> None:
    row = it.row
    await it.client.discard(row["id"], row["version"], rest)
    it.settled(Deed.DISCARDED)
    it.tell(f"Discarded. Nothing is sent; {line(row['customer'])} still waits for an answer.")
    await it.turn()


async def regenerate(it: "Sitting", rest: str) -> None:
    row = it.row
    await it.client.regenerate(row["id"], row["version"], rest or None)
    it.settled(Deed.REGENERATED)
    it.tell(f"Another draft is being made for {line(row['customer'])}. It comes up here when it is ready.")
    await it.turn()


async def postpone(it: "Sitting", rest: str) -> None:
    it.queue.postpone(it.row)
    it.tell("Postponed. It comes again when nothing else waits.")
    await it.turn()


async def escalate(it: "Sitting", rest: str) -> None:
    who, _, reason = rest.partition(" ")
    row, user = it.row, await number_of(it.client, who, "escalate")
    if user is None:
        raise Usage("escalate: somebody has to answer; name me, an e-mail, or a number")
    await it.client.assign(row["conversation_id"], user)
    it.tally.add(Deed.ESCALATED)
    note = f"Escalated to {who}: {reason.strip()}"
    try:
        await it.client.write(row["conversation_id"], note, private=True, client_id=it.new_key())
        noted = "with a private note"
    except Refused as error:
        noted = f"but the note was not kept ({line(error.detail)})"
    it.tell(f"Assigned to {line(who)} {noted}. The draft still waits for a decision.")
    await it.turn()


async def undo(it: "Sitting", rest: str) -> None:
    """Take the last answer back, and decide its draft again."""
    if not it.tally.sent:
        raise Usage("You have sent nothing that could be taken back.")
    last = it.tally.sent[-1]
    try:
        await it.client.undo(last.message_id)
    except Refused as error:
        if error.status in (404, 409):
            it.tally.sent.pop()
            raise Usage(f"Not taken back: {line(error.detail)}.") from error
        raise
    it.tally.sent.pop()
    it.tell(f"Taken back. Nothing was sent to {last.to}.")
    if last.row["status"] == "failed":
        it.tell(f"There is no draft for it: cairnloop conversations reply {last.row['conversation_id']} answers.")
    await it.came_back(last)


async def leave_it(it: "Sitting", rest: str) -> None:
    await it.turn()


async def evidence(it: "Sitting", rest: str) -> None:
    passages = it.row["evidence"]
    for passage in passages:
        if rest == str(passage["number"]) or (not rest and len(passages) == 1):
            for one in passage_lines(passage, it.row):
                it.tell(one)
            return
    for one in evidence_titles(passages):
        it.tell(one)
    if passages:
        it.tell("evidence and a number reads one of them.")


async def thread(it: "Sitting", rest: str) -> None:
    for one in thread_lines(await it.client.conversation(it.row["conversation_id"])):
        it.tell(one)


async def show(it: "Sitting", rest: str) -> None:
    await it.show_again()


async def help_(it: "Sitting", rest: str) -> None:
    for one in help_lines():
        it.tell(one)


async def leave(it: "Sitting", rest: str) -> None:
    it.over = True


DEEDS: dict[Word, Callable[["Sitting", str], Awaitable[None]]] = {
    Word.APPROVE: approve,
    Word.EDIT: edit,
    Word.DISCARD: discard,
    Word.REGENERATE: regenerate,
    Word.POSTPONE: postpone,
    Word.ESCALATE: escalate,
    Word.UNDO: undo,
    Word.NEXT: leave_it,
    Word.EVIDENCE: evidence,
    Word.THREAD: thread,
    Word.SHOW: show,
    Word.HELP: help_,
    Word.QUIT: leave,
}
