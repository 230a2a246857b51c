"""The line mode: everything that can be decided, said in plain lines, against a real daemon."""

import asyncio
import time
from typing import Any
from uuid import UUID

import pytest

from cairnloop.client import Client
from cairnloop.config import load
from cairnloop.drafting.proposals import record_failure
from cairnloop.kernel.clock import SystemClock
from cairnloop.kernel.database import Database
from tests.cli.conftest import Command, Desk, Ended

Draft = dict[str, Any]


@pytest.fixture
def alone(desk: Desk) -> None:
    """Nothing waits that other tests have left."""

    async def clear() -> None:
        async with Client(desk.url, desk.account["api_key"]) as client:
            for status in ("pending", "failed"):
                for row in (await client.drafts(status=status, limit=200)).rows:
                    await client.move(row["conversation_id"], "resolve")

    asyncio.run(clear())


@pytest.fixture
def only(alone: None, drafted: Draft) -> Draft:
    """The one draft that waits."""
    return drafted


def sit(cairnloop: Command, *lines: str, more: tuple[object, ...] = ("--undo-seconds", 300)) -> Ended:
    ended = cairnloop("triage", "--plain", *more, stdin="".join(f"{line}\n" for line in lines))
    assert (ended.code, ended.err) == (0, "")
    return ended


def status_of(cairnloop: Command, draft: Draft) -> str:
    return str(cairnloop("drafts", "show", draft["id"], "--json").json["status"])


def test_a_draft_is_read_one_fact_a_line_and_the_question_comes_last(only: Draft, cairnloop: Command) -> None:
    said = sit(cairnloop).out
    lines = said.splitlines()
    assert lines[:2] == ["1 draft waits for a decision.", "Draft for Eve ␛[31m‹U+202E›, by chat, version 1."]
    assert "  How do I move a workspace?␛]0;gone␇" in lines
    assert lines.index("Question, 1 line:") < next(n for n, one in enumerate(lines) if one.startswith("Proposed "))
    assert lines[-2].startswith("approve, edit, discard")
    assert lines[-1] == "You decided 0 drafts."
    assert not [one for one in said if ord(one) < 0x20 and one != "\n"]
    assert not set("─│┌┐└┘━┃") & set(said)


def test_an_approval_says_when_it_leaves_and_can_be_taken_back(only: Draft, cairnloop: Command) -> None:
    said = sit(cairnloop, "approve", "undo", "q").out
    assert "It leaves in 300 seconds; undo takes it back until then.\nNothing else waits for a decision." in said
    assert "Taken back. Nothing was sent to Eve" in said
    assert "version 3." in said
    assert said.endswith("You decided 0 drafts.\n")
    assert status_of(cairnloop, only) == "pending"


def test_whoever_leaves_is_told_what_is_still_held(only: Draft, cairnloop: Command) -> None:
    last = sit(cairnloop, "y").out.splitlines()[-2:]
    assert last[0] == "You decided 1 draft: 1 sent."
    message = last[1].partition("cairnloop drafts undo ")[2].split()[0]
    assert cairnloop("drafts", "undo", message).code == 0


def test_own_words_are_shown_before_they_are_sent(only: Draft, cairnloop: Command) -> None:
    said = sit(cairnloop, "edit", "Two", "lines.", ".", "approve").out
    assert "Your answer, 2 lines:\n  Two\n  lines.\nNothing is sent yet." in said
    assert "with your words" in said
    assert status_of(cairnloop, only) == "edited"


def test_own_words_come_back_with_the_answer_and_are_not_lost_unsaid(only: Draft, cairnloop: Command) -> None:
    said = sit(cairnloop, "edit Mine.", "approve", "undo", "quit").out
    assert said.count("Your answer, 1 line:\n  Mine.") == 2
    assert said.endswith("What you wrote for 1 draft was not sent.\nYou decided 0 drafts.\n")


def test_an_empty_answer_brings_the_draft_back(only: Draft, cairnloop: Command) -> None:
    said = sit(cairnloop, "edit On one line", "edit", ".", "edit", ".", "a").out
    assert "Your words are dropped; the draft stands as it was proposed." in said
    assert "Nothing was changed." in said
    assert status_of(cairnloop, only) == "approved"


def test_a_discarded_draft_keeps_its_reason_and_another_can_be_made(
    only: Draft, desk: Desk, cairnloop: Command
) -> None:
    assert "Another draft is being made" in sit(cairnloop, "regenerate shorter").out
    assert status_of(cairnloop, only) == "superseded"
    newer = asyncio.run(_newer(desk, only))
    assert "Discarded. Nothing is sent" in sit(cairnloop, "discard we do not ship there").out
    told = cairnloop("drafts", "show", newer, "--json").json
    assert (told["status"], told["decision_reason"]) == ("discarded", "we do not ship there")


async def _newer(desk: Desk, draft: Draft) -> str:
    """The draft that was made in the place of this one."""
    async with Client(desk.url, desk.account["api_key"]) as client:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            for one in await client.drafts_of(draft["conversation_id"]):
                if one["status"] == "pending":
                    return one["id"]
            await asyncio.sleep(0.02)
    raise AssertionError("no draft was made")


def test_an_escalation_assigns_with_a_private_note(only: Draft, cairnloop: Command) -> None:
    said = sit(cairnloop, "escalate lin@acme.example no", "escalate 77 no", "escalate nobody no", "! me wants a refund")
    assert "nobody here has the e-mail lin@acme.example" in said.out
    assert "somebody has to answer" in said.out
    assert said.out.endswith("You decided 1 draft: 1 escalated.\n")
    told = cairnloop("conversations", "show", only["conversation_id"], "--json").json
    assert told["assignee_id"] is not None
    note = told["messages"][-1]
    assert (note["private"], note["body"]) == (True, "Escalated to me: wants a refund")
    assert status_of(cairnloop, only) == "pending"


def test_an_escalation_whose_note_is_refused_says_what_was_done(only: Draft, cairnloop: Command) -> None:
    said = sit(cairnloop, f"escalate me {'very long ' * 9_000}", more=()).out
    assert "Assigned to me but the note was not kept (" in said
    assert cairnloop("conversations", "show", only["conversation_id"], "--json").json["assignee_id"] is not None


def test_what_is_postponed_comes_again_and_what_is_left_does_not(only: Draft, cairnloop: Command) -> None:
    said = sit(cairnloop, "postpone", "next", "approve").out
    assert said.count("Draft for Eve") == 2
    assert "Nothing waits here. next looks again." in said
    assert status_of(cairnloop, only) == "pending"


def test_passages_and_the_thread_can_be_read(only: Draft, cairnloop: Command) -> None:
    said = sit(cairnloop, "evidence 9", "thread", "help", "show").out
    assert "Evidence: none." in said or "evidence and a number reads one of them." in said
    assert "Message 1 by Eve" in said
    assert "discard REASON (or d, x): send nothing, and say why." in said
    assert said.count("Draft for Eve") == 2


def test_a_draft_that_somebody_else_decided_is_not_decided_again(
    only: Draft, cairnloop: Command, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The colleague is faster, between the reading and the word."""
    approve = Client.approve

    async def late(self: Client, draft_id: str, version: int, **given: Any) -> Any:
        await self.discard(draft_id, version, "spam")
        return await approve(self, draft_id, version, **given)

    monkeypatch.setattr(Client, "approve", late)
    said = sit(cairnloop, "approve").out
    assert "Not done: Cannot approve this draft: it is already discarded.\n" in said
    assert "is discarded by now.\nNothing else waits for a decision." in said
    assert said.endswith("You decided 0 drafts.\n")


def test_a_draft_that_failed_is_shown_with_its_reason_and_answered_in_own_words(
    only: Draft, cairnloop: Command, desk: Desk
) -> None:
    asyncio.run(_fail(desk, only))
    said = sit(cairnloop, "approve", "edit I answer this myself.", "approve").out
    assert "No draft could be made: the model does not answer." in said
    assert "There is nothing to send yet. edit writes an answer." in said
    assert said.splitlines()[-2] == "You decided 1 draft: 1 sent with your words."
    told = cairnloop("conversations", "show", only["conversation_id"], "--json").json
    assert told["messages"][-1]["body"] == "I answer this myself."


async def _fail(desk: Desk, draft: Draft) -> None:
    """What drafting does after its last attempt."""
    async with Client(desk.url, desk.account["api_key"]) as client:
        await client.discard(draft["id"], draft["version"], None)
    settings = load(desk.folder / "config.toml", {})
    db = Database(settings.database.url, clock=SystemClock(), synchronous="NORMAL")
    try:
        await record_failure(db, UUID(draft["conversation_id"]), "the model does not answer.")
    finally:
        await db.close()


def test_a_daemon_that_is_away_is_said_at_once(desk: Desk, cairnloop: Command) -> None:
    ended = cairnloop("triage", "--plain", "--url", "http://127.0.0.1:1")
    assert (ended.code, ended.out) == (7, "")


def test_ctrl_c_leaves_with_the_number_decided(
    only: Draft, cairnloop: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(self: Client) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(Client, "counts", interrupted)
    assert sit(cairnloop).out == "\nYou decided 0 drafts.\n"
