"""The desk in memory takes what the client takes: a call that has changed is not answered as it was before."""

import inspect
from inspect import Parameter
from typing import Any

import pytest

from cairnloop.client import Client
from tests.tui.desk import Desk
from tests.tui.household import Household

ANY = (Parameter.VAR_KEYWORD, Parameter.VAR_POSITIONAL)


def calls(of: type[Any]) -> dict[str, inspect.Signature]:
    found = inspect.getmembers(of, inspect.isfunction)
    return {name: inspect.signature(call) for name, call in found if not name.startswith("_") and hasattr(Client, name)}


@pytest.mark.parametrize("stand_in", [Desk, Household])
def test_every_call_takes_the_arguments_of_the_clients(stand_in: type[Any]) -> None:
    found = calls(stand_in)
    assert len(found) > 50
    for name, ours in found.items():
        theirs = inspect.signature(getattr(Client, name)).parameters
        takes_any = any(one.kind in ANY for one in ours.parameters.values())
        assert takes_any or theirs.keys() <= ours.parameters.keys(), name
        needed = {key for key, one in ours.parameters.items() if one.default is Parameter.empty and one.kind not in ANY}
        assert needed <= theirs.keys(), name
