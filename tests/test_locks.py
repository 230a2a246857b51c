"""Locks hold versions and hashes, and name no place on the web: where packages come from is for the machine to say."""

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OF_PYTHON = [ROOT / "requirements.lock", ROOT / "requirements-dev.lock", ROOT / "tests/files/s3_server.lock"]
OF_NODE = ROOT / "tests/clients/package-lock.json"


@pytest.mark.parametrize("lock", [*OF_PYTHON, OF_NODE], ids=lambda lock: lock.name)
def test_a_lock_names_no_place_on_the_web(lock: Path) -> None:
    assert "://" not in lock.read_text("utf-8"), "run scripts/lock"


@pytest.mark.parametrize("lock", OF_PYTHON, ids=lambda lock: lock.name)
def test_everything_in_a_lock_of_python_has_a_hash(lock: Path) -> None:
    text = lock.read_text("utf-8").replace("\\\n", " ")
    pinned = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert pinned
    assert [line for line in pinned if "==" not in line or "--hash=sha256:" not in line] == []


def test_everything_in_the_lock_of_node_has_a_hash() -> None:
    packages = json.loads(OF_NODE.read_text("utf-8"))["packages"]
    assert [name for name, one in packages.items() if name and "integrity" not in one] == []
