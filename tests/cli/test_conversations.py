"""`conversations`: reading the inbox and acting on it."""

import json

import pytest

from tests.cli.conftest import Command, Desk

NOBODY = "00000000-0000-4000-8000-000000000000"


def test_a_new_conversation_is_listed_with_its_id_first(written: str, cairnloop: Command) -> None:
    ended = cairnloop("conversations", "list", "--section", "open")
    assert ended.code == 0
    row = next(row for row in ended.rows if row[0] == written)
    assert row[1] == "open"
    assert row[5] == "Eve ␛[31m‹U+202E›"


def test_what_a_customer_wrote_is_shown_and_not_obeyed(written: str, cairnloop: Command) -> None:
    ended = cairnloop("conversations", "show", written)
    assert ended.code == 0
    assert "How do I move a workspace?␛]0;gone␇" in ended.out
    assert not {"\x1b", "\u202e", "\x07"} & set(ended.out)


def test_json_keeps_what_was_written(written: str, cairnloop: Command) -> None:
    ended = cairnloop("conversations", "show", written, "--json")
    assert ended.json["messages"][0]["body"] == "How do I move a workspace?\x1b]0;gone\x07"
    assert "\x1b" not in ended.out


def test_a_reply_and_a_note_are_kept_apart(written: str, cairnloop: Command) -> None:
    sent = cairnloop("conversations", "reply", written, "-", "--undo-seconds", 300, "--json", stdin="Two\nlines\n").json
    assert (sent["body"], sent["private"], sent["delivery"]) == ("Two\nlines", False, "pending")
    note = cairnloop("conversations", "note", written, "between us", "--json").json
    assert note["private"] is True
    undone = cairnloop("drafts", "undo", sent["id"], "--json").json
    assert undone["delivery"] == "withdrawn"


def test_lists_feed_bulk_commands(written: str, cairnloop: Command) -> None:
    listed = cairnloop("conversations", "list", "--section", "open").out
    mine = [line for line in listed.splitlines() if line.startswith(written)]
    given = cairnloop("conversations", "assign", "-", "--to", "me", stdin=mine[0])
    assert (given.code, given.out) == (0, f"{written}\tassigned to me\n")
    assert written in [row[0] for row in cairnloop("conversations", "list", "--assignee", "me").rows]
    resolved = cairnloop("conversations", "resolve", "-", "--reason", "done", "--json", stdin=mine[0])
    assert json.loads(resolved.out)["status"] == "closed"
    again = cairnloop("conversations", "resolve", written)
    assert again.code == 4
    assert again.err == f"cairnloop: {written}: cannot resolve a conversation that is closed\n"
    assert cairnloop("conversations", "reopen", written).code == 0
    assert cairnloop("conversations", "assign", written, "--to", "nobody").code == 0


def test_one_refusal_stops_nobody_else(written: str, cairnloop: Command) -> None:
    ended = cairnloop("conversations", "assign", NOBODY, written, "--to", "sam@acme.example")
    assert ended.out == f"{written}\tassigned to sam@acme.example\n"
    assert ended.err.startswith(f"cairnloop: {NOBODY}: ")
    assert ended.code == 5
    cairnloop("conversations", "assign", written, "--to", "nobody")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("show", NOBODY), 5, "no such conversation"),
        (("show", "7"), 2, "'7' is no id"),
        (("reply", NOBODY), 2, "TEXT: give the text"),
        (("list", "--section", "nowhere"), 2, "invalid value for '--section'"),
        (("list", "--assignee", "somebody"), 3, "cairnloop: --assignee: "),
        (("assign", NOBODY, "--to", "lin@acme.example"), 2, "nobody here has the e-mail"),
        (("list", "--after", "nonsense"), 3, "cairnloop: --after: use the value of"),
        (("list", "--customer", "7"), 2, "'7' is no id"),
        (("list", "--json", "--csv"), 2, "--json and --csv exclude each other"),
    ],
)
def test_what_is_wrong_is_named(
    arguments: tuple[str, ...], code: int, said: str, desk: Desk, cairnloop: Command
) -> None:
    ended = cairnloop("conversations", *arguments)
    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err
    assert ended.err.count("\n") == 1


def test_a_key_nobody_knows_is_told_apart_from_a_daemon_that_is_away(desk: Desk, cairnloop: Command) -> None:
    assert cairnloop("conversations", "list", "--api-key", "cl_key_wrong").code == 6
    away = cairnloop("conversations", "list", "--url", "http://127.0.0.1:1")
    assert away.code == 7
    assert "start it with `cairnloop daemon`" in away.err


def test_pages_are_walked_as_far_as_was_asked(written: str, cairnloop: Command) -> None:
    first = cairnloop("conversations", "list", "--limit", 1, "--json").json
    assert len(first["data"]) == 1
    if first["next"]:
        rest = cairnloop("conversations", "list", "--after", first["next"], "--json").json
        assert first["data"][0]["id"] not in [row["id"] for row in rest["data"]]


def test_long_lines_are_not_broken_in_a_pipe(written: str, cairnloop: Command) -> None:
    long = "word " * 40 + "end"
    cairnloop("conversations", "note", written, long)
    assert f"  {long}\n" in cairnloop("conversations", "show", written).out


def test_a_conversation_is_put_to_sleep_and_woken(written: str, cairnloop: Command) -> None:
    slept = cairnloop("conversations", "snooze", written, "--for", "2d")
    assert slept.code == 0
    assert slept.out.startswith(f"{written}\tsnoozed until 20")
    assert written in [row[0] for row in cairnloop("conversations", "list", "--section", "snoozed").rows]
    assert cairnloop("conversations", "unsnooze", written).out == f"{written}\topen\n"
    until = cairnloop("conversations", "snooze", written)
    assert until.out == f"{written}\tsnoozed until the customer writes\n"
    assert cairnloop("conversations", "snooze", written, "--until", "2020-01-01T00:00:00Z").code == 3
    for wrong in (("--for", "soon"), ("--until", "soon"), ("--for", "1d", "--until", "2030-01-01")):
        assert cairnloop("conversations", "snooze", written, *wrong).code == 2, wrong


def test_conversations_go_before_others_and_no_more(written: str, cairnloop: Command) -> None:
    assert cairnloop("conversations", "priority", written).out == f"{written}\tpriority\n"
    found = cairnloop("conversations", "list", "--query", "priority:yes")
    assert written in [row[0] for row in found.rows]
    cairnloop("conversations", "priority", "-", "--off", stdin=found.out)
    assert written not in [row[0] for row in cairnloop("conversations", "list", "--query", "priority:yes").rows]


def test_a_link_is_shown_once_and_ended(written: str, desk: Desk, cairnloop: Command) -> None:
    made = cairnloop("conversations", "share", written, "--hours", 2, "--json").json
    assert made["path"].endswith(made["token"])
    shown = cairnloop("conversations", "share", written)
    assert f"{desk.url}/shared#{written}.cl_share_" in shown.out
    assert "2" in cairnloop("conversations", "share", written, "--revoke").out


def test_merging_with_somebody_elses_conversation_is_refused_and_nothing_is_related(
    written: str, desk: Desk, cairnloop: Command
) -> None:
    others = [row[0] for row in cairnloop("conversations", "list").rows if row[0] != written]
    if others:
        refused = cairnloop("conversations", "merge", written, "--into", others[0])
        assert refused.code == 4
        assert "different customers" in refused.err
    assert cairnloop("conversations", "unmerge", written).code == 4
    assert cairnloop("conversations", "related", written).code == 0
    assert cairnloop("conversations", "merge", written, "--into", NOBODY).code == 5


def test_an_answer_to_what_was_seen_is_sent_and_nonsense_is_refused(written: str, cairnloop: Command) -> None:
    seen = cairnloop("conversations", "show", written, "--json").json["messages"][-1]["id"]
    sent = cairnloop("conversations", "reply", written, "It is.", "--seen", seen, "--undo-seconds", 300, "--json").json
    assert sent["delivery"] == "pending"
    assert cairnloop("conversations", "reply", written, "x", "--seen", NOBODY).code == 3
    forced = cairnloop("conversations", "reply", written, "y", "--force", "--undo-seconds", 300, "--json").json
    for message in (sent, forced):
        cairnloop("drafts", "undo", message["id"])
