"""Text of several tones, wrapped as one."""

from hypothesis import given
from hypothesis import strategies as st

from cairnloop.tui.terminal.lines import Span, Tone, cells, wrap
from cairnloop.tui.view.flow import flow
from cairnloop.wire.terminal import harmless_block

TEXT = st.text(alphabet=st.sampled_from("ab c\n\t\x1b\u202e字é\u2028"), max_size=40)


def test_a_word_of_two_tones_is_not_broken_between_them() -> None:
    lines = flow([Span("one tw"), Span("o three", Tone.AI)], 8)
    assert ["".join(span.text for span in line) for line in lines] == ["one two", "three"]
    assert [(span.text, span.tone) for span in lines[0]] == [("one tw", Tone.INK), ("o", Tone.AI)]


@given(st.lists(TEXT, max_size=5), st.integers(4, 20))
def test_it_wraps_as_plain_text_does_and_every_letter_keeps_its_look(texts: list[str], width: int) -> None:
    tones = list(Tone)
    spans = [Span(text, tones[at]) for at, text in enumerate(texts)]
    lines = flow(spans, width)
    plain = "".join(harmless_block(text) for text in texts)
    assert ["".join(span.text for span in line) for line in lines] == wrap(plain, width)
    assert all(sum(cells(span.text) for span in line) <= width for line in lines)
    for at, text in enumerate(texts):
        kept = "".join(span.text for line in lines for span in line if span.tone is tones[at])
        assert "".join(kept.split()) == "".join(harmless_block(text).split())
