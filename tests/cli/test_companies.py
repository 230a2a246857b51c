"""`companies`: made, listed, changed and forgotten from the shell."""

import csv
import io
import os

import pytest

from tests.cli.conftest import Command, Desk

NOBODY = "00000000-0000-4000-8000-000000000000"


def test_a_company_from_its_first_day_to_its_last(desk: Desk, cairnloop: Command) -> None:
    name = f"=North {os.urandom(4).hex()}\x1b[31m"
    made = cairnloop(
        "companies", "add", name, "--website", "https://north.example", "--industry", "Maps", "--json"
    ).json
    assert (made["website_url"], made["industry"], made["description"]) == ("https://north.example", "Maps", None)
    shown = cairnloop("companies", "show", made["id"])
    assert "website   https://north.example\n" in shown.out
    changed = cairnloop("companies", "edit", made["id"], "--industry", "none", "--external-id", "n-1", "--json").json
    assert (changed["industry"], changed["external_id"], changed["name"]) == (None, "n-1", made["name"])
    listed, table = cairnloop("companies", "list", "--limit", "200"), cairnloop("companies", "list", "--csv")
    assert [made["id"]] == [row[0] for row in listed.rows if row[4] == "n-1"]
    assert next(row for row in csv.reader(io.StringIO(table.out)) if row[0] == made["id"])[1].startswith("'=North")
    assert "\x1b" not in listed.out + table.out + shown.out
    steps = cairnloop("companies", "timeline", made["id"]).rows
    assert [row[1] for row in steps] == ["company.changed", "company.added"]
    assert cairnloop("customers", "list", "--company", made["id"]).err == "There are no such customers.\n"
    assert cairnloop("companies", "delete", "-", stdin=f"{made['id']}\tx\n").out == f"{made['id']}\tdeleted\n"
    assert cairnloop("companies", "show", made["id"]).code == 5


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("show", "northridge"), 2, "'northridge' is no id"),
        (("show", NOBODY), 5, "no such company"),
        (("edit", NOBODY), 2, "say what to change: --name"),
        (("edit", NOBODY, "--name", "x"), 5, "no such company"),
        (("add", ""), 3, "name"),
        (("add", "x", "--website", "north"), 3, "website_url: is no web address"),
        (("add", "x", "--logo", "javascript:alert(1)"), 3, "logo_image_url: is no web address"),
        (("delete", NOBODY), 5, "no such company"),
        (("delete", "-"), 2, "no id was given"),
    ],
)
def test_what_cannot_be_is_said(
    arguments: tuple[str, ...], code: int, said: str, desk: Desk, cairnloop: Command
) -> None:
    ended = cairnloop("companies", *arguments)
    assert (ended.code, ended.err.count("\n")) == (code, 1), ended.err
    assert said in ended.err
