"""`users invite`, `join`, `sessions`, `totp`, `identity`, and keys with scopes: who gets in, and how far."""

import asyncio
import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from cairnloop.cli.credentials import NAME, read
from cairnloop.client import Client
from cairnloop.people.access import totp
from tests.cli.conftest import Command, Desk

WORDS = "long enough"


@pytest.fixture
def email() -> str:
    return f"lin-{os.urandom(4).hex()}@acme.example"


@pytest.fixture
def lin(desk: Desk, email: str, cairnloop: Command, tmp_path: Path) -> Path:
    """The configuration of somebody who came by an invitation."""
    made = cairnloop("users", "invite", email, "--role", "member", "--json").json
    shutil.copy(desk.folder / "config.toml", tmp_path / "config.toml")
    link = f"{desk.url}/join#{made['token']}"
    joined = cairnloop(
        "join", link, "--email", email, "--name", "Lin Osei", "--password", "-", "--config", tmp_path / "config.toml",
        "--json", stdin=f"{WORDS}\n",
    )  # fmt: skip
    assert joined.code == 0, joined.err
    assert joined.json["role"] == "member"
    return tmp_path / "config.toml"


def test_somebody_is_invited_joins_and_works(desk: Desk, email: str, lin: Path, cairnloop: Command) -> None:
    kept = read(lin.parent / NAME)
    assert kept is not None
    assert (kept.email, kept.url) == (email, desk.url)
    listed = cairnloop("users", "list", "--config", lin)
    assert any(row[1] == email and row[3] == "Lin Osei" for row in listed.rows)
    row = next(row for row in cairnloop("users", "invitations").rows if row[1] == email)
    assert row[3] == "accepted"
    refused = cairnloop("users", "uninvite", row[0])
    assert (refused.code, "disable the user" in refused.err) == (4, True)


def test_an_invitation_is_listed_without_its_link_and_taken_back(desk: Desk, email: str, cairnloop: Command) -> None:
    made = cairnloop("users", "invite", email)
    assert "/join#cl_invite_" in made.out
    link = made.out.split()[-1]
    listed = cairnloop("users", "invitations", "--limit", "1")
    assert "cl_invite_" not in listed.out
    assert cairnloop("users", "uninvite", "-", stdin=listed.out).out.endswith("\trevoked\n")
    late = cairnloop("join", f"{desk.url}/join{link[link.index('#') :]}", "--email", email, "--password", WORDS)
    assert (late.code, "invitation is not valid" in late.err) == (6, True)
    for link, said in ((f"{desk.url}/join", "the part after #"), ("nonsense#x", "LINK: write it like")):
        wrong = cairnloop("join", link, "--email", email, "--password", WORDS)
        assert (wrong.code, said in wrong.err) == (2, True)


def test_a_key_does_what_its_scopes_say_until_it_ends(desk: Desk, cairnloop: Command) -> None:
    made = cairnloop("keys", "create", "report", "--scope", "read", "--expires", "90d", "--json").json
    assert made["scopes"] == ["read"]
    assert cairnloop("users", "list", "--api-key", made["value"]).code == 0
    assert cairnloop("keys", "list", "--api-key", made["value"]).code == 6
    for wrong, code in (("soon", 2), ("1x", 2), ("99999999999d", 2), ("2020-01-01", 3)):
        assert cairnloop("keys", "create", "x", "--expires", wrong).code == code, wrong
    assert cairnloop("keys", "create", "x", "--scope", "everything").code == 3
    row = next(row for row in cairnloop("keys", "list").rows if row[0] == made["id"])
    assert row[6] == "read"


def test_the_second_factor_is_asked_for_when_signing_in(
    desk: Desk, email: str, lin: Path, cairnloop: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = turned_on(desk, lin)
    assert cairnloop("totp", "status", "--config", lin, "--json").json == {"on": True, "recovery_codes": 10}
    login = ("login", "--config", lin, "--email", email, "--password", WORDS)
    refused = cairnloop(*login)
    assert (refused.code, refused.err.count("\n")) == (6, 1)
    assert "--code" in refused.err
    assert cairnloop(*login, "--code", "000000").code == 6
    step = int(time.time()) // 30
    asked = cairnloop(*login, stdin=f"{totp.code_at(secret, step + 1)}\n", at_terminal=True)
    assert asked.code == 0, asked.err
    assert "Code of your authenticator:" in asked.err
    assert cairnloop("users", "totp-reset", "nobody@acme.example").code == 2
    assert cairnloop("users", "totp-reset", email).code == 0
    assert cairnloop(*login).code == 0
    assert cairnloop("totp", "on", "--config", lin).code == 2


def turned_on(desk: Desk, config: Path) -> str:
    async def turn_on() -> str:
        kept = read(config.parent / NAME)
        assert kept is not None
        async with Client(desk.url, kept.api_key) as client:
            secret = (await client.begin_totp(WORDS))["secret"]
            # The step before this one, so that the codes of now are still to be used.
            await client.confirm_totp(totp.code_at(secret, int(time.time()) // 30 - 1))
            return secret

    return asyncio.run(turn_on())


def test_sessions_are_listed_and_ended(desk: Desk, email: str, lin: Path, cairnloop: Command) -> None:
    async def sign_in() -> Any:
        async with Client(desk.url, "") as client:
            return await client.sign_in(email, WORDS)

    asyncio.run(sign_in())
    listed = cairnloop("sessions", "list", "--config", lin)
    assert [row[3] for row in listed.rows] == ["127.0.0.1"]
    assert cairnloop("sessions", "revoke", "-", "--config", lin, stdin=listed.out).code == 0
    assert cairnloop("sessions", "list", "--config", lin).out == ""
    number = next(row[0] for row in cairnloop("users", "list").rows if row[1] == email)
    assert cairnloop("users", "sign-out", number, "--json").json == {"ended": 0}
    assert cairnloop("users", "role", email, "viewer", "--json").json["role"] == "viewer"
    assert cairnloop("users", "archive", email).out == f"{email}\tarchived\n"
    assert cairnloop("users", "list", "--config", lin).code == 6
    assert all(row[1] != email for row in cairnloop("users", "list").rows)
    left = next(row for row in cairnloop("users", "list", "--archived").rows if row[1] == email)
    assert left[5] != "-"
    assert cairnloop("users", "enable", email).out == f"{email}\tenabled\n"
    assert any(row[1] == email for row in cairnloop("users", "list").rows)


def test_identity_keys_are_made_and_deleted_and_an_inbox_told_what_to_ask(desk: Desk, cairnloop: Command) -> None:
    inbox = cairnloop("inboxes", "list", "--json").json["data"][0]["id"]
    early = cairnloop("identity", "inbox", inbox, "--enforce", "on")
    assert (early.code, "identity key first" in early.err) == (4, True)
    made = cairnloop("identity", "new-key", "--json").json
    assert cairnloop("identity", "keys").rows[0][0] == made["id"]
    changed = cairnloop("identity", "inbox", inbox, "--enforce", "on", "--origin", "*.acme.example", "--json").json
    assert (changed["enforce_identity"], changed["allowed_origins"]) == (True, ["https://*.acme.example"])
    assert cairnloop("identity", "inbox", inbox, "--origin", "nonsense/x").code == 3
    opened = cairnloop("identity", "inbox", inbox, "--enforce", "off", "--any-origin")
    assert opened.rows == [["enforced  off"], ["origins   any"]]
    assert cairnloop("identity", "delete-key", made["id"]).code == 0
