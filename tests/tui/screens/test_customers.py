"""Customers and companies at work: read, changed, noted, merged, exported and erased, wide and small."""

import json
import stat
from pathlib import Path

from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot
from textual.widgets import Input

from cairnloop.client import Refused, Unreachable
from tests.tui.desk import Desk
from tests.tui.people import firm
from tests.tui.pictures import picture
from tests.tui.running import SMALL, called, press, running, settle, shown, write
from tests.tui.test_hostile import NAME, harmless, mallorys
from tests.tui.test_look import Picture

GONE = Unreachable("The daemon at http://127.0.0.1:4700 does not answer (ConnectError).")


async def fill(pilot: Pilot[int], text: str, *keys: str) -> None:
    """Put this into the line that is asked for, and go on."""
    pilot.app.screen.query_one(Input).value = text
    await press(pilot, *(keys or ("enter",)))


async def test_the_list_is_searched_in_words_which_can_be_mended() -> None:
    desk = Desk()
    async with running(desk, keys=["f6"]) as pilot:
        screen = shown(pilot)
        assert "▸ Ada Park" in screen
        assert "company      Northridge Hikers" in screen
        await press(pilot, "slash")
        await fill(pilot, "bo tga:vip")
        assert "there is no word “tga”; did you mean “tag”?" in shown(pilot)
        await fill(pilot, "tag:nothing")
        assert "This cannot be searched: there is no tag “nothing” here" in shown(pilot)
        await press(pilot, "slash")
        await fill(pilot, "tag:billing company:north")
        assert called(desk, "customers")[-1] == (None, firm(0), "t0", None)
        assert "1/1" in shown(pilot)
        await press(pilot, "escape")
        assert "1/8" in shown(pilot)


async def test_one_key_opens_a_customer_who_leads_to_conversations_and_back_always_comes_back() -> None:
    desk = Desk()
    async with running(desk, size=SMALL, keys=["4", "j", "j", "j", "j", "enter"]) as pilot:
        assert pilot.app.desk.open == "c0"  # type: ignore[attr-defined]
        await press(pilot, "J")
        assert "‹ Conversation   Ada Park" in shown(pilot)
        await press(pilot, "2", "tab")
        assert "ada@northridge.example" in shown(pilot)
        await press(pilot, "tab", "1", "G", "enter")
        assert "✎ Lin" not in shown(pilot)
        await press(pilot, "3", "enter")
        assert "┃ Her board decides." in shown(pilot)
        await press(pilot, "escape", "escape")
        assert "‹ Inbox   Moving our data to the EU" in shown(pilot)
        await press(pilot, "escape", "f6", "j", "enter", "2", "enter")
        assert "‹ Customer   Can I get February refunded?" in shown(pilot)
        await press(pilot, "escape", "escape")
        assert "▸ Bo Reyes" in shown(pilot)
        assert len(called(desk, "customers")) == 1
        await press(pilot, "escape")
        assert len(pilot.app.screen_stack) == 1


async def test_fields_company_and_tags_are_changed_one_by_one() -> None:
    desk = Desk()
    async with running(desk, keys=["f6", "enter", "e"]) as pilot:
        await fill(pilot, "phone")
        await fill(pilot, "+49 30 1234")
        assert called(desk, "change_customer") == [("p0", {"phone": "+49 30 1234"})]
        assert "phone        +49 30 1234" in shown(pilot)
        await press(pilot, "e")
        for words in ("company", "new", "Ridge Rangers"):
            await fill(pilot, words)
        assert "company      Ridge Rangers" in shown(pilot)
        await press(pilot, "e")
        for words in ("company", "none"):
            await fill(pilot, words)
        assert called(desk, "change_customer")[-1] == ("p0", {"company_id": None})
        desk.fails["change_customer"] = [Refused(422, "invalid", "email: is no address")]
        await press(pilot, "e")
        for words in ("e-mail", "nonsense"):
            await fill(pilot, words)
        assert "The e-mail was not changed: email: is no address" in shown(pilot)
        await press(pilot, "escape", "t")
        await fill(pilot, "billing")
        assert called(desk, "untag_customer") == [("p0", "t0")]
        assert "✓ #billing is off." in shown(pilot)


async def test_notes_are_written_and_only_ones_own_are_changed() -> None:
    desk = Desk()
    async with running(desk, keys=["f6", "enter", "n"]) as pilot:
        await write(pilot, "Likes maps.\nAnd hills.")
        await press(pilot, "escape")
        assert "Esc again throws these words away." in shown(pilot)
        await press(pilot, "f2")
        assert called(desk, "add_note") == [("p0", "Likes maps.\nAnd hills.")]
        await press(pilot, "E")
        assert "Notes are changed in their own list: press 3." in shown(pilot)
        await press(pilot, "3", "j", "x")
        assert "It is Lin's note; only they change it." in shown(pilot)
        await press(pilot, "j", "E")
        await write(pilot, " Always.")
        await press(pilot, "f2")
        assert called(desk, "change_note") == [("n1", "Pays by invoice. Always.")]
        await press(pilot, "x", "enter")
        assert called(desk, "remove_note") == []
        await press(pilot, "x", "y")
        assert called(desk, "remove_note") == [("n1",)]
        assert "Pays by invoice" not in shown(pilot)


async def test_two_who_are_one_are_weighed_side_by_side_and_the_word_is_typed() -> None:
    desk = Desk()
    desk.people["p4"].update(email="ada@northridge.example", phone="+49 30 99", metadata={"plan": "Free", "seats": 3})
    async with running(desk, keys=["f6", "enter", "M"]) as pilot:
        assert "Priya Nair                  the same e-mail" in shown(pilot)
        await press(pilot, "enter", "enter")
        screen = shown(pilot)
        assert "Priya Nair was Ada Park all along." in screen
        assert "→ +49 30 99" in screen
        assert "seats" in screen
        await fill(pilot, "yes")
        assert "That was not “merge”. Nothing was done." in shown(pilot)
        assert called(desk, "merge_customer") == []
        await fill(pilot, "merge")
        assert called(desk, "merge_customer") == [("p4", "p0")]
        assert "They are one now: Ada Park" in shown(pilot)
        await press(pilot, "2")
        assert "discount for non-profits" in shown(pilot)
        desk.fails["merge_customer"] = [GONE]
        await press(pilot, "M")
        await write(pilot, "bo r")
        await press(pilot, "enter", "down", "enter")
        await fill(pilot, "merge")
        assert "No answer, so it is not known whether they were merged" in shown(pilot)


async def test_an_export_is_a_file_for_ones_own_eyes_that_writes_over_nothing(tmp_path: Path) -> None:
    desk, there = Desk(), tmp_path / "there.json"
    there.write_text("mine")
    async with running(desk, keys=["f6", "enter", "X"]) as pilot:
        await fill(pilot, str(there))
        assert f"✕ {str(there)[:24]}" in shown(pilot)
        target = tmp_path / "ada.json"
        await fill(pilot, str(target), "enter", "enter")
        assert json.loads(target.read_text())["customer"]["name"] == "Ada Park"
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
        assert "✓ Exported," in shown(pilot)
        assert called(desk, "export_customer") == [("p0", False)]
        await press(pilot, "escape", "X")
        await fill(pilot, str(tmp_path / "all.csv"))
        assert (tmp_path / "all.csv").read_bytes().startswith(b"id,name\r\np0,Ada Park")
        desk.fails["customers_csv"] = [GONE]
        await press(pilot, "X")
        await fill(pilot, str(tmp_path / "none.csv"))
        assert "The list was not saved: The daemon" in shown(pilot)
        assert not (tmp_path / "none.csv").exists()
    assert there.read_text() == "mine"


async def test_erasing_says_what_goes_and_what_stays_and_wants_the_word() -> None:
    desk = Desk()
    async with running(desk, keys=["f6", "enter", "delete"]) as pilot:
        screen = shown(pilot)
        assert "It cannot be taken back." in screen
        assert "one line of the trail" in screen
        await press(pilot, "enter", "delete")
        assert called(desk, "erase_customer") == []
        await fill(pilot, "Erase")
        assert called(desk, "erase_customer") == [("p0",)]
        screen = shown(pilot)
        assert "They are gone for everybody" in screen
        assert "▸ Ada Park" not in screen


async def test_companies_are_made_changed_and_lead_to_their_customers() -> None:
    desk = Desk()
    async with running(desk, keys=["ampersand", "enter"]) as pilot:
        assert "‹ Companies   Customers" in shown(pilot)
        assert "/ company: Northridge Hikers" in shown(pilot)
        assert "▸ Ada Park" in shown(pilot)
        await press(pilot, "escape", "e")
        for words in ("website", "https://n.example"):
            await fill(pilot, words)
        assert called(desk, "change_company") == [(firm(0), {"website_url": "https://n.example"})]
        await press(pilot, "n")
        await fill(pilot, "Third")
        await press(pilot, "G", "delete", "y")
        assert called(desk, "remove_company") == [(firm(2),)]


async def test_what_is_announced_of_a_customer_is_read_again_and_trouble_can_be_tried_again() -> None:
    desk = Desk()
    async with running(desk, keys=["f6", "enter"]) as pilot:
        desk.people["p0"]["phone"] = "110"
        desk.say("customer:updated", {"id": "p0", "updates": {}})
        await settle(pilot)
        assert "phone        110" in shown(pilot)
        desk.fails["customer"] = [GONE]
        desk.say("customer:updated", {"id": "p0", "updates": {}})
        await settle(pilot)
        assert "✕ The customer could not be read" in shown(pilot)
        await press(pilot, "e")
        assert "They could not be read; . tries again." in shown(pilot)
        await press(pilot, ".")
        assert "phone        110" in shown(pilot)


async def test_hostile_customers_do_no_harm_anywhere() -> None:
    desk = mallorys()
    same = {"name": NAME, "title": NAME, "external_id": "\x1b[31m", "metadata": {NAME: "\x07"}}
    desk.people["p1"].update(same, email=desk.people["p0"]["email"])
    desk.noted["n0"] = desk._note("n0", "p0", 2, "\x1b]0;x\x07 [bold]\u202enote")
    desk.firms[firm(0)] = desk._firm(firm(0), {"name": NAME, "industry": "\x1b[1m", "website_url": "https://\x1b"})
    async with running(desk, keys=["f6"]) as pilot:
        for keys in (["enter"], ["3"], ["delete"], ["escape", "M"], ["enter", "enter"], ["escape", "ampersand"]):
            await press(pilot, *keys)
            assert harmless(shown(pilot)), keys


async def test_a_customer_looks_as_it_did(snapshot: SnapshotAssertion) -> None:
    look = snapshot.use_extension(Picture)
    desk = Desk()
    desk.people["p4"].update(email="ada@northridge.example", phone="+49 30 99", metadata={"plan": "Free", "seats": 3})
    async with running(desk, keys=["f6", "enter", "3"]) as pilot:
        assert picture(pilot.app) == look(name="person")
        await press(pilot, "M", "enter", "enter")
        assert picture(pilot.app) == look(name="merge")
