"""What is wrong with a request is said in our own words: generated over every model that the routes read."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, get_args
from uuid import UUID, uuid4

import pytest
from fastapi._compat import ModelField
from fastapi.dependencies.utils import get_flat_params
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from cairnloop.cli.importing.records import RECORDS
from cairnloop.config import Settings
from cairnloop.daemon.http.answers import field_errors
from cairnloop.wire import problems
from cairnloop.wire.desk import Reply, Shout
from cairnloop.wire.text import BodyText, Line, Moment
from cairnloop.wire.widget_settings import Colour
from tests.house import House
from tests.http.test_matrix import routes

THEIRS = re.compile(
    r"Input|should|after validation|Value error|Extra|Field required|[Uu]nable|valid (?!for)|pars(e|ing)|tag '"
)
NAME = re.compile(r"[\w.-]+")
WRONG: list[Any] = [
    *(None, {"wrong": ["type"]}, [["x"]], {}, [], "", " ", "\x00", "\ud800", "x" * 3_000, "x" * 500_001, "x"),
    *(-1, 0, 2**70, 1.5, float("nan"), 10**30, True, "9" * 5_000, "2026-13-45", "2026-03-02T09:00:00", "1e400"),
    *([str(uuid4())] * 1_001, [1] * 1_001, {"kind": "wrong"}, [{"kind": "wrong"}], [{}], 1e300, b"\xff", {1: 2}),
    *("2026-03-02T09:00", "1826-01-01", "4000-01-01"),
]


def fields() -> Iterator[ModelField]:
    for route, _ in routes():
        yield from get_flat_params(route.dependant)
        if route.body_field is not None:
            yield route.body_field


def models(annotation: Any, known: dict[type[BaseModel], None]) -> dict[type[BaseModel], None]:
    """All that are within a type, each once."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in known:
        known[annotation] = None
        for field in annotation.model_fields.values():
            models(field.annotation, known)
    for inner in get_args(annotation):
        models(inner, known)
    return known


def readers() -> Iterator[TypeAdapter[Any]]:
    found: dict[type[BaseModel], None] = {Reply: None, Shout: None, Settings: None, **dict.fromkeys(RECORDS.values())}
    for field in fields():
        models(field.field_info.annotation, found)
        yield field._type_adapter
    for model in found:
        yield TypeAdapter(model)
        for field in model.model_fields.values():
            yield TypeAdapter(field.rebuild_annotation())


def refused(reader: TypeAdapter[Any]) -> Iterator[dict[str, Any]]:
    for wrong in WRONG:
        try:
            reader.validate_python(wrong)
        except ValidationError as error:
            yield from [dict(one) for one in error.errors(include_url=False)]


def test_whatever_is_wrong_with_a_value_is_said_in_our_own_words() -> None:
    met = {(one["type"], str(one.get("ctx"))[:60], one["loc"]): one for reader in readers() for one in refused(reader)}
    assert {kind for kind, *_ in met} >= {
        "missing",
        "too_short",
        "literal_error",
        "timezone_aware",
        "union_tag_invalid",
    }
    for problem in met.values():
        told = problems.said(problem)
        assert told != problems.OTHERWISE, problem
        assert not THEIRS.search(told), (told, problem["type"])
        (name,) = field_errors([problem]).errors
        assert NAME.fullmatch(name), name


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: Line = "x"
    body: BodyText = "x"
    color: Colour = "#000000"
    names: Annotated[list[str], Field(min_length=1, max_length=2)] = ["x"]
    kind: Literal["a", "b", "c"] = "a"
    day: date = date(2026, 3, 2)
    at: Moment = datetime(2026, 3, 2, tzinfo=UTC)
    many: Annotated[int, Field(ge=1, le=9)] = 1
    of: UUID = UUID(int=0)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("name", "", "may not be empty"),
        ("name", "x" * 256, "is longer than 255 characters"),
        ("name", 1, "is no text"),
        ("body", " ", "write something; it cannot be blank"),
        ("color", "red", "is no colour; write one like #2f855a"),
        ("names", [], "may not be empty"),
        ("names", ["x"] * 3, "has more than 2 entries"),
        ("kind", "d", "is not one of a, b, c"),
        ("day", "tomorrow", "is no date; write 2026-03-02"),
        ("at", "soon", "is no instant; write 2026-03-02T09:00:00Z"),
        ("at", "2026-03-02T09:00", "has no time zone; write 2026-03-02T09:00:00Z"),
        ("many", 1.5, "is no whole number"),
        ("many", 10, "has to be at most 9"),
        ("of", "x", problems.ID),
        ("nonsense", 1, "is not a field of this request"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(name: str, value: object, told: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        Form.model_validate({name: value})
    assert field_errors(refusal.value.errors()).errors == {name: [told]}


def test_fields_are_named_as_they_stand_in_the_request() -> None:
    missing = {"type": "missing", "loc": ("body", "message", "body")}
    assert field_errors([missing]).errors == {"message.body": ["is missing"]}
    assert field_errors([{**missing, "loc": ("query", "query")}]).errors == {"query": ["is missing"]}
    assert field_errors([{**missing, "loc": ("body",)}]).errors == {"body": ["is missing"]}


async def test_an_empty_name_is_refused_in_these_words_by_the_routes(house: House) -> None:
    answer = await (await house.client()).post("/api/tags", json={"tag": {"name": ""}})
    assert answer.json()["error"]["message"] == "tag.name: may not be empty"
