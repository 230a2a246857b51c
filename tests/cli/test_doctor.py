"""`doctor`: what works, what does not, and what would help."""

import asyncio
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cli.conftest import Command, Desk, Ended
from tests.files.s3_server import endpoint, left_in

PARTS = [
    "configuration",
    "folder",
    "database",
    "tables",
    "jobs",
    "knowledge",
    "clock",
    "files",
    "widget",
    "model",
    "mail",
    "daemon",
]


def verdicts(ended: Ended) -> dict[str, str]:
    return {one["part"]: one["verdict"] for one in ended.json["parts"]}


def remedy(ended: Ended, part: str) -> str:
    found: list[Any] = [one["remedy"] for one in ended.json["parts"] if one["part"] == part]
    return str(found[0])


def test_a_running_desk_is_ready_in_every_part(desk: Desk, cairnloop: Command, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Opening hours\n\nWe answer from Monday to Friday.\n")
    cairnloop("kb", "import", tmp_path, "--publish")
    ended = cairnloop("doctor", "--url", desk.url, "--json")
    assert list(verdicts(ended)) == PARTS
    assert {part for part, said in verdicts(ended).items() if said != "ready"} == {"model", "mail"}
    assert ended.code == 0
    for_people = cairnloop("doctor", "--url", desk.url)
    assert for_people.out.count("✓ Ready") == 10
    assert desk.account["api_key"] not in for_people.out


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text("[server]\nport = 0\n[database]\nurl = 'sqlite:///cairnloop.db'\n")
    return path


def test_a_wrong_configuration_blocks_and_nothing_else_is_asked(config: Path, cairnloop: Command) -> None:
    config.write_text("[server]\nport = 'x'\n")
    ended = cairnloop("doctor", "--config", config, "--json")
    assert ended.code == 1
    assert set(verdicts(ended).values()) == {"blocked", "not checked"}
    assert verdicts(ended)["configuration"] == "blocked"


def test_a_missing_database_comes_with_the_remedy(config: Path, cairnloop: Command) -> None:
    ended = cairnloop("doctor", "--config", config, "--json")
    assert ended.code == 1
    assert verdicts(ended)["folder"] == "blocked"
    assert remedy(ended, "folder") == "run `cairnloop init` or `cairnloop migrate`"
    assert verdicts(ended)["jobs"] == "not checked"
    assert not (config.parent / "cairnloop.db").exists()


def test_tables_of_another_version_are_blocked(config: Path, cairnloop: Command) -> None:
    (config.parent / "cairnloop.db").touch()
    ended = cairnloop("doctor", "--config", config, "--json")
    assert (verdicts(ended)["database"], verdicts(ended)["tables"]) == ("ready", "blocked")
    assert remedy(ended, "tables") == "run `cairnloop migrate`"


def test_an_empty_knowledge_base_is_blocked(config: Path, cairnloop: Command) -> None:
    cairnloop("migrate", "--config", config)
    ended = cairnloop("doctor", "--config", config, "--json")
    assert [part for part, said in verdicts(ended).items() if said == "blocked"] == ["knowledge"]
    assert remedy(ended, "knowledge") == "cairnloop kb import DIR --publish"


def test_a_database_that_is_away_is_said_without_its_password(config: Path, cairnloop: Command) -> None:
    config.write_text("[database]\nurl = 'postgresql://sam:s3cret@127.0.0.1:1/desk'\n")
    ended = cairnloop("doctor", "--config", config, "--json")
    assert (verdicts(ended)["folder"], verdicts(ended)["database"]) == ("not checked", "blocked")
    assert "s3cret" not in ended.out + ended.err


def test_a_daemon_that_was_named_and_is_away_is_blocked(config: Path, cairnloop: Command) -> None:
    ended = cairnloop("doctor", "--config", config, "--url", "http://127.0.0.1:1", "--json")
    assert verdicts(ended)["daemon"] == "blocked"


def test_a_stranger_on_our_port_is_noticed(config: Path, cairnloop: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        threading.Thread(target=lambda: stranger.accept()[0].close()).start()
        port = stranger.getsockname()[1]
        config.write_text(config.read_text().replace("port = 0", f"port = {port}"))
        ended = cairnloop("doctor", "--config", config, "--json")
    assert verdicts(ended)["daemon"] == "blocked"
    after = cairnloop("doctor", "--config", config, "--json")
    assert (verdicts(after)["daemon"], remedy(after, "daemon")) == ("not checked", "cairnloop daemon")


def test_a_model_without_a_key_is_blocked(config: Path, cairnloop: Command) -> None:
    config.write_text(config.read_text() + "[drafting]\nengine = 'openai'\n")
    ended = cairnloop("doctor", "--config", config, "--json")
    assert verdicts(ended)["model"] == "blocked"
    assert "CAIRNLOOP_MODEL_API_KEY" in remedy(ended, "model")


def test_a_model_is_asked_only_when_one_says_so(config: Path, cairnloop: Command) -> None:
    model = "[model]\nbase_url = 'http://127.0.0.1:1/v1'\napi_key = 'sk-s3cret'\n"
    config.write_text(config.read_text() + "[drafting]\nengine = 'openai'\n" + model)
    quiet = cairnloop("doctor", "--config", config, "--json")
    assert (verdicts(quiet)["model"], remedy(quiet, "model")) == ("not checked", "--model asks it")
    asked = cairnloop("doctor", "--config", config, "--model", "--json")
    assert verdicts(asked)["model"] == "blocked"
    assert "s3cret" not in quiet.out + asked.out


def test_a_daemon_whose_model_is_left_alone_is_ready_and_says_so(config: Path, cairnloop: Command) -> None:
    told = {"status": "ready", "parts": {"database": "ready"}, "degraded": {"drafting": "The model is left alone."}}

    class Ready(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(told).encode())

        def log_message(self, format: str, *args: Any) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Ready) as server:
        threading.Thread(target=server.handle_request).start()
        ended = cairnloop("doctor", "--config", config, "--url", f"http://127.0.0.1:{server.server_port}", "--json")
    assert verdicts(ended)["daemon"] == "ready"
    assert remedy(ended, "daemon") == "`cairnloop top` says more"
    assert "degraded: drafting: The model is left alone." in ended.out


@pytest.mark.parametrize(("bucket", "verdict"), [("doctor-there", "ready"), ("doctor-missing", "blocked")])
def test_a_bucket_is_given_something_to_keep(config: Path, cairnloop: Command, bucket: str, verdict: str) -> None:
    where = endpoint()
    if verdict == "ready":
        httpx.put(f"{where}/{bucket}", trust_env=False).raise_for_status()
    keys = "access_key = 'tester'\nsecret_key = 'hush hush'\nregion = 'us-east-1'\n"
    config.write_text(f"{config.read_text()}[files.s3]\nendpoint = '{where}'\nbucket = '{bucket}'\n{keys}")
    ended = cairnloop("doctor", "--config", config, "--json")
    assert verdicts(ended)["files"] == verdict
    assert remedy(ended, "files") == ("None" if verdict == "ready" else "check [files.s3] in the configuration")
    assert "hush" not in ended.out + ended.err
    assert asyncio.run(left_in(bucket)) == ""


def test_a_folder_of_files_that_is_none_is_blocked(config: Path, cairnloop: Command) -> None:
    (config.parent / "files").write_text("somebody else's")
    config.write_text(f"{config.read_text()}[files]\nfolder = '{config.parent / 'files'}'\n")
    ended = cairnloop("doctor", "--config", config, "--json")
    assert verdicts(ended)["files"] == "blocked"
    assert "files.folder" in remedy(ended, "files")
