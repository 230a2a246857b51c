"""The books at work: articles, the audit trail and jobs, by key and by command, wide and small."""

import os
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input

from cairnloop.client import Refused, Unreachable
from cairnloop.client.channel import Link
from tests.tui.desk import Desk
from tests.tui.library import CHANGED
from tests.tui.pictures import picture
from tests.tui.running import SMALL, called, press, running, settle, shown, write
from tests.tui.test_look import Picture

GONE = Unreachable("The daemon at http://127.0.0.1:4700 does not answer (ConnectError).")


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An editor that writes what stands in a file, and shows what it was given in another."""
    script = tmp_path / "editor.py"
    script.write_text(
        "import pathlib, sys\n"
        f"folder = pathlib.Path({str(tmp_path)!r})\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "(folder / 'given').write_text(path.read_text())\n"
        "path.write_text((folder / 'written').read_text())\n"
    )
    monkeypatch.setitem(os.environ, "VISUAL", f"{sys.executable} {script}")
    monkeypatch.setattr(App, "suspend", lambda app: nullcontext())
    return tmp_path


async def edit(pilot: Pilot[Any]) -> None:
    """E, and until the editor has come back."""
    await pilot.press("E")
    if busy := [one for one in pilot.app.workers if one.name == "_perform"]:
        await pilot.app.workers.wait_for_complete(busy)
    await settle(pilot)


async def test_articles_are_listed_and_read_as_they_stand() -> None:
    async with running(Desk(), keys=["f3"]) as pilot:
        screen = shown(pilot)
        assert "▸ ✎ changed" in screen
        assert "● published Refunds" in screen
        assert "Version 2 · draft" in screen
        assert "An owner or an admin" in screen
        await press(pilot, "v")
        assert "Version 1 · published" in shown(pilot)
        await press(pilot, "d")
        assert "2 lines come, 2 go." in shown(pilot)
        assert "- 2. Wait for the mail. It takes about an hour." in shown(pilot)
        await press(pilot, "H", "down", "enter")
        assert "Version 1 · published · Lin" in shown(pilot)
        await press(pilot, "escape", "j", "enter")
        assert "Ask within thirty days." in shown(pilot)


async def test_words_are_read_before_they_are_published_and_no_others_are() -> None:
    desk = Desk()
    async with running(desk, keys=["f3", "P"]) as pilot:
        assert "Version 2 takes the place of version 1" in shown(pilot)
        assert "+ 2. Wait for the mail. It takes about two hours." in shown(pilot)
        await press(pilot, "enter")
        assert called(desk, "publish") == []
        desk.write_article("a0", CHANGED + "\nAnd more.\n")
        await press(pilot, "P", "y")
        screen = shown(pilot)
        assert "It was not published: Somebody saved other words" in screen
        assert "What was published before still is." in screen
        assert "And more." in screen
        await press(pilot, "P", "y")
        assert "✓ Published, version 2." in shown(pilot)
        assert "▸ ● published Moving your maps" in shown(pilot)


async def test_an_article_is_edited_in_the_editor_and_words_that_are_refused_are_kept(editor: Path) -> None:
    desk = Desk()
    (editor / "written").write_text('---\ntitle: "Refunds"\n---\n\nAsk within sixty days.\n')
    async with running(desk, keys=["f3", "j"]) as pilot:
        await edit(pilot)
        assert (editor / "given").read_text() == '---\ntitle: "Refunds"\n---\n\nAsk within thirty days.\n'
        assert "✓ Kept as draft, version 2. P publishes it" in shown(pilot)
        assert "▸ ✎ changed   Refunds" in shown(pilot)
        await edit(pilot)
        assert "Nothing was changed, so nothing was saved." in shown(pilot)
        assert len(called(desk, "save_article")) == 1
        (editor / "written").write_text("Mine.\n")
        desk.write_article("a1", "Theirs.\n")
        await edit(pilot)
        screen = shown(pilot)
        assert "Your words were not saved: Somebody saved other words" in screen
        assert "Theirs." in screen
        assert "▸ ✎ unsaved   Refunds" in screen
        await press(pilot, "escape", "q")
        assert "1 text that you wrote would be lost." in shown(pilot)
        await press(pilot, "n")
        await edit(pilot)
        assert (editor / "given").read_text() == "Mine.\n"
        assert "▸ ✎ changed   Refunds" in shown(pilot)


async def test_the_trail_is_searched_in_one_line_which_can_be_mended() -> None:
    desk = Desk()
    async with running(desk, keys=["f4", "slash"]) as pilot:
        await write(pilot, "actr:sam")
        await press(pilot, "enter")
        assert "✕ there is no filter “actr”; did you mean actor?" in shown(pilot)
        pilot.app.screen.query_one(Input).value = "actor:nobody"
        await press(pilot, "enter")
        assert "This cannot be searched: actor: nobody here is called" in shown(pilot)
        await press(pilot, "slash")
        pilot.app.screen.query_one(Input).value = "actor:sam action:draft."
        await press(pilot, "enter")
        assert called(desk, "audit")[-1] == ({"actor": "sam", "action": "draft."}, None)
        screen = shown(pilot)
        assert "/ actor:sam action:draft." in screen
        assert "draft.approved" in screen
        assert "draft.discarded" not in screen
        await press(pilot, "escape")
        assert "draft.discarded" in shown(pilot)


async def test_an_entry_leads_to_its_conversation_and_that_to_its_own_trail() -> None:
    desk = Desk()
    async with running(desk, size=SMALL, keys=["f4", "j", "j", "enter"]) as pilot:
        assert "Lin · colleague 2" in shown(pilot)
        assert "wrong tone" in shown(pilot)
        await press(pilot, "o")
        assert pilot.app.desk.open == "c1"  # type: ignore[attr-defined]
        await press(pilot, "f4")
        assert "/ conversation:c1" in shown(pilot)
        await press(pilot, "escape")
        assert pilot.app.desk.open == "c1"  # type: ignore[attr-defined]
        assert pilot.app.desk.audit.paged.asked == ""  # type: ignore[attr-defined]


async def test_dead_jobs_come_first_and_are_retried_or_after_a_yes_discarded() -> None:
    desk = Desk()
    desk.fails["jobs"] = [GONE]
    async with running(desk, keys=["f5"]) as pilot:
        screen = shown(pilot)
        assert "1 Dead ?  2 Waiting ?" in screen
        assert "the jobs could not be counted" in screen
        await press(pilot, ".")
        screen = shown(pilot)
        assert "1 Dead 3  2 Waiting 1  3 Running 1" in screen
        assert "the mail server at 10.0.0.5 refused" in screen
        await press(pilot, "r")
        assert called(desk, "retry_job") == [("j0",)]
        assert "✓ 1 job will run again." in shown(pilot)
        assert "1 Dead 2  2 Waiting 2" in shown(pilot)
        await press(pilot, "x", "enter")
        assert called(desk, "discard_job") == []
        await press(pilot, "x", "y")
        assert called(desk, "discard_job") == [("j1",)]
        await press(pilot, "2")
        assert "◷ waiting desk.check_" in shown(pilot)


async def test_several_jobs_are_acted_on_once_their_number_is_typed() -> None:
    desk = Desk()
    async with running(desk, keys=["f5", "space", "space", "r"]) as pilot:
        assert "Retry 2 jobs" in shown(pilot)
        await press(pilot, "3", "enter")
        assert "It is 2, not 3. Nothing was done." in shown(pilot)
        assert called(desk, "retry_job") == []
        desk.fails["retry_job"] = [Refused(404, "not_found", "no dead job has this id")]
        await press(pilot, "2", "enter")
        assert called(desk, "retry_job") == [("j0",), ("j1",)]
        screen = shown(pilot)
        assert "1 of 2 jobs were not retried: no dead job has this id" in screen
        assert "1 job will run again; the others stay as they were." in screen
        await press(pilot, "escape")
        assert "■ 1 marked" in shown(pilot)


async def test_a_long_list_is_read_as_far_as_one_looks_and_goes_on_where_it_broke() -> None:
    desk = Desk()
    desk.trail = [{**desk.trail[0], "seq": 5_000 - n} for n in range(5_000)]
    async with running(desk, keys=["f4", "end"]) as pilot:
        assert len(called(desk, "audit")) <= 3
        desk.fails["audit"] = [GONE]
        await press(pilot, "end")
        assert "✕ not read further · . tries" in shown(pilot)
        before = pilot.app.desk.audit.paged.row  # type: ignore[attr-defined]
        await press(pilot, ".")
        assert "not read further" not in shown(pilot)
        assert pilot.app.desk.audit.paged.row == before  # type: ignore[attr-defined]


async def test_an_empty_knowledge_base_says_how_to_fill_it_and_a_viewer_why_they_cannot() -> None:
    async with running(Desk(filled=False, role="viewer"), keys=["f3", "E"]) as pilot:
        screen = shown(pilot)
        assert "There are no articles yet." in screen
        assert "cairnloop kb import docs/ --publish" in screen
        assert "Edit article needs an operator role. You are a viewer." in screen
        assert "E edit" not in screen


async def test_a_readonly_console_shows_every_book_and_leaves_all_of_them_alone() -> None:
    async with running(Desk(), readonly=True, keys=["f3", "f4", "colon"]) as pilot:
        await write(pilot, "jobs")
        await press(pilot, "enter", "r")
        screen = shown(pilot)
        assert "◌ read-only" in screen
        assert "Retry is off: this console was started with --readonly." in screen
        assert len(pilot.app.screen_stack) == 2
        await press(pilot, "escape")
        assert "Needs a decision (4)" in shown(pilot)


async def test_after_a_lost_connection_the_open_book_is_read_again() -> None:
    desk = Desk()
    async with running(desk, keys=["f5"]) as pilot:
        desk.on_link(Link.LOST)
        await settle(pilot)
        await press(pilot, "r")
        assert "Retry has to wait: the connection is lost" in shown(pilot)
        desk.work.pop("j0")
        desk.on_link(Link.LIVE)
        await settle(pilot)
        assert "1 Dead 2" in shown(pilot)


async def test_hostile_words_are_shown_and_not_obeyed() -> None:
    desk = Desk()
    desk.shelf["a0"]["title"] = "\x1b]0;gone\x07[bold]Maps"
    desk.write_article("a0", "# \x1b[31mred\n\n\u202eabc\n")
    desk.work["j0"]["error"] = "boom \x1b[2J"
    desk.trail[0]["detail"] = {"\x1b[0m": ["\x1b[1m", {"deep": "\u202e"}]}
    async with running(desk, keys=["f3"]) as pilot:
        for key in ("P", "f4", "f5"):
            screen = shown(pilot)
            assert "\x1b" not in screen
            assert "\u202e" not in screen
            if key == "f4":
                await press(pilot, "escape")
            await press(pilot, key)
        assert "␛[2J" in shown(pilot)


async def test_the_books_look_as_they_did(snapshot: SnapshotAssertion) -> None:
    look = snapshot.use_extension(Picture)
    async with running(Desk(), theme="light") as pilot:
        for key in ("f3", "f4", "f5"):
            await press(pilot, key)
            assert picture(pilot.app) == look(name=key)


async def test_where_only_the_list_fits_it_makes_way_for_what_is_asked_for() -> None:
    async with running(Desk(), size=SMALL, keys=["f3", "d"]) as pilot:
        assert "Moving your maps · version 2 against 1, published" in shown(pilot)
        await press(pilot, "escape")
        assert "▸ ✎ changed   Moving your maps" in shown(pilot)
