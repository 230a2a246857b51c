"""Markdown in: front matter, title, sections with their headings, plain text, and every link the author used."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import frontmatter
import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from cairnloop.errors import Invalid

_PARSER = MarkdownIt("commonmark", {"linkify": False}).enable("table").enable("strikethrough")

# What the parser does with a wider table takes seconds, and nobody could read it.
COLUMNS = 200

# Headings at these levels open a section of their own; deeper ones are part of the text.
_SECTION_LEVELS = {"h2": 1, "h3": 2}


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of an article under one heading. `path` is the h2 and, inside one, the h3; empty before the first."""

    path: tuple[str, ...]
    blocks: tuple[str, ...]

    @property
    def heading(self) -> str:
        return " › ".join(self.path)


@dataclass(frozen=True, slots=True)
class Document:
    """One Markdown file, read. `links` and `images` are the addresses exactly as they are written."""

    title: str
    meta: dict[str, Any]
    sections: tuple[Section, ...]
    links: frozenset[str] = frozenset()
    images: frozenset[str] = frozenset()


def read_document(source: str) -> Document:
    """Parse one file. The title is the front matter's, else the first h1; raises Invalid without any."""
    meta, body = split_front_matter(source)
    return read_body(body, title=str(meta.get("title") or ""), meta=meta)


def read_body(body: str, *, title: str = "", meta: dict[str, Any] | None = None) -> Document:
    """Parse Markdown that has no front matter (any more). The first h1 is the title if none is given."""
    if any(line.count("|") > COLUMNS for line in body.splitlines()):
        raise Invalid.field("body", f"has a table of more than {COLUMNS} columns")
    reader = _Reader()
    reader.read(_PARSER.parse(body))
    title = " ".join((title or reader.h1 or "").split())
    if not title:
        raise Invalid.field("title", "is missing: write `title:` in the front matter or start with a # heading")
    return Document(title, meta or {}, tuple(reader.sections()), frozenset(reader.links), frozenset(reader.images))


def split_front_matter(source: str) -> tuple[dict[str, Any], str]:
    """The front matter and the Markdown below it. Raises Invalid for front matter that is not readable YAML."""
    try:
        post = frontmatter.loads(source.lstrip("\ufeff"))
    except (yaml.YAMLError, ValueError, TypeError) as error:
        raise Invalid.field("front matter", f"is not readable YAML: {' '.join(str(error).split())}") from error
    return dict(post.metadata), post.content


def plain_text(source: str) -> str:
    """The words of a Markdown text without its marks."""
    return "\n\n".join(_blocks(_PARSER.parse(source)))


@dataclass
class _Reader:
    h1: str | None = None
    links: set[str] = field(default_factory=set)
    images: set[str] = field(default_factory=set)
    _found: list[tuple[tuple[str, ...], list[str]]] = field(default_factory=lambda: [((), [])])

    def read(self, tokens: Sequence[Token]) -> None:
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.type == "heading_open" and token.level == 0 and self._opens(token.tag, tokens[at + 1]):
                self._collect_links(tokens[at + 1])
                at += 3
                continue
            end = _end_of_block(tokens, at)
            block = tokens[at:end]
            for inner in block:
                self._collect_links(inner)
            self._found[-1][1].extend(_blocks(block))
            at = end

    def sections(self) -> Iterator[Section]:
        for path, blocks in self._found:
            if blocks or path:
                yield Section(path, tuple(blocks))

    def _opens(self, tag: str, inline: Token) -> bool:
        text = _inline_text(inline)
        if tag == "h1" and self.h1 is None:
            self.h1 = text
            return True
        depth = _SECTION_LEVELS.get(tag)
        if depth is None:
            return False
        parents = self._found[-1][0][: depth - 1]
        self._found.append(((*parents, text), []))
        return True

    def _collect_links(self, token: Token) -> None:
        for child in token.children or ():
            if child.type == "link_open":
                self.links.add(str(child.attrGet("href") or ""))
            elif child.type == "image":
                self.images.add(str(child.attrGet("src") or ""))


def _end_of_block(tokens: Sequence[Token], start: int) -> int:
    at, depth = start, 0
    while at < len(tokens):
        depth += tokens[at].nesting
        at += 1
        if depth <= 0:
            break
    return at


def _blocks(tokens: Sequence[Token]) -> Iterator[str]:
    """Paragraphs, list items, table rows and code, one string each; lists and tables stay together."""
    lines: list[str] = []
    row: list[str] = []
    bullets: list[int | None] = []
    pending = ""
    for token in tokens:
        match token.type:
            case "bullet_list_open":
                bullets.append(None)
            case "ordered_list_open":
                bullets.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                bullets.pop()
            case "list_item_open":
                indent = "  " * (len(bullets) - 1)
                number = bullets[-1]
                pending = f"{indent}- " if number is None else f"{indent}{number}. "
                bullets[-1] = None if number is None else number + 1
            case "tr_open":
                row = []
            case "tr_close":
                lines.append(" | ".join(row))
            case "inline":
                text = _inline_text(token)
                if token.level >= 2 and _in_cell(token, tokens):
                    row.append(text)
                else:
                    lines.append(pending + text)
                    pending = ""
            case "fence" | "code_block":
                lines.append(pending + token.content.rstrip("\n"))
                pending = ""
            case "html_block":
                continue
        if token.level == 0 and token.nesting <= 0 and lines:
            yield "\n".join(lines)
            lines = []
    if lines:
        yield "\n".join(lines)


def _in_cell(inline: Token, tokens: Sequence[Token]) -> bool:
    before = tokens[tokens.index(inline) - 1]
    return before.type in ("th_open", "td_open")


def _inline_text(token: Token) -> str:
    pieces: list[str] = []
    for child in token.children or ():
        match child.type:
            case "text" | "code_inline":
                pieces.append(child.content)
            case "softbreak":
                pieces.append(" ")
            case "hardbreak":
                pieces.append("\n")
            case "image":
                pieces.append(child.content)
    return "".join(pieces).strip()
