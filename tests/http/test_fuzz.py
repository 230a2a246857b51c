"""Whatever is sent, by whomever: an answer below 500, in the shape every client can read."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import nullcontext, suppress
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
import structlog
from fastapi.routing import APIRoute
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from cairnloop.daemon.http.routers import ROUTERS
from tests.fakes import FixedClock
from tests.house import House, open_house, paces
from tests.http.knocking import Knocking, bounded, fuzz, sampled

# The schema is long; in parts, several workers may work through it at once.
PARTS = 2


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    yield
    structlog.reset_defaults()


@pytest.fixture
async def open_desk(database_url: str, clock: FixedClock) -> AsyncIterator[House]:
    files: dict[str, object] = {"uploads_per_minute": 1_000_000}
    async with open_house(database_url, clock, limits=paces(1_000_000), files=files) as house:
        yield house


# The first example is the simplest, and of what is right there is no other: it asks for what is there.
KNOWN = st.sampled_from([True, False])
_operations: list[Any] = []


def operations_of(house: House) -> list[Any]:
    """All that the schema describes; of every house it is the same, and read once."""
    import schemathesis

    if not _operations:
        schema = schemathesis.openapi.from_dict(house.app.openapi())
        # /ready may say 503, and here it does.
        _operations.extend(found.ok() for found in schema.exclude(path="/ready").get_all_operations())
    return _operations


@pytest.mark.parametrize("part", range(PARTS))
async def test_requests_made_from_the_schema_right_and_wrong(open_desk: House, part: int) -> None:
    import requests
    import schemathesis

    operations = operations_of(open_desk)
    assert len(operations) > 200
    operations = sampled(open_desk, operations[part::PARTS])

    def work(desk: Knocking, ids: dict[str, str]) -> None:
        for operation in operations:
            for mode in schemathesis.GenerationMode:

                @bounded(1 if mode.is_positive else 2)
                @given(case=operation.as_strategy(generation_mode=mode), known=KNOWN)
                def never_5xx(case: Any, known: bool) -> None:
                    if known:
                        case.path_parameters = {name: ids.get(name, x) for name, x in case.path_parameters.items()}
                    asked = requests.Request(**case.as_transport_kwargs(base_url="http://desk.example")).prepare()
                    headers = {name: value for name, value in asked.headers.items() if name.lower() != "content-length"}
                    desk.knock(asked.method or "GET", str(asked.url), headers=headers, content=asked.body)

                # Nothing can be wrong with a request that has no parts; a right one there always is.
                with nullcontext() if mode.is_positive else suppress(Unsatisfiable):
                    never_5xx()

    await fuzz(open_desk, work)


def routes(*methods: str) -> Iterator[tuple[str, str]]:
    for module in ROUTERS:
        for route in module.router.routes:
            if isinstance(route, APIRoute):
                for method in sorted(route.methods & set(methods)):
                    yield method, route.path


NAMES = (
    "account_id customer_id conversation_id inbox_id conversation message customer metadata body private client_id "
    "sent_at subject undo_seconds version reason instruction assignee_id email password role full_name label title "
    "markdown seen files path publish user external_id name host time_zone screen_width "
    "status until snoozed_until priority read into hours mode capacity force last_seen_message_id"
)
NASTY = st.sampled_from(
    [
        "\x00",
        "\ud800",
        "\u202e",
        "\x1b[2J",
        "",
        " ",
        "null",
        "undefined",
        "ß" * 300,
        "x" * 3000,
        "1e999",
        "../..",
        "%00",
    ]
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([-1, 0, 1, 2**31, 2**63, 2**64, 10**400, -(2**70)]),
    st.floats(),
    st.text(st.characters(), max_size=20),
    NASTY,
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.sampled_from(NAMES.split()), NASTY), inner, max_size=5),
    ),
    max_leaves=12,
)
SHAPES = [("[", "]"), ('{"metadata":', "}"), ('{"a":[', "]}")]
NESTED = st.tuples(st.sampled_from(SHAPES), st.integers(1, 2000), st.booleans()).map(
    lambda it: (it[0][0] * it[1] + (f"1{it[0][1] * it[1]}" if it[2] else "")).encode()
)


def written(value: Any) -> bytes:
    return json.dumps(value).encode()  # lone surrogates become \ud800, NaN and Infinity are written as such


BODIES = st.one_of(JSON.map(written), st.binary(max_size=64), NESTED)
OTHER_TYPES = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "x", "")
TYPES = st.one_of(*[st.just("application/json")] * 4, st.sampled_from(OTHER_TYPES))


async def test_bodies_that_nobody_would_send(open_desk: House) -> None:
    asked = sampled(open_desk, list(routes("POST", "PUT", "PATCH")))

    def work(desk: Knocking, ids: dict[str, str]) -> None:
        for method, path in asked:
            address = path.format(**ids)

            @bounded(8)
            @given(BODIES, TYPES, st.just(method), st.just(address))
            def never_5xx(body: bytes, kind: str, method: str, address: str) -> None:
                desk.knock(method, address, content=body, headers={"content-type": kind})

            never_5xx()

    await fuzz(open_desk, work)


RAW = st.one_of(
    st.binary(max_size=12).map(quote),
    st.text(st.characters(), max_size=8).map(lambda text: quote(text, errors="replace")),
    st.sampled_from(["%00", "%ff", "..%2f..", "1e3", "-1", "99999999999999999999", "%F0%9F%92%A9", "%e2%80%ae", "%"]),
)


async def test_addresses_that_nobody_would_ask_for(open_desk: House) -> None:
    asked = [route for route in routes("GET", "POST", "PUT", "DELETE") if route[1] != "/ready"]
    query = (
        "after before limit status section q source read assignee_id customer_id inbox_id state action actor subject"
        " since until"
    )

    def work(desk: Knocking, ids: dict[str, str]) -> None:
        @bounded(120)
        @given(
            st.sampled_from(asked),
            st.dictionaries(st.sampled_from([*ids, *query]), RAW, max_size=4),
            st.dictionaries(st.sampled_from(["authorization", "x-forwarded-for", "content-type", "origin"]), NASTY),
        )
        def never_5xx(route: tuple[str, str], given_: dict[str, str], headers: dict[str, str]) -> None:
            method, path = route
            address = path.format(**{name: given_.get(name, value) for name, value in ids.items()})
            address += "?" + "&".join(f"{name}={value}" for name, value in given_.items() if name in query)
            raw = [(name.encode(), value.encode("utf-8", "replace")) for name, value in headers.items()]
            desk.knock(method, address, headers=raw)

        never_5xx()

    await fuzz(open_desk, work)


CURSORS = [
    "2026-01-01T00:00:00|{id}",  # no time zone
    "0001-01-01T00:00:00+14:00|{id}",
    "9999-12-31T23:59:59-14:00|{id}",
    "2026-01-01|{id}",
    "|",
    "\x00|{id}",
]


@pytest.mark.parametrize("path", ["/api/conversations", "/api/drafts", "/api/articles"])
async def test_cursors_that_we_did_not_write_are_refused(open_desk: House, path: str) -> None:
    import base64

    async with await open_desk.client() as client:
        for cursor in CURSORS:
            after = base64.urlsafe_b64encode(cursor.format(id=uuid4()).encode()).decode()
            response = await client.get(path, params={"after": after})
            assert response.status_code in (200, 422), f"{cursor!r} -> {response.status_code} {response.text}"


async def test_a_body_that_is_too_large_is_refused_however_it_comes(open_desk: House) -> None:
    async def drops() -> Any:
        for _ in range(300):
            yield b" " * 10_000

    async with await open_desk.client() as client:
        whole = await client.post("/api/articles", content=b" " * 3_000_000)
        in_parts = await client.post("/api/articles", content=drops())
    for response in (whole, in_parts):
        assert (response.status_code, response.json()["error"]["reason"]) == (413, "too_large")
