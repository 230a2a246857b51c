"""Writes the generated documents, or with --check says which of them no longer tell the truth."""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from cairnloop.cli.config_file import example
from scripts import docs_actions, docs_api, docs_cli, docs_overview

ROOT = Path(__file__).parents[1]

# Each maker is given what the file says now, for those that write a part of it only.
DOCUMENTS: dict[str, Callable[[str], str]] = {
    "config.example.toml": lambda _: example(),
    "docs/ARCHITECTURE.md": docs_overview.page,
    "docs/reference/cli.md": lambda _: docs_cli.page(),
    "docs/reference/actions.md": lambda _: docs_actions.page(),
    "docs/reference/permissions.md": lambda _: docs_api.permissions_page(),
    "docs/reference/openapi.json": lambda _: docs_api.openapi(),
}


def made() -> Iterator[tuple[Path, str, str]]:
    """Each document's file, what it says, and what it should say."""
    for name, make in DOCUMENTS.items():
        path = ROOT / name
        said = path.read_text("utf-8") if path.is_file() else ""
        yield path, said, make(said)


def stale() -> list[str]:
    """The documents that do not say what they should."""
    return [str(path.relative_to(ROOT)) for path, said, should in made() if said != should]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a document is out of date")
    if parser.parse_args().check:
        wrong = [*docs_overview.lacking(), *(f"{name} is out of date; run `make docs`" for name in stale())]
        for line in wrong:
            print(line, file=sys.stderr)
        return 1 if wrong else 0
    for path, said, should in made():
        if said != should:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(should, "utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
