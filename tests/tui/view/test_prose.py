"""Markdown for a terminal: every kind of block fits its width, and nothing in it is obeyed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairnloop.tui.terminal.lines import Tone, cells, width_of
from cairnloop.tui.view.difference import change, difference
from cairnloop.tui.view.prose import prose

TEXT = """# Moving *your* maps

See **the regions** and `config` in [the list](https://x.example).\\
Then stop.

> Quoted
> - once

3. three
4. four

   more of four

- tight
- list that is too long for one line

```
code  <b>
    as it is
```

| Plan | Price of it |
|---|---|
| Club | 12 |

---
"""


def texts(markdown: str, width: int = 40) -> list[str]:
    return [line.text.rstrip() for line in prose(markdown, width)]


def test_every_block_reads_as_what_it_is() -> None:
    assert texts(TEXT) == [
        " Moving your maps",
        "",
        " See the regions and config in the list",
        " (https://x.example).",
        " Then stop.",
        "",
        " ┃ Quoted",
        " ┃",
        " ┃ • once",
        "",
        " 3. three",
        "",
        " 4. four",
        "",
        "    more of four",
        "",
        " • tight",
        " • list that is too long for one line",
        "",
        "   code  <b>",
        "       as it is",
        "",
        " Plan │ Price of it",
        " ─────┼────────────",
        " Club │ 12",
        "",
        " ────────────────────────",
    ]


def test_emphasis_is_a_look_and_not_a_sign() -> None:
    spans = [span for line in prose(TEXT, 60) for span in line.spans]
    assert any(span.text.strip() == "the regions" and span.bold for span in spans)
    assert any(span.text.strip() == "your" and span.italic for span in spans)
    assert any(span.text.strip() == "config" and span.tone is Tone.INFO for span in spans)


def test_what_is_hostile_is_shown_and_not_obeyed() -> None:
    shown = "\n".join(texts("# \x1b]0;gone\x07\n\n<script>alert(1)</script>\n\n`\x1b[31m` \u202eabc"))
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "␛]0;gone" in shown
    assert "<script>alert(1)</script>" in shown


@settings(max_examples=40)
@given(st.text(alphabet="ab #>-*`|1.\n[]()~\x1b漢", max_size=120), st.integers(16, 60))
def test_nothing_is_wider_than_the_pane(markdown: str, width: int) -> None:
    assert all(width_of(line.spans) <= width for line in prose(markdown, width))


def test_a_very_long_article_says_that_there_is_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cairnloop.tui.view.prose.LONGEST", 30)
    assert "E opens all of it" in texts("many words " * 9, 90)[-1]


def test_a_difference_shows_what_goes_and_what_comes() -> None:
    old, new = "one\ntwo\nthree\nfour\nfive\nsix\nseven\n", "one\nzwei\x1b[0m\nthree\nfour\nfive\nsix\nseven\neight\n"
    lines = difference(old, new, 40)
    assert [line.text for line in lines] == [
        " ── from line 1",
        "   one",
        " - two",
        " + zwei␛[0m",
        "   three",
        "   four",
        " ── from line 6",
        "   six",
        "   seven",
        " + eight",
    ]
    assert lines[2].spans[0].tone is Tone.DANGER
    assert change(old, new).words == "2 lines come, 1 goes."


def test_without_words_before_everything_comes() -> None:
    assert [line.text for line in difference("", "a\n\nb", 40)][1:] == [" + a", " + ", " + b"]
    assert change("a\n", "a").words == "Not a line of the text changes."


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_difference_fits_and_obeys_nothing(old: str, new: str) -> None:
    lines = difference(old, new, 30)
    assert all(cells(line.text) <= 30 for line in lines)
    assert not any("\x1b" in line.text for line in lines)
