"""Canned replies: what becomes of variables, and which are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.desk.marks import canned
from cairnloop.desk.marks.canned_rules import VARIABLES, check, first_name, render
from cairnloop.errors import Conflict, Invalid, NotFound
from cairnloop.kernel.database import Database
from cairnloop.wire.canned import CannedWords, NewCannedWords
from tests import make

FACTS = {"customer.name": "Ada Park", "customer.first_name": "Ada", "customer.email": None, "user.display_name": ""}


@pytest.mark.parametrize(
    ("template", "text", "missing"),
    [
        ("Hi {{customer.first_name}}!", "Hi Ada!", ()),
        ("Hi {{ customer.first_name | there }}!", "Hi Ada!", ()),
        ("Write to {{customer.email|us}}", "Write to us", ()),
        ("{{customer.email}}{{customer.email}}{{user.display_name}}", "", ("customer.email", "user.display_name")),
        ("{{customer.email|}}.", ".", ()),
        ("{ {customer.name} } {{{customer.name}}}", "{ {customer.name} } {Ada Park}", ()),
        ("no variables", "no variables", ()),
    ],
)
def test_a_variable_becomes_what_is_known(template: str, text: str, missing: tuple[str, ...]) -> None:
    rendered = render(template, FACTS)
    assert (rendered.text, rendered.missing) == (text, missing)


@pytest.mark.parametrize("template", ["{{customer.age}}", "{{}}", "{{customer.name", "a {{ b | c }}", "{{x}} {{y}}"])
def test_what_nobody_knows_is_refused_by_name(template: str) -> None:
    with pytest.raises(Invalid, match=r"there is no variable \{\{.*customer\.first_name"):
        check(template)


@given(st.text(), st.text())
def test_what_a_customer_is_called_is_never_read_again(name: str, email: str) -> None:
    hostile = name + "{{customer.email}}" + "{{user.display_name|x}}"
    rendered = render(
        "a {{customer.name}} b {{customer.email|nobody}}", {"customer.name": hostile, "customer.email": email}
    )
    assert rendered.text == f"a {hostile} b {email or 'nobody'}"


@given(st.text(alphabet="{}|. acdemnorstu", max_size=40))
def test_what_is_accepted_leaves_no_variable_behind(template: str) -> None:
    try:
        check(template)
    except Invalid:
        return
    assert "{{" not in render(template, dict.fromkeys(VARIABLES, "x")).text


@pytest.mark.parametrize(
    ("name", "first"), [("Ada Park", "Ada"), (" Ada ", "Ada"), ("", None), (None, None), ("ada@example.com", None)]
)
def test_somebody_is_spoken_to_by_their_first_name(name: str | None, first: str | None) -> None:
    assert first_name(name) == first


async def test_a_reply_is_kept_filled_in_and_removed(database: Database) -> None:
    desk = await make.desk(database)
    thread = await desk.conversation()
    words = NewCannedWords(
        name="Greeting",
        content="Hi {{customer.first_name|there}}, {{user.display_name}} of {{account.company_name}} here.",
        shortcut="hi",
    )
    row = await canned.add_canned(database, words, desk.sam)
    async with database.read() as tx:
        said = await canned.fill_in(tx, row.id, thread.id, desk.sam)
        assert (said.text, said.missing) == ("Hi Ada, Sam of Trailmark here.", ())
    for name, shortcut in (("greeting", None), ("Another", "hi")):
        with pytest.raises(Conflict, match="already"):
            await canned.add_canned(database, NewCannedWords(name=name, content="x", shortcut=shortcut), desk.sam)
    changed = await canned.change_canned(database, row.id, CannedWords(shortcut=None), desk.sam)
    assert (changed.name, changed.shortcut) == ("Greeting", None)
    with pytest.raises(Invalid, match="no variable"):
        await canned.change_canned(database, row.id, CannedWords(content="{{nope}}"), desk.sam)
    await canned.remove_canned(database, row.id, desk.sam)
    async with database.read() as tx:
        assert await canned.list_canned(tx, desk.account_id) == []


async def test_one_for_an_inbox_is_offered_there_only_and_belongs_to_the_account(database: Database) -> None:
    desk, other = await make.desk(database), await make.desk(database, "Other")
    for name, inbox_id in (("Here", desk.inbox_id), ("Everywhere", None)):
        words = NewCannedWords(name=name, content="x", inbox_id=inbox_id)
        await canned.add_canned(database, words, desk.sam)
    with pytest.raises(NotFound):
        await canned.add_canned(database, NewCannedWords(name="x", content="x", inbox_id=other.inbox_id), desk.sam)
    async with database.read() as tx:
        for inbox_id, names in ((desk.inbox_id, ["Everywhere", "Here"]), (other.inbox_id, ["Everywhere"])):
            rows = await canned.list_canned(tx, desk.account_id, inbox_id=inbox_id)
            assert [row.name for row in rows] == names
