"""Passages in pieces and back."""

from hypothesis import given
from hypothesis import strategies as st

from cairnloop.drafting.engines.passages import Form, pieces_of, written

STEPS = "To cancel:\n\n1. Open Settings.\n2. Press Cancel.\n   It asks once.\n\nThat is all. Nothing is deleted."
TABLE = "Prices.\n\n | Free | Pro\nMonthly price | €0 | €9\nTrails | 20 | unlimited"


def test_a_list_stays_whole_and_keeps_its_lead() -> None:
    pieces = pieces_of(STEPS)
    assert [(piece.form, piece.text) for piece in pieces] == [
        (Form.SENTENCE, "To cancel:"),
        (Form.LIST, "1. Open Settings.\n2. Press Cancel. It asks once."),
        (Form.SENTENCE, "That is all."),
        (Form.SENTENCE, "Nothing is deleted."),
    ]
    assert [piece.leads for piece in pieces] == [True, False, False, False]
    assert [piece.leans for piece in pieces] == [False, False, True, False]
    assert written(pieces) == (
        "To cancel:\n1. Open Settings.\n2. Press Cancel. It asks once.\n\nThat is all. Nothing is deleted."
    )


def test_a_lead_on_the_line_above_its_list_is_a_lead() -> None:
    pieces = pieces_of("Check this. Look at:\n- the cable\n* the plug")
    assert [piece.text for piece in pieces] == ["Check this.", "Look at:", "- the cable\n- the plug"]
    assert pieces[1].leads


def test_table_rows_speak_for_themselves() -> None:
    pieces = pieces_of(TABLE)
    assert [piece.text for piece in pieces] == [
        "Prices.",
        "Monthly price: Free €0, Pro €9",
        "Trails: Free 20, Pro unlimited",
    ]
    assert written(pieces[1:2]) == "Monthly price: Free €0, Pro €9."
    assert written(pieces[1:]) == "- Monthly price: Free €0, Pro €9\n- Trails: Free 20, Pro unlimited"


def test_code_keeps_its_lines() -> None:
    pieces = pieces_of("Send it:\n\ncurl -H x \\\n  https://a.example")
    assert pieces[1].form is Form.VERBATIM
    assert written(pieces) == "Send it:\ncurl -H x \\\n  https://a.example"


@given(st.text("aB. \n-1|:", max_size=60))
def test_no_word_is_lost_on_the_way(text: str) -> None:
    pieces = pieces_of(text)
    if any(piece.form is Form.ROW for piece in pieces):
        return
    letters = [character for character in text if character.isalpha()]
    assert [character for character in written(pieces) if character.isalpha()] == letters
