"""`drafts`: deciding from the shell."""

import asyncio
import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from cairnloop.client import Client
from cairnloop.demo.visitor import Visitor
from tests.cli.conftest import Command, Desk

Draft = dict[str, Any]


def test_a_draft_is_listed_with_its_version(drafted: Draft, cairnloop: Command) -> None:
    row = next(row for row in cairnloop("drafts", "list").rows if row[0] == drafted["id"])
    assert row[1] == "1"
    assert "workspace" in row[5]


def test_a_draft_shows_why_a_person_is_asked(drafted: Draft, cairnloop: Command) -> None:
    ended = cairnloop("drafts", "show", drafted["id"])
    assert ended.code == 0
    assert drafted["ruling"] in ended.out
    assert cairnloop("drafts", "show", drafted["id"], "--json").json == drafted


def test_approving_twice_sends_once(drafted: Draft, cairnloop: Command) -> None:
    first = cairnloop("drafts", "approve", drafted["id"], "--version", 1, "--undo-seconds", 300, "--json")
    assert first.code == 0
    assert first.json["draft_id"] == drafted["id"]
    second = cairnloop("drafts", "approve", drafted["id"], "--version", 1)
    assert (second.code, second.out) == (4, "")
    assert second.err.startswith(f"cairnloop: {drafted['id']}: ")
    assert cairnloop("drafts", "undo", first.json["id"]).code == 0


def test_a_list_carries_the_version_that_was_seen(drafted: Draft, cairnloop: Command) -> None:
    stale = cairnloop("drafts", "approve", "-", stdin=f"{drafted['id']}\t7\treply\n")
    assert stale.code == 4
    seen = cairnloop("drafts", "approve", "-", "--undo-seconds", 300, stdin=f"{drafted['id']}\t1\treply\n")
    assert (seen.code, seen.out) == (0, f"{drafted['id']}\tapproved\n")


def test_at_a_terminal_one_sees_what_leaves_and_to_whom(drafted: Draft, cairnloop: Command) -> None:
    refused = cairnloop("drafts", "approve", drafted["id"], stdin="n\n", at_terminal=True)
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith("to       Eve ␛[31m‹U+202E› (chat)\n")
    assert refused.err.endswith(f"cairnloop: {drafted['id']}: Nothing was done.\n")
    assert "How do I move a workspace?" in refused.err
    assert refused.err.index(drafted["body"].splitlines()[0][:20]) < refused.err.index("Send this?")
    assert cairnloop("drafts", "show", drafted["id"], "--json").json["status"] == "pending"
    sent = cairnloop("drafts", "approve", drafted["id"], "--undo-seconds", 300, stdin="y\n", at_terminal=True)
    assert (sent.code, sent.out) == (0, f"{drafted['id']}\tapproved\n")


def test_what_is_edited_is_what_is_sent(drafted: Draft, cairnloop: Command) -> None:
    sent = cairnloop("drafts", "edit", drafted["id"], "--body", "-", "--json", stdin="Better words.\n").json
    assert sent["body"] == "Better words."
    assert cairnloop("drafts", "show", drafted["id"], "--json").json["status"] == "edited"


def test_an_edit_without_words_sends_nothing(drafted: Draft, cairnloop: Command) -> None:
    ended = cairnloop("drafts", "edit", drafted["id"], "--body", "  ")
    assert ended.code == 2
    assert "--body" in ended.err
    assert cairnloop("drafts", "show", drafted["id"], "--json").json["status"] == "pending"


def test_a_discarded_draft_keeps_the_reason(drafted: Draft, cairnloop: Command) -> None:
    ended = cairnloop("drafts", "discard", drafted["id"], "--reason", "we do not ship there", "--json")
    assert (ended.json["status"], ended.json["decision_reason"]) == ("discarded", "we do not ship there")


def test_another_draft_can_be_asked_for(drafted: Draft, cairnloop: Command) -> None:
    ended = cairnloop("drafts", "regenerate", drafted["id"], "--instruction", "shorter")
    assert ended.code == 0
    assert cairnloop("drafts", "show", drafted["id"], "--json").json["status"] == "superseded"


def test_a_viewer_may_look_and_not_decide(
    drafted: Draft, desk: Desk, cairnloop: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    email = f"viewer-{os.urandom(4).hex()}@acme.example"
    added = cairnloop("users", "add", email, "--role", "viewer", "--password", "-", "--json", stdin="only looking\n")
    assert (added.code, added.json["role"]) == (0, "viewer")
    shutil.copy(desk.folder / "config.toml", tmp_path / "config.toml")
    monkeypatch.setenv("CAIRNLOOP_CONFIG", str(tmp_path / "config.toml"))
    assert cairnloop("login", "--email", email, "--password", "-", stdin="only looking\n").code == 0
    assert cairnloop("drafts", "show", drafted["id"]).code == 0
    refused = cairnloop("drafts", "approve", drafted["id"])
    assert refused.code == 6
    assert "needs a role that may decide; yours is viewer" in refused.err


def test_a_draft_is_sent_over_a_colleagues_newer_answer_only_by_force(cairnloop: Command, desk: Desk) -> None:
    draft, question = asyncio.run(overtaken(desk))
    refused = cairnloop("drafts", "approve", draft, "--seen", question)
    assert (refused.code, refused.out) == (4, "")
    assert "has answered since you looked" in refused.err
    assert cairnloop("drafts", "edit", draft, "--body", "Yes.", "--seen", question).code == 4
    assert cairnloop("drafts", "approve", draft, "--seen", question, "--force", "--undo-seconds", 300).code == 0


async def overtaken(desk: Desk) -> tuple[str, str]:
    """A draft that a colleague's answer stands before, and the question that was asked before both."""
    account = desk.account["account_id"]
    async with (
        Client(desk.url, desk.account["api_key"]) as client,
        Client(desk.url, "") as public,
        Visitor(desk.url, account, "Eve") as eve,
    ):
        await eve.write("How do I move a workspace?")
        email = f"{eve.conversation_id[-8:]}@shop.example"
        await client.add_user(email, "long enough", "member", None)
        session = await public.sign_in(email, "long enough")
        async with Client(desk.url, session["token"]) as lin:
            await lin.write(eve.conversation_id, "We moved it for you.", undo_seconds=0)
        await eve.write("And my other workspace?")
        said = (await client.conversation(eve.conversation_id))["messages"]
        until = time.monotonic() + 20
        while time.monotonic() < until:
            drafts = await client.drafts_of(eve.conversation_id)
            if waiting := [one["id"] for one in drafts if one["status"] == "pending"]:
                return waiting[0], said[0]["id"]
            await asyncio.sleep(0.02)
    raise AssertionError("no draft was made")
