"""`mail test`, the doctor's look at the mail server, `password`, and what a user wants to be told by mail."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import PASSWORD, Command, Desk
from tests.mail.server import Mailbox, text_of


@pytest.fixture
def box() -> Iterator[Mailbox]:
    """A mail server in a thread: commands have a loop of their own."""
    loop, box = asyncio.new_event_loop(), Mailbox()
    loop.run_until_complete(box.open())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield box
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.run_until_complete(box.close())
    loop.close()


@pytest.fixture
def config(tmp_path: Path, box: Mailbox) -> Path:
    path = tmp_path / "config.toml"
    path.write_text("[mail]\n" + "".join(f"{name} = {value!r}\n" for name, value in box.settings.items()))
    return path


def test_one_mail_is_sent_and_says_where_its_settings_are(config: Path, box: Mailbox, cairnloop: Command) -> None:
    ended = cairnloop("mail", "test", "lin@acme.example", "--config", config, "--json")
    assert (ended.code, ended.json["to"]) == (0, "lin@acme.example")
    (mail,) = box.taken
    assert (mail["subject"], mail["message-id"]) == ("Mail works", ended.json["id"])
    assert str(config) in text_of(mail)
    box.answers.append("550 no such user")
    refused = cairnloop("mail", "test", "nobody@acme.example", "--config", config)
    assert (refused.code, "550 no such user" in refused.err) == (3, True)
    assert cairnloop("mail", "test", "nobody", "--config", config).code == 3


def test_the_doctor_asks_the_mail_server_without_a_mail(config: Path, box: Mailbox, cairnloop: Command) -> None:
    def part(ended: object) -> dict[str, str]:
        return next(one for one in ended.json["parts"] if one["part"] == "mail")  # type: ignore[attr-defined]

    said = part(cairnloop("doctor", "--config", config, "--json"))
    assert (said["verdict"], box.taken) == ("ready", [])
    assert f"127.0.0.1:{box.port} lets us in" in said["said"]
    config.write_text(config.read_text().replace(str(box.port), "1"))
    said = part(cairnloop("doctor", "--config", config, "--json"))
    assert (said["verdict"], said["remedy"]) == ("blocked", "check [mail] in the configuration")


def test_a_house_without_mail_says_so(desk: Desk, cairnloop: Command) -> None:
    ended = cairnloop("mail", "test", "lin@acme.example")
    assert (ended.code, "mail is off" in ended.err) == (78, True)
    invited = cairnloop("users", "invite", "by-mail@acme.example", "--mail")
    assert (invited.code, "Hand the link over yourself" in invited.err) == (0, True)


def test_what_one_wants_to_be_told_is_shown_and_changed(desk: Desk, cairnloop: Command) -> None:
    changed = cairnloop("users", "settings", "--messages", "on", "--only-when-away", "on", "--json").json
    assert (changed["email_alert_on_new_message"], changed["email_only_when_away"]) == (True, True)
    assert "messages        on" in cairnloop("users", "settings").out
    cairnloop("users", "settings", "--messages", "off", "--only-when-away", "off")


def test_who_lost_their_password_sets_another_by_a_link(desk: Desk, cairnloop: Command) -> None:
    cairnloop("users", "add", "forgetful@acme.example", "--password", PASSWORD)
    made = cairnloop("users", "reset-password", "forgetful@acme.example", "--json").json
    assert made["mailed"] is False
    link = f"{desk.url}/reset{made['link'][made['link'].index('#') :]}"
    done = cairnloop("password", "--link", link, "--new", "-", "--json", stdin="battery staple\n")
    assert (done.code, done.json["email"]) == (0, "forgetful@acme.example")
    again = cairnloop("password", "--link", link, "--new", "battery staple")
    assert (again.code, "not valid" in again.err) == (6, True)
    assert cairnloop("password", "--link", desk.url, "--new", "x").code == 2
    wrong = cairnloop("password", "--current", "wrong guess", "--new", "battery staple")
    assert (wrong.code, "is not your password" in wrong.err) == (3, True)
