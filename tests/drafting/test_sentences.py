"""Where sentences end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.drafting.sentences import sentence_spans, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Open it. Then wait! Is it v1.2.3? Yes.", ["Open it.", "Then wait!", "Is it v1.2.3?", "Yes."]),
        ("Use e.g. Settings. It helps.", ["Use e.g. Settings.", "It helps."]),
        ("Das kostet z. B. 5 €. Danach nicht.", ["Das kostet z. B. 5 €.", "Danach nicht."]),
        ('He said "no." Then left (early). End', ['He said "no."', "Then left (early).", "End"]),
        ("See https://a.example/b.c now. Go.", ["See https://a.example/b.c now.", "Go."]),
        ("Wait… Then go.", ["Wait…", "Then go."]),
        ("你好。再见！", ["你好。", "再见！"]),
        ("J. Smith wrote. Über alles.", ["J. Smith wrote.", "Über alles."]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_would_stop(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_lines_end_sentences_and_list_marks_belong_to_none() -> None:
    text = "Steps:\n1. Open it. Look.\n- Close it\n\nDone."
    assert [text[a:b] for a, b in sentence_spans(text)] == ["Steps:", "Open it.", "Look.", "Close it", "Done."]


@given(st.text('aB1. !?\n-)("…。', max_size=60))
def test_spans_are_in_order_apart_and_trimmed(text: str) -> None:
    end = 0
    for start, stop in sentence_spans(text):
        assert end <= start < stop <= len(text)
        assert text[start:stop] == text[start:stop].strip()
        end = stop
