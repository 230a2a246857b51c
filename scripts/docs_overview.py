"""The overview of all files in docs/ARCHITECTURE.md, from the first sentence of each module."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
BEGIN, END = "<!-- overview:begin -->", "<!-- overview:end -->"
NEW_PAGE = f"# Architecture\n\n## Every file\n\n{BEGIN}\n{END}\n"
LONGEST = 140


def modules() -> list[Path]:
    """Everything of the program and of the scripts that belong to it, relative to the project."""
    found = [*(ROOT / "cairnloop").rglob("*.py"), *(ROOT / "scripts").rglob("*.py")]
    return sorted((path.relative_to(ROOT) for path in found), key=lambda path: (path.parent, path.name))


def sentence(path: Path) -> str:
    """The first line of the module's docstring; nothing when there is none."""
    said = ast.get_docstring(ast.parse((ROOT / path).read_text("utf-8"))) or ""
    return said.partition("\n")[0].strip()


def lacking() -> list[str]:
    """What is wrong with the modules' first sentences."""
    return [
        f"{path}: the module's docstring must begin with one sentence of at most {LONGEST} characters on its own line"
        for path in modules()
        if not _fine(sentence(path))
    ]


def _fine(said: str) -> bool:
    return 0 < len(said) <= LONGEST and said[-1] in ".?!"


def page(now: str) -> str:
    """The page with its overview written anew; a page with nothing else when there is none yet."""
    now = now or NEW_PAGE
    before, begin, rest = now.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"docs/ARCHITECTURE.md must hold {BEGIN} and {END}")
    return "\n".join([before + begin, *_overview(), end + after])


def _overview() -> Iterator[str]:
    folder = None
    for path in modules():
        if path.parent != folder:
            folder = path.parent
            yield ""
            yield f"**{folder.as_posix()}/** " + (sentence(folder / "__init__.py") if _has_init(folder) else "")
            yield ""
        if path.name != "__init__.py":
            yield f"- `{path.name}`: {sentence(path)}"
    yield ""


def _has_init(folder: Path) -> bool:
    return (ROOT / folder / "__init__.py").is_file()
