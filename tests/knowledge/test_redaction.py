"""Taking out what points at a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.knowledge.redaction import redact


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("write to eva.smith+x@mail.example.org.", "write to [e-mail]."),
        ("call +49 (0)170 1234567 please", "call [number] please"),
        ("card 4111 1111 1111 1111", "card [number]"),
        ("see https://u:p@app.example.com/reset?token=abc&x=1#top.", "see https://app.example.com/reset."),
        ("my password is hunter2", "my password is [secret]"),
        ("api key: abc", "api key: [secret]"),
        ("sk_live_abcDEF1234567890xyz", "[token]"),
        ("IBAN DE89 3704 0044 0532 0130 00 thanks", "IBAN [account number] thanks"),
    ],
)
def test_addresses_numbers_and_secrets_go(said: str, kept: str) -> None:
    found = redact(said)
    assert found.text == kept
    assert found.count == 1


@pytest.mark.parametrize(
    "said",
    [
        "error 0x80070005 in version 10.15.7 on 2026-03-02, order 12345",
        "the password is wrong",
        "see https://app.example.com/help/reset",
        "429 errors after 500 requests",
    ],
)
def test_what_explains_a_problem_stays(said: str) -> None:
    assert redact(said) == redact(redact(said).text)
    assert redact(said).text == said


@given(st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.(com|org)", fullmatch=True), st.text(" abc,.", max_size=20))
def test_no_address_survives(address: str, around: str) -> None:
    assert address not in redact(f"{around} {address} {around}").text


@given(st.text(max_size=300))
def test_redacting_twice_takes_nothing_more(text: str) -> None:
    once = redact(text).text
    assert redact(once).text == once
