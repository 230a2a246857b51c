"""What a merge of customers will come to, as the console shows it beforehand: the daemon's own rule."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cairnloop.people.customer.merge import filled
from cairnloop.tui.state.cards import FIELDS, SEEN, card_of, merging
from tests.tui.shapes import person

WORDS = st.none() | st.text(alphabet="abc@. ", min_size=1, max_size=8)
NAMES = (*FIELDS, *SEEN)


def wire(words: dict[str, Any]) -> dict[str, Any]:
    return {**person(0), "metadata": None, **words}


@given(*(st.fixed_dictionaries(dict.fromkeys(NAMES, WORDS)) for _ in range(2)))
def test_what_is_shown_to_be_filled_is_what_the_daemon_fills(goes: dict[str, Any], stays: dict[str, Any]) -> None:
    shown = {one.label: one for one in merging(card_of(wire(goes)), card_of(wire(stays)))}
    rows = ({**dict.fromkeys(ROW), **words, "first_seen": 0, "last_seen_at": 0} for words in (goes, stays))
    theirs, ours = rows
    changes = filled(ours, theirs)
    for name, label in {**FIELDS, **SEEN}.items():
        then = shown[label].then if label in shown else ""
        assert then == (changes.get(name, stays[name]) or "")
        assert (label in shown and shown[label].filled) == (name in changes)


ROW = (
    *("external_id", "email", "name", "phone", "profile_photo_url", "company_id", "time_zone", "browser"),
    *("browser_version", "browser_language", "os", "ip", "current_url", "host", "pathname", "screen_height"),
    *("screen_width", "lib", "details", "verified_at"),
)


def test_facts_and_tags_come_together_and_what_is_known_wins() -> None:
    goes = card_of({**wire({}), "metadata": {"plan": "Free", "seats": 3}, "tags": [{"id": "t1", "name": "VIP"}]})
    stays = card_of({**wire({}), "metadata": {"plan": "Club"}})
    lines = {one.label: one for one in merging(goes, stays)}
    assert (lines["plan"].then, lines["plan"].filled) == ("Club", False)
    assert (lines["seats"].then, lines["seats"].filled) == ("3", True)
    assert lines["tag"].filled
