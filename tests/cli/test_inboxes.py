"""`inboxes`, `hours` and `context`: from the shell to the daemon and back."""

import json
import os
import re
from pathlib import Path

import pytest

from cairnloop.cli.exits import Usage
from cairnloop.cli.shifts import shifts, spans
from cairnloop.wire.shifts import lines
from tests.cli.conftest import Command, Desk


@pytest.fixture
def name() -> str:
    return f"Board {os.urandom(4).hex()}"


def test_an_inbox_is_opened_changed_and_given_up(desk: Desk, name: str, cairnloop: Command) -> None:
    made = cairnloop("inboxes", "create", name, "--private", "--policy", "draft_only", "--json").json
    assert (made["name"], made["is_private"], made["draft_policy"]) == (name, True, "draft_only")
    assert made["id"] in [row[0] for row in cairnloop("inboxes", "list").rows]
    changed = cairnloop("inboxes", "update", made["id"], "--public", "--description", "For all", "--json").json
    assert (changed["is_private"], changed["description"], changed["name"]) == (False, "For all", name)
    assert f"inbox    {made['id']}" in cairnloop("inboxes", "show", made["id"]).out
    assert cairnloop("inboxes", "show", "primary", "--json").json["is_primary"] is True
    assert cairnloop("inboxes", "delete", made["id"]).code == 0
    assert cairnloop("inboxes", "show", made["id"]).code == 5


def test_members_of_an_inbox_come_and_go(desk: Desk, name: str, cairnloop: Command) -> None:
    inbox = cairnloop("inboxes", "create", name, "--json").json["id"]
    me = desk.account["user_id"]
    assert cairnloop("inboxes", "add-member", inbox, me).out == f"{me}\tadded\n"
    assert [row[:3] for row in cairnloop("inboxes", "members", inbox).rows] == [[str(me), "sam@acme.example", "member"]]
    assert cairnloop("inboxes", "remove-member", inbox, me).code == 0
    assert cairnloop("inboxes", "members", inbox).out == ""
    cairnloop("inboxes", "delete", inbox)


def test_an_inbox_goes_by_its_slug_its_name_or_as_the_primary_one(desk: Desk, name: str, cairnloop: Command) -> None:
    made = cairnloop("inboxes", "create", name, "--json").json
    for known in (made["slug"], name.upper(), made["id"]):
        assert cairnloop("inboxes", "show", known, "--json").json["id"] == made["id"], known
    assert cairnloop("inboxes", "add-member", name, "sam@acme.example").out == "sam@acme.example\tadded\n"
    assert len(cairnloop("inboxes", "members", made["slug"]).rows) == 1
    stranger = cairnloop("inboxes", "remove-member", name, "nobody@acme.example")
    assert (stranger.code, "USER: nobody here has the e-mail" in stranger.err) == (2, True)
    assert cairnloop("hours", "show", "--inbox", name, "--json").json["inbox_id"] == made["id"]
    assert cairnloop("identity", "inbox", made["slug"]).code == 0
    primary = cairnloop("inboxes", "policy", "primary", "require_approval", "--json").json
    assert primary["is_primary"] is True
    assert cairnloop("inboxes", "delete", name, "--move-to", "primary").code == 0


def test_what_cannot_be_done_to_an_inbox_is_said(desk: Desk, cairnloop: Command) -> None:
    primary = cairnloop("inboxes", "show", "primary", "--json").json["id"]
    for arguments, code, said in (
        (("update", primary), 2, "say what to change"),
        (("delete", primary), 4, "another one primary first"),
        (("create", "x", "--slug", "a b"), 3, "slug"),
        (("show", "x"), 2, "there is no inbox 'x'; `cairnloop inboxes list` shows them"),
        (("add-member", primary, "99999"), 5, "no such user"),
    ):
        ended = cairnloop("inboxes", *arguments)
        assert (ended.code, ended.err.count("\n")) == (code, 1), ended.err
        assert said in ended.err


def test_hours_are_written_as_people_write_them(desk: Desk, cairnloop: Command) -> None:
    ended = cairnloop("hours", "set", "mon-fri 09:00-12:00,13:00-17:00", "sat 22:00-02:00", "--zone", "Europe/Berlin")
    assert ended.code == 0, ended.err
    assert "  weekdays   09:00-12:00, 13:00-17:00\n  saturday   22:00-02:00\n" in ended.out
    # By the wall clock of the hours, as they were written.
    assert re.search(r"^(opens at|closes at) +\w{3} \d{4}-\d\d-\d\d (09|12|13|17|22|02):00$", ended.out, re.MULTILINE)
    cairnloop("hours", "holiday", "Christmas", "2026-12-24", "2026-12-26", "--yearly")
    added = cairnloop("hours", "holiday", "New Year", "2027-01-01", "--open", "12:00-16:00")
    assert "2026-12-24..2026-12-26 yearly Christmas" in added.out
    assert "New Year (open 12:00-16:00)" in added.out
    assert cairnloop("hours", "workday", "Christmas", "--json").json["holidays"][0]["name"] == "New Year"
    assert cairnloop("hours", "workday", "Christmas").code == 2
    inbox = cairnloop("inboxes", "show", "primary", "--json").json["id"]
    own = cairnloop("hours", "holiday", "Fair", "2026-06-01", "--inbox", inbox, "--json").json
    assert (own["inherited"], len(own["working_hours"]), len(own["holidays"])) == (False, 3, 2)
    assert cairnloop("hours", "inherit", inbox, "--json").json["inherited"] is True
    always = cairnloop("hours", "set", "--always", "--json").json
    assert (always["working_hours"], always["time_zone"]) == ([], "Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mon", "no days or no times"),
        ("someday 9:00-10:00", "no day of the week"),
        ("t 9:00-10:00", "no day of the week"),
        ("mon 9-10", "no times"),
        ("mon 24:30-25:00", "00:00 to 24:00"),
        ("mon 09:61-10:00", "00:00 to 24:00"),
    ],
)
def test_hours_that_cannot_be_read_are_refused_before_anything_is_asked(text: str, said: str) -> None:
    with pytest.raises(Usage, match=said):
        shifts([text])


def test_days_may_be_names_groups_and_ranges() -> None:
    assert [one["day"] for one in shifts(["fri-mon 9:00-10:00"])] == ["friday", "saturday", "sunday", "monday"]
    assert [one["day"] for one in shifts(["weekends,tu 9:00-10:00"])] == ["weekends", "tuesday"]
    assert spans("22:00-24:00") == [{"start_minute": 1320, "end_minute": 1440}]
    assert lines(shifts(["sun 0:00-1:00", "mon-fri 13:00-14:00,9:00-10:00"])) == [
        ("weekdays", "09:00-10:00, 13:00-14:00"),
        ("sunday", "00:00-01:00"),
    ]


def test_the_business_is_described_from_a_file(desk: Desk, cairnloop: Command, tmp_path: Path) -> None:
    assert cairnloop("context", "show").code == 5
    file = tmp_path / "business.json"
    file.write_text(json.dumps({"business_name": "Acme", "services": {"Setup": "We draw it"}}))
    assert cairnloop("context", "set", file, "--json").json["services"] == {"Setup": "We draw it"}
    cairnloop("context", "set", "-", stdin='{"instructions": "Be brief."}')
    assert "asks      Be brief." in cairnloop("context", "show").out
    for text, code, said in (("[1]", 2, "one JSON object"), ("{", 2, "is not JSON"), ('{"motto": 1}', 3, "motto")):
        file.write_text(text)
        ended = cairnloop("context", "set", file)
        assert (ended.code, said in ended.err) == (code, True), ended.err
