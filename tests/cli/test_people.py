"""`users`, `keys`, `login`: who may do what, and with which key."""

import os
import shutil
from pathlib import Path

import pytest

from cairnloop.cli.credentials import NAME, read
from tests.cli.conftest import PASSWORD, Command, Desk


@pytest.fixture
def email() -> str:
    return f"lin-{os.urandom(4).hex()}@acme.example"


def test_a_user_is_added_changed_disabled_and_enabled(desk: Desk, email: str, cairnloop: Command) -> None:
    added = cairnloop("users", "add", email, "--name", "Lin Osei", "--password", "long enough", "--json").json
    assert (added["role"], added["full_name"]) == ("member", "Lin Osei")
    changed = cairnloop("users", "role", added["id"], "viewer", "--json").json
    assert changed["role"] == "viewer"
    assert cairnloop("users", "disable", added["id"]).out == f"{added['id']}\tdisabled\n"
    row = next(row for row in cairnloop("users", "list").rows if row[1] == email)
    assert row[4] != "-"
    assert cairnloop("users", "enable", "-", stdin="\t".join(row)).code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("add", "sam@acme.example", "--password", "long enough"), 4, "exists already"),
        (("add", "x@acme.example", "--password", "short"), 3, "password"),
        (("add", "x@acme.example"), 2, "--password is missing"),
        (("role", "1", "king"), 2, "ROLE"),
        (("role", "1", "viewer"), 4, "last admin"),
        (("role", "99999", "viewer"), 5, "no such user"),
        (("disable", "sam"), 2, "'sam' is no number"),
    ],
)
def test_what_cannot_be_is_said(
    arguments: tuple[str, ...], code: int, said: str, desk: Desk, cairnloop: Command
) -> None:
    ended = cairnloop("users", *arguments)
    assert ended.code == code
    assert said in ended.err
    assert ended.err.count("\n") == 1


def test_a_key_works_until_it_is_revoked(desk: Desk, cairnloop: Command) -> None:
    made = cairnloop("keys", "create", "nightly report", "--json").json
    assert cairnloop("users", "list", "--api-key", made["value"]).code == 0
    listed = cairnloop("keys", "list")
    assert made["value"] not in listed.out
    assert made["id"] in [row[0] for row in listed.rows]
    assert cairnloop("keys", "revoke", made["id"]).code == 0
    assert cairnloop("users", "list", "--api-key", made["value"]).code == 6


def test_login_keeps_a_key_for_this_daemon_and_logout_forgets_it(
    desk: Desk, cairnloop: Command, tmp_path: Path
) -> None:
    config = tmp_path / "config.toml"
    shutil.copy(desk.folder / "config.toml", config)
    ended = cairnloop(
        "login", "--config", config, "--email", "sam@acme.example", "--password", "-", "--json", stdin=f"{PASSWORD}\n"
    )
    assert ended.code == 0
    assert ended.json["credentials"] == str(tmp_path / NAME)
    kept = read(tmp_path / NAME)
    assert kept is not None
    assert kept.url == desk.url
    assert kept.api_key not in ended.out
    assert cairnloop("users", "list", "--config", config).code == 0
    assert cairnloop("logout", "--config", config, "--json").json["removed"] is True
    assert cairnloop("users", "list", "--config", config).code == 6


def test_a_wrong_password_is_refused(desk: Desk, cairnloop: Command, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    shutil.copy(desk.folder / "config.toml", config)
    ended = cairnloop("login", "--config", config, "--email", "sam@acme.example", "--password", "wrong one")
    assert (ended.code, ended.out) == (6, "")
    assert ended.err == "cairnloop: The e-mail or the password is wrong; nothing was stored.\n"
    assert not (tmp_path / NAME).exists()


def test_an_inboxs_policy_is_changed_and_a_wrong_one_named(desk: Desk, cairnloop: Command) -> None:
    inbox = cairnloop("inboxes", "list", "--json").json["data"][0]
    changed = cairnloop("inboxes", "policy", inbox["id"], "draft_only", "--json").json
    assert changed["draft_policy"] == "draft_only"
    refused = cairnloop("inboxes", "policy", inbox["id"], "yolo")
    assert refused.code == 2
    assert "'POLICY'" in refused.err
    cairnloop("inboxes", "policy", inbox["id"], inbox["draft_policy"])
