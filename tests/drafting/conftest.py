"""The scripted model server, started once, and forgetful between tests."""

from collections.abc import Iterator

import pytest

from tests.model_server import ModelServer, model_server


@pytest.fixture(scope="session")
def _one_model_server() -> Iterator[ModelServer]:
    with model_server() as server:
        yield server


@pytest.fixture
def model(_one_model_server: ModelServer) -> ModelServer:
    _one_model_server.forget()
    return _one_model_server
