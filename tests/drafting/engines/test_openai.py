"""The real client against the scripted server: every way a model answers or does not."""

import asyncio
import subprocess
import sys

import pytest

from cairnloop.drafting.prompts import PROMPT_VERSION
from cairnloop.drafting.request import DraftKind
from cairnloop.errors import Unavailable
from tests.drafting.engines.asking import GOOD, KEY, PLAIN, QUESTION, Pauses, composed, engine_at
from tests.drafting.make import MOVE, reply_to, request_for
from tests.model_server import (
    EMPTY,
    MALFORMED,
    MALFORMED_STREAM,
    MODEL,
    WEB_PAGE,
    HangsUp,
    ModelServer,
    Raw,
    Refuses,
    Says,
    Silent,
)


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


async def test_a_whole_answer_becomes_a_draft_with_its_evidence(model: ModelServer, pauses: Pauses) -> None:
    model.will(Says(GOOD))
    draft = await composed(engine_at(model, pauses))
    assert draft.body == PLAIN
    assert [(draft.body[one.start : one.end], one.evidence) for one in draft.citations] == [
        ("You can ask for a move under Settings → Data → Region.", (1,)),
        ("It is free once a year.", (1,)),
    ]
    assert (draft.kind, draft.engine, draft.model, draft.prompt_version) == (
        DraftKind.REPLY,
        "openai",
        MODEL,
        PROMPT_VERSION,
    )
    assert (draft.prompt_tokens, draft.completion_tokens) == (100, len(GOOD.split()))
    assert (draft.notes, draft.needs_eyes) == ((), False)


async def test_a_streamed_answer_is_heard_as_it_is_written(model: ModelServer, pauses: Pauses) -> None:
    model.will(Says(GOOD))
    heard: list[str] = []
    draft = await composed(engine_at(model, pauses), on_delta=heard.append)
    assert "".join(heard).strip() == GOOD
    assert len(heard) > 5
    assert (draft.body, draft.prompt_tokens) == (PLAIN, 100)
    assert model.requests[0]["stream_options"] == {"include_usage": True}


async def test_what_is_asked_follows_the_settings(model: ModelServer, pauses: Pauses) -> None:
    await composed(engine_at(model, pauses, max_tokens=77, temperature=0.1))
    asked = model.requests[0]
    assert (asked["model"], asked["max_tokens"], asked["temperature"]) == ("asked-for", 77, 0.1)
    assert [message["role"] for message in asked["messages"]] == ["system", "user"]
    assert model.headers[0]["authorization"] == f"Bearer {KEY}"


async def test_missing_usage_is_no_trouble(model: ModelServer, pauses: Pauses) -> None:
    model.will(Says(GOOD, usage=False), Says(GOOD, usage=False))
    engine = engine_at(model, pauses)
    for on_delta in (None, lambda _: None):
        draft = await engine.compose(reply_to(QUESTION), on_delta)
        assert (draft.body, draft.prompt_tokens, draft.completion_tokens) == (PLAIN, None, None)
    await engine.aclose()


@pytest.mark.parametrize("streamed", [False, True])
async def test_a_silent_model_times_out_and_is_asked_again_at_once(
    model: ModelServer, pauses: Pauses, streamed: bool
) -> None:
    model.will(Silent(first="Well," if streamed else ""), Says(GOOD))
    heard: list[str] = []
    more = {"on_delta": heard.append} if streamed else {}
    draft = await composed(engine_at(model, pauses, timeout_seconds=0.3), **more)
    assert draft.body == PLAIN
    assert pauses == [0.0]
    if streamed:
        assert heard[:2] == ["Well,", ""], "an empty piece says that the first try is void"


async def test_a_model_that_stays_silent_is_given_up(model: ModelServer, pauses: Pauses) -> None:
    model.otherwise, before = Silent(), model.otherwise
    try:
        with pytest.raises(Unavailable, match=r"^timeout after 0\.2 s$"):
            await composed(engine_at(model, pauses, timeout_seconds=0.2, max_retries=1))
    finally:
        model.otherwise = before
    assert len(model.requests) == 2


@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({"Retry-After": "3"}, 3.0),
        ({"retry-after-ms": "250"}, 0.25),
        ({"Retry-After": "Tue, 14 Nov 2023 22:13:27 GMT"}, 7.0),
        ({"Retry-After": "Tue, 14 Nov 2023 20:00:00 GMT"}, 0.0),
        ({"Retry-After": "soon"}, 1.0),
        ({}, 1.0),
    ],
)
async def test_retry_after_is_honoured(
    model: ModelServer, pauses: Pauses, headers: dict[str, str], pause: float
) -> None:
    model.will(Refuses(429, headers), Says(GOOD))
    assert (await composed(engine_at(model, pauses))).body == PLAIN
    assert pauses == [pause]


async def test_a_pause_longer_than_a_customer_waits_is_not_taken(model: ModelServer, pauses: Pauses) -> None:
    model.will(Refuses(429, {"Retry-After": "3600"}))
    with pytest.raises(Unavailable, match=r"answered 429, try again in 3600 s"):
        await composed(engine_at(model, pauses))
    assert (len(model.requests), pauses) == (1, [])


async def test_a_spent_quota_is_not_asked_again(model: ModelServer, pauses: Pauses) -> None:
    model.will(Refuses(429, code="insufficient_quota"))
    with pytest.raises(Unavailable, match=r"429 \(insufficient_quota\)"):
        await composed(engine_at(model, pauses))
    assert len(model.requests) == 1


async def test_server_errors_are_asked_again_with_growing_pauses_and_then_given_up(
    model: ModelServer, pauses: Pauses
) -> None:
    model.will(Refuses(500), Refuses(503), Refuses(502))
    with pytest.raises(Unavailable, match="the service answered 502"):
        await composed(engine_at(model, pauses))
    assert pauses == [1.0, 2.0]


async def test_no_retries_means_none(model: ModelServer, pauses: Pauses) -> None:
    model.will(Refuses(500))
    with pytest.raises(Unavailable):
        await composed(engine_at(model, pauses, max_retries=0))
    assert (len(model.requests), pauses) == (1, [])


@pytest.mark.parametrize("streamed", [False, True])
async def test_a_hang_up_in_the_middle_is_asked_again_and_nothing_of_it_is_kept(
    model: ModelServer, pauses: Pauses, streamed: bool
) -> None:
    model.will(HangsUp("The first words"), Says(GOOD))
    heard: list[str] = []
    draft = await composed(engine_at(model, pauses), **({"on_delta": heard.append} if streamed else {}))
    assert draft.body == PLAIN
    if streamed:
        assert heard[:2] == ["The first words", ""]


async def test_a_stream_that_just_ends_is_broken_off_not_finished(model: ModelServer, pauses: Pauses) -> None:
    begun = (
        b'data: {"id":"1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Half a"}}]}\n\n'
    )
    model.will(Raw(begun, "text/event-stream"))
    with pytest.raises(Unavailable, match="the answer broke off"):
        await composed(engine_at(model, pauses, max_retries=0), on_delta=lambda _: None)


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (MALFORMED, "malformed"),
        (WEB_PAGE, "malformed"),
        (Raw(b"[]"), "malformed"),
        (Raw(b"{}"), "malformed"),
        (Raw(b'{"choices": []}'), "malformed"),
        (Raw(b'{"choices": [{"message": null}]}'), "malformed"),
        (Raw(b'{"choices": [{"message": {"content": [1]}}]}'), "empty"),
        (Raw(b'{"choices": [3]}'), "malformed"),
        (EMPTY, "empty"),
        (Says("  \n "), "empty"),
        (Says("<think>They want to move."), "empty"),
        (Says("![](https://evil.example/x.png)"), "empty"),
        (Says("No.", finish="content_filter"), "filtered"),
    ],
)
async def test_an_unusable_answer_is_a_failure(
    model: ModelServer, pauses: Pauses, behaviour: Says | Raw, said: str
) -> None:
    model.will(behaviour)
    with pytest.raises(Unavailable, match=said):
        await composed(engine_at(model, pauses, max_retries=0))


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (MALFORMED_STREAM, "malformed"),
        (Raw(b"data: [1]\n\n", "text/event-stream"), "malformed"),
        (Raw(b'data: {"choices": [7]}\n\n', "text/event-stream"), "empty"),
        (Raw(b'data: {"error": {"message": "overloaded"}}\n\n', "text/event-stream"), "error within its answer"),
        (WEB_PAGE, "empty"),
        (EMPTY, "empty"),
    ],
)
async def test_an_unusable_stream_is_a_failure(
    model: ModelServer, pauses: Pauses, behaviour: Says | Raw, said: str
) -> None:
    model.will(behaviour)
    with pytest.raises(Unavailable, match=said):
        await composed(engine_at(model, pauses, max_retries=0), on_delta=lambda _: None)


async def test_an_empty_answer_is_asked_for_again(model: ModelServer, pauses: Pauses) -> None:
    model.will(EMPTY, MALFORMED, Says(GOOD))
    assert (await composed(engine_at(model, pauses))).body == PLAIN


async def test_a_refused_key_is_said_without_the_key(
    model: ModelServer, pauses: Pauses, caplog: pytest.LogCaptureFixture
) -> None:
    model.will(Refuses(401, message=f"Incorrect API key provided: {KEY}", code="invalid_api_key"))
    with pytest.raises(Unavailable, match=r"401 \(invalid_api_key\): the key is not accepted") as raised:
        await composed(engine_at(model, pauses))
    assert KEY not in f"{raised.value!r} {raised.value.__cause__!r} {raised.value.__context__!r} {caplog.text}"
    assert len(model.requests) == 1


async def test_a_closed_port_is_unavailable(model: ModelServer, pauses: Pauses) -> None:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    with pytest.raises(Unavailable, match="connection failed"):
        await composed(engine_at(model, pauses, base_url=f"http://127.0.0.1:{port}/v1"))
    assert pauses == [1.0, 2.0]


async def test_settings_a_model_does_not_take_are_left_out_and_that_is_remembered(
    model: ModelServer, pauses: Pauses
) -> None:
    model.will(
        Refuses(400, message="Use 'max_completion_tokens' instead of 'max_tokens'.", param="max_tokens"),
        Refuses(400, message="temperature does not support 0.7 with this model"),
        Refuses(422, message="unknown field stream_options"),
        Says(GOOD),
        Says(GOOD),
    )
    engine = engine_at(model, pauses, max_retries=0)
    for _ in range(2):
        assert (await engine.compose(reply_to(QUESTION), lambda _: None)).body == PLAIN
    await engine.aclose()
    assert len(model.requests) == 5
    assert model.requests[-1]["max_completion_tokens"] == 500
    assert not {"max_tokens", "temperature", "stream_options"} & model.requests[-1].keys()


async def test_a_bad_request_about_anything_else_is_not_repeated(model: ModelServer, pauses: Pauses) -> None:
    model.will(Refuses(400, message="no such model", code="model_not_found"))
    with pytest.raises(Unavailable, match=r"400 \(model_not_found\)"):
        await composed(engine_at(model, pauses))
    assert len(model.requests) == 1


async def test_a_model_that_finds_the_evidence_wanting_hands_over(model: ModelServer, pauses: Pauses) -> None:
    model.will(Says("NOT ENOUGH EVIDENCE: nothing says whether horses are allowed."))
    draft = await composed(engine_at(model, pauses))
    assert (draft.kind, draft.engine, draft.model) == (DraftKind.ESCALATION, "openai", MODEL)


@pytest.mark.parametrize("kind", [DraftKind.CLARIFICATION, DraftKind.ESCALATION, DraftKind.REPLY])
async def test_without_articles_or_for_other_kinds_no_model_is_asked(
    model: ModelServer, pauses: Pauses, kind: DraftKind
) -> None:
    evidence = () if kind is DraftKind.REPLY else (MOVE,)
    draft = await engine_at(model, pauses).compose(request_for(kind, QUESTION, evidence=evidence))
    assert (draft.engine, model.requests) == ("extractive", [])


async def test_cancelling_stops_the_call(model: ModelServer, pauses: Pauses) -> None:
    model.will(Silent())
    engine = engine_at(model, pauses)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(engine.compose(reply_to(QUESTION)), 0.2)
    await engine.aclose()


def test_importing_the_engine_does_not_import_the_client() -> None:
    code = "import sys, cairnloop.drafting.engines.openai; sys.exit('openai' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
