"""Folders of Markdown, read in portions that fit into one request."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from cairnloop.cli.exits import Usage

SUFFIXES = frozenset({".md", ".markdown"})
# What one request carries: well below the daemon's limit for bodies, with room for what JSON adds.
BYTES_AT_ONCE = 400_000
FILES_AT_ONCE = 200


def markdown_files(place: Path) -> list[tuple[str, Path]]:
    """(path below the folder, file) of everything that is Markdown, in order. Raises Usage when there is none."""
    if place.is_file():
        return [(place.name, place)]
    if not place.is_dir():
        raise Usage(f"DIR: there is no folder {place}")
    found = sorted(
        path
        for path in place.rglob("*")
        if path.suffix.lower() in SUFFIXES
        and path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(place).parts)
    )
    if not found:
        raise Usage(f"DIR: there is no Markdown (*.md) in {place}")
    return [(path.relative_to(place).as_posix(), path) for path in found]


def batches(files: Sequence[tuple[str, Path]]) -> Iterator[list[dict[str, str]]]:
    """Files as the daemon takes them, as many at once as fit. Raises Usage for one that cannot be read."""
    batch: list[dict[str, str]] = []
    size = 0
    for name, path in files:
        text = _read(path)
        length = len(text.encode())
        if batch and (size + length > BYTES_AT_ONCE or len(batch) == FILES_AT_ONCE):
            yield batch
            batch, size = [], 0
        batch.append({"path": name, "markdown": text})
        size += length
    if batch:
        yield batch


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Usage(f"{path}: is not UTF-8 text (byte {error.start})") from error
    except OSError as error:
        raise Usage(f"{path}: cannot be read ({error.strerror})") from error
