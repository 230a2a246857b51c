"""What hostile customers write is kept or refused with a reason, and harmless wherever it is shown."""

import io
import json
import logging
import re
import unicodedata
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, redirect_stderr
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.config import Logging
from cairnloop.daemon import logs
from cairnloop.wire.terminal import harmless, harmless_block
from cairnloop.wire.text import storable
from tests.fakes import FixedClock
from tests.hostile import BIDI, CONTROLS, HOSTILE
from tests.house import House, open_house, paces
from tests.sockets.peer import Peer

AS_JSON = {"content-type": "application/json"}


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    yield
    structlog.reset_defaults()


@pytest.fixture
async def house(database_url: str, clock: FixedClock) -> AsyncIterator[House]:
    async with open_house(database_url, clock, limits=paces(100_000)) as house:
        yield house


async def as_operator_sees_it(house: House) -> list[dict[str, Any]]:
    """Everything an operator's front end reads, which must be readable whatever was written. Returns the messages."""
    messages = []
    async with await house.client() as sam:
        listed = await sam.get("/api/conversations", params={"limit": 200})
        assert listed.status_code == 200, listed.text
        for row in listed.json()["data"]:
            shown = await sam.get(f"/api/conversations/{row['id']}")
            assert shown.status_code == 200, shown.text
            messages += shown.json()["data"]["messages"]
    return messages


def acceptable(text: str) -> bool:
    return bool(storable(text).strip()) and len(text) <= 20_000


async def test_first_messages_by_http_are_kept_or_refused_with_a_reason(house: House) -> None:
    for what, text in HOSTILE.items():
        about = {"account_id": str(house.desk.account_id), "name": text, "email": text, "external_id": text}
        about |= {"metadata": {"note": text, text[:50]: [text[:50]]}, "current_url": text, "browser": text}
        met = await house.visitor.post("/api/customers", content=written({"customer": about}), headers=AS_JSON)
        assert met.status_code == 201, what
        who = {"account_id": str(house.desk.account_id), "customer_id": met.json()["data"]["id"]}
        said = {"body": text, "client_id": text[:90], "sent_at": text, "metadata": {text[:50]: text[:5000]}}
        opening = written({"conversation": {**who, "metadata": {"m": text[:5000]}}, "message": said})
        opened = await house.visitor.post("/api/conversations", content=opening, headers=AS_JSON)
        assert opened.status_code in ((201,) if acceptable(text) else (413, 422)), f"{what}: {opened.text}"
        if opened.is_error:
            assert opened.json()["error"]["message"], what
    kept = sorted(one["body"] for one in await as_operator_sees_it(house))
    assert kept == sorted(storable(text) for text in HOSTILE.values() if acceptable(text))


async def test_messages_by_socket_are_kept_or_refused_with_a_reason(house: House) -> None:
    thread = await house.desk.conversation()
    topic = f"conversation:{thread.id}"
    async with Peer(house.sockets) as ada:
        await ada.join(topic)
        for ref, (what, text) in enumerate(HOSTILE.items(), 10):
            payload = {"body": text, "client_id": text[:90], "sent_at": text[:50], "metadata": {text[:50]: text[:5000]}}
            status, response = await push(ada, written(["1", str(ref), topic, "shout", payload]).decode(), str(ref))
            # A lone surrogate is no JSON to most readers, ours among them.
            fine = acceptable(text) and "\ud800" not in text
            assert status == ("ok" if fine else "error"), f"{what}: {response}"
            assert fine or response["reason"], what
    kept = [one["body"] for one in await as_operator_sees_it(house)]
    assert kept == [storable(text) for text in HOSTILE.values() if acceptable(text) and "\ud800" not in text]


async def push(peer: Peer, frame: str, ref: str) -> tuple[str, dict[str, Any]]:
    """The answer to a frame, or to the heartbeat after it when it was not even read as far as its ref."""
    peer.send(frame)
    while (heard := await peer.hear()).event != "phx_reply":
        pass
    assert heard.ref in (ref, None)
    assert isinstance(heard.payload, dict)
    return heard.payload["status"], heard.payload["response"]


def written(value: Any) -> bytes:
    return json.dumps(value).encode()


async def test_a_megabyte_is_refused_with_a_reason_and_the_socket_lives(house: House) -> None:
    thread = await house.desk.conversation()
    topic = f"conversation:{thread.id}"
    async with Peer(house.sockets) as ada:
        await ada.join(topic)
        await ada.hear()
        status, response = await ada.ask("1", "2", topic, "shout", body="x" * 1_000_000)
        assert (status, "characters" in response["reason"]) == ("error", True)
        assert await ada.ask("1", "3", topic, "ping", n=1) == ("ok", {"n": 1})
    asked = {"account_id": str(house.desk.account_id), "customer_id": str(house.desk.customer_id)}
    for size, status_code in ((900_000, 422), (1_100_000, 413), (5_000_000, 413)):
        refused = await house.visitor.post(
            "/api/conversations", json={"conversation": asked, "message": {"body": "x" * size}}
        )
        assert refused.status_code == status_code
        assert refused.json()["error"]["message"]


@pytest.mark.parametrize("depths", [(7, 9, 31, 200), (900, 940, 960, 980, 990, 1000), (5000, 100_000)], ids=str)
async def test_deep_metadata_is_cut_or_refused(house: House, depths: tuple[int, ...]) -> None:
    account, customer = house.desk.account_id, house.desk.customer_id
    topic = f"conversation:{(await house.desk.conversation()).id}"
    async with Peer(house.sockets) as ada:
        await ada.join(topic)
        for depth in depths:
            deep = '{"a":' * depth + "1" + "}" * depth
            asked = f'"conversation":{{"account_id":"{account}","customer_id":"{customer}","metadata":{deep}}}'
            requests = [
                ("POST", "/api/conversations", f'{{{asked},"message":{{"body":"hi","metadata":{deep}}}}}'),
                ("POST", "/api/customers", f'{{"customer":{{"account_id":"{account}","metadata":{deep}}}}}'),
                ("PUT", f"/api/customers/{customer}/metadata", f'{{"metadata":{{"metadata":{deep}}}}}'),
                ("PUT", "/api/widget_settings/metadata", f'{{"account_id":"{account}","metadata":{deep}}}'),
            ]
            for method, path, body in requests:
                answer = await house.visitor.request(method, path, content=body, headers=AS_JSON)
                assert answer.status_code < 500, f"{method} {path} at depth {depth}"
                if answer.is_error:
                    assert answer.json()["error"]["message"]
            frame = f'["1","{depth}","{topic}","shout",{{"body":"hi","metadata":{deep}}}]'
            status, response = await push(ada, frame, str(depth))
            assert status == "ok" or response["reason"]
        assert (await push(ada, f'["1","p","{topic}","ping",{{"n":1}}]', "p")) == ("ok", {"n": 1})
    await as_operator_sees_it(house)


async def test_signing_in_with_hostile_text_fails_like_any_other_sign_in(house: House) -> None:
    for what, text in HOSTILE.items():
        tried = {"user": {"email": text[:300], "password": text[:900]}}
        answer = await house.visitor.post("/api/session", content=written(tried), headers=AS_JSON)
        assert answer.status_code in (401, 422, 429), what


NUMBERS = [0, -0.0, 1e-320, 1e15, 2**53 + 1, 2**63 - 1, 2**63, -(2**63), 2**64, 1e19, 1e300, -1e300, 10**400]


@pytest.mark.parametrize("number", [*NUMBERS, float("nan"), float("inf")], ids=repr)
async def test_numbers_that_no_json_reader_agrees_on_do_not_make_the_inbox_unreadable(
    house: House, number: float
) -> None:
    about = {"account_id": str(house.desk.account_id), "metadata": {"n": number}, "screen_width": number}
    met = await house.visitor.post("/api/customers", content=written({"customer": about}), headers=AS_JSON)
    assert met.status_code == 201, met.text
    who = {"account_id": str(house.desk.account_id), "customer_id": met.json()["data"]["id"]}
    message = {"body": "hi", "metadata": {"n": [number]}}
    opening = written({"conversation": {**who, "metadata": {"n": number}}, "message": message})
    opened = await house.visitor.post("/api/conversations", content=opening, headers=AS_JSON)
    assert opened.status_code == 201, opened.text
    assert len(await as_operator_sees_it(house)) == 1
    view = await house.visitor.get("/api/conversations/customer", params=who)
    assert view.status_code == 200


async def test_a_hostile_question_can_be_searched_and_drafted(house: House, clock: FixedClock) -> None:
    async with await house.client() as sam:
        files = [{"path": "a.md", "markdown": "# Regions\n\nOpen the region settings \x1b[2J and \u202e choose."}]
        await sam.post("/api/articles/import", json={"files": files, "publish": True})
        for text in HOSTILE.values():
            found = await sam.get("/api/search", params={"q": storable(text).replace("\x00", "")[:2000] or "x"})
            assert found.status_code == 200, text[:50]
    for text in (one for one in HOSTILE.values() if storable(one).strip() and len(one) <= 20_000):
        await house.desk.says(await house.desk.conversation(), storable(text))
    clock.advance(seconds=3)
    await house.settle()
    async with await house.client() as sam:
        jobs = (await sam.get("/api/jobs")).json()
        assert jobs["counts"]["dead"] == 0
        assert not [job for job in jobs["data"] if job["kind"] == "draft"]
    await as_operator_sees_it(house)


async def test_client_ids_of_any_kind_are_each_their_own(house: House) -> None:
    thread = await house.desk.conversation()
    topic = f"conversation:{thread.id}"
    kinds: list[Any] = ["a", "A", "ä", 1, "2", None, True, [], {}, 1.5]
    async with Peer(house.sockets) as ada:
        await ada.join(topic)
        for number, key in enumerate(kinds):
            ada.say("1", f"r{number}", topic, "shout", body=f"message {number}", client_id=key)
            while (frame := await ada.hear()).event != "phx_reply":
                pass
            assert frame.payload["status"] == "ok", key
    assert len(await as_operator_sees_it(house)) == len(kinds)


@pytest.mark.parametrize("key", ["", " ", "k" * 200], ids=["empty", "blank", "long"])
async def test_a_client_id_that_is_no_key_never_swallows_a_message(house: House, key: str) -> None:
    thread = await house.desk.conversation()
    topic = f"conversation:{thread.id}"
    kept = 0
    async with Peer(house.sockets) as ada:
        await ada.join(topic)
        for number in range(3):
            # Long ones differ at their end, as a path or an address would.
            ada.say("1", f"r{number}", topic, "shout", body=f"message {number}", client_id=key + str(number) * len(key))
            while (frame := await ada.hear()).event != "phx_reply":
                pass
            kept += frame.payload["status"] == "ok"
    assert len(await as_operator_sees_it(house)) == kept


@contextmanager
def terminal() -> Iterator[io.BytesIO]:
    """In place of stderr, a terminal that takes UTF-8 and nothing else, as real ones do."""
    root, written_to = logging.getLogger(), io.BytesIO()
    handlers, level = root.handlers[:], root.level
    with redirect_stderr(io.TextIOWrapper(written_to, encoding="utf-8", write_through=True)):
        yield written_to
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize("shape", ["console", "json"])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_logs_show_hostile_text_instead_of_obeying_it(text: str, shape: Any) -> None:
    with terminal() as stderr:
        logs.configure(Logging(format=shape))
        try:
            raise ValueError(f"cannot store {text}")
        except ValueError:
            structlog.get_logger().exception("request.crashed", said=text, nested=[text], path=f"/{text}")
        structlog.get_logger().info(text)
        logging.getLogger("library").warning("a library says %s", text, extra={"what": text})

        lines = stderr.getvalue().decode()
    assert lines.count("request.crashed") == 1
    assert "a library says" in lines
    plain = lines.replace("\n", "")
    assert not CONTROLS.search(plain), CONTROLS.findall(plain)
    assert not set(BIDI) & set(plain)
    assert "Logging error" not in lines
    if shape == "json":
        assert all(json.loads(line)["level"] for line in lines.splitlines())
    else:
        # One event, one line: only tracebacks have more.
        assert len([line for line in lines.splitlines() if re.match(r"\d{4}-\d\d-\d\dT", line)]) == 3


@given(st.text(st.characters(), max_size=40))
def test_harmless_text_has_no_power_over_a_terminal_and_stays_harmless(text: str) -> None:
    line, block = harmless(text), harmless_block(text)
    for shown, kept in ((line, ""), (block, "\n\t")):
        assert not [char for char in shown if unicodedata.category(char) in ("Cc", "Zl", "Zp") and char not in kept]
        assert not set(BIDI) & set(shown)
    assert harmless(line) == line
    assert harmless_block(block) == block


@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Cn"]), max_size=40))
def test_text_without_controls_is_shown_as_it_is(text: str) -> None:
    assert harmless(text) == text
    assert harmless_block(text) == text


@given(st.text(st.characters(), max_size=40))
def test_what_is_stored_can_be_encoded_and_is_otherwise_what_was_said(text: str) -> None:
    kept = storable(text)
    kept.encode()
    assert "\x00" not in kept
    assert storable(kept) == kept
    if "\x00" not in text and not any(0xD800 <= ord(char) <= 0xDFFF for char in text):
        assert kept == text
