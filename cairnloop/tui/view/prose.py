"""Markdown as a terminal shows it: headings, lists, quotes, code and tables as lines of styled text."""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING

from cairnloop.tui.terminal.lines import BLANK, Line, Span, Tone, cells, cut, fill, line, muted, wrap
from cairnloop.tui.view.flow import flow

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

Spans = tuple[Span, ...]
# Far beyond what anybody reads in a console; the rest is there in the editor.
LONGEST = 100_000
NARROWEST = 12


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # nobody waits for it before an article is read

    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


@lru_cache(maxsize=16)
def prose(markdown: str, width: int) -> tuple[Line, ...]:
    """Harmless lines of at most `width` cells."""
    from markdown_it.tree import SyntaxTreeNode

    tree = SyntaxTreeNode(_parser().parse(markdown[:LONGEST]))
    found = [Line((Span(" "), *spans)) if spans else BLANK for spans in _blocks(tree.children, max(width - 2, 8))]
    if len(markdown) > LONGEST:
        found += [BLANK, line(muted(" … and more, too long to be shown here; E opens all of it in your editor."))]
    return tuple(found)


def _blocks(nodes: "Sequence[SyntaxTreeNode]", width: int, *, tight: bool = False) -> list[Spans]:
    """One block under the other, with a blank line between them unless they stand close."""
    found: list[Spans] = []
    for node in nodes:
        lines = _block(node, max(width, NARROWEST))
        if found and lines and not tight:
            found.append(())
        found += lines
    return found


def _block(node: "SyntaxTreeNode", width: int) -> list[Spans]:
    match node.type:
        case "heading":
            tone = Tone.ACCENT if node.tag == "h1" else Tone.INK
            return flow([span._replace(bold=True, tone=tone) for span in _inline(node)], width)
        case "paragraph":
            return flow(_inline(node), width)
        case "bullet_list":
            return _list(node, width, ["•"] * len(node.children))
        case "ordered_list":
            first = int(node.attrs.get("start", 1))
            return _list(node, width, [f"{first + at}." for at in range(len(node.children))])
        case "blockquote":
            return [(Span("┃ ", Tone.FAINT), *spans) for spans in _blocks(node.children, width - 2)]
        case "fence" | "code_block":
            return [(Span("  "), Span(text, Tone.INFO)) for text in wrap(node.content.rstrip("\n"), width - 2)]
        case "table":
            return _table(node, width)
        case "hr":
            return [(Span("─" * min(width, 24), Tone.FAINT),)]
        case _:
            return _blocks(node.children, width) if node.children else flow([Span(node.content)], width)


def _list(node: "SyntaxTreeNode", width: int, marks: Sequence[str]) -> list[Spans]:
    tight = all(child.hidden for item in node.children for child in item.children if child.type == "paragraph")
    room = max((cells(mark) for mark in marks), default=1) + 1
    found: list[Spans] = []
    for mark, item in zip(marks, node.children, strict=True):
        if found and not tight:
            found.append(())
        lines = _blocks(item.children, width - room, tight=tight) or [()]
        found.append((Span(fill(mark, room), Tone.MUTED), *lines[0]))
        found += [(Span(" " * room), *spans) if spans else () for spans in lines[1:]]
    return found


def _table(node: "SyntaxTreeNode", width: int) -> list[Spans]:
    """Columns as wide as they need to be, or cut where there is no room for all."""
    rows = [
        [" ".join(span.text for span in _inline(cell)).strip() for cell in row.children]
        for part in node.children
        for row in part.children
    ]
    needed = [max(cells(text) for text in column) for column in zip_longest(*rows, fillvalue="")]
    most = max(4, (width - 3 * (len(needed) - 1)) // max(1, len(needed)))
    widths = needed if sum(needed) + 3 * (len(needed) - 1) <= width else [min(one, most) for one in needed]
    found: list[Spans] = []
    for at, row in enumerate(rows):
        texts = [fill(text, room) for text, room in zip_longest(row, widths, fillvalue="") if isinstance(room, int)]
        found.append((Span(cut(" │ ".join(texts), width), bold=at == 0),))
        if at == 0:
            found.append((Span(cut("─┼─".join("─" * room for room in widths), width), Tone.FAINT),))
    return found


def _inline(node: "SyntaxTreeNode") -> list[Span]:
    return [span for child in node.children for span in _spans(child, Span(""))]


def _spans(node: "SyntaxTreeNode", look: Span) -> Iterator[Span]:
    """The text of one piece with the look of everything around it. Addresses are shown: one sees where a link leads."""
    match node.type:
        case "text":
            yield look._replace(text=node.content)
        case "softbreak":
            yield look._replace(text=" ")
        case "hardbreak":
            yield look._replace(text="\n")
        case "code_inline":
            yield look._replace(text=node.content, tone=Tone.INFO)
        case "image":
            yield look._replace(text=f"[image: {node.content or node.attrs.get('src', '')}]", tone=Tone.MUTED)
        case "strong":
            yield from _inside(node, look._replace(bold=True))
        case "em":
            yield from _inside(node, look._replace(italic=True))
        case "s":
            yield from _inside(node, look._replace(tone=Tone.MUTED))
        case "link":
            inside = list(_inside(node, look._replace(tone=Tone.INFO)))
            yield from inside
            address = str(node.attrs.get("href", ""))
            if address and address != "".join(span.text for span in inside):
                yield look._replace(text=f" ({address})", tone=Tone.MUTED)
        case _:
            yield from _inside(node, look)


def _inside(node: "SyntaxTreeNode", look: Span) -> Iterator[Span]:
    for child in node.children:
        yield from _spans(child, look)
