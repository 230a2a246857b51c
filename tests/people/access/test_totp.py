"""One-time codes, by the examples of the standard, and which of them fit when."""

from base64 import b32encode
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.people.access import totp

SECRET = b32encode(b"12345678901234567890").decode()
NOW = datetime(2026, 3, 2, 9, 0, 10, tzinfo=UTC)
STEP = int(NOW.timestamp()) // 30


# RFC 6238, appendix B, the rows for SHA-1; six digits are the last six of its eight.
@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert totp.code_at(SECRET, seconds // 30) == code


def test_the_step_before_and_after_fit_and_no_others() -> None:
    fits = [totp.fitting_step(SECRET, totp.code_at(SECRET, STEP + away), NOW, after=0) for away in range(-3, 4)]
    assert fits == [None, None, STEP - 1, STEP, STEP + 1, None, None]


def test_a_step_that_was_used_and_those_before_it_fit_no_more() -> None:
    for away in (-1, 0, 1):
        code = totp.code_at(SECRET, STEP + away)
        assert totp.fitting_step(SECRET, code, NOW, after=STEP + away) is None
        assert totp.fitting_step(SECRET, code, NOW, after=STEP + away - 1) == STEP + away


@given(st.text(max_size=12), st.timedeltas(timedelta(0), timedelta(days=3650)))
def test_what_is_no_code_fits_never(text: str, later: timedelta) -> None:
    at = NOW + later
    right = {totp.code_at(SECRET, int(at.timestamp()) // 30 + away) for away in (-1, 0, 1)}
    typed = totp.plain(text)
    assert (totp.fitting_step(SECRET, typed, at, after=0) is not None) == (typed in right)


def test_secrets_and_recovery_codes_are_long_and_never_the_same() -> None:
    assert len({totp.new_secret() for _ in range(50)}) == 50
    codes = {totp.new_recovery_code() for _ in range(50)}
    assert len(codes) == 50
    for code in codes:
        assert len(totp.plain(code)) == 16
        assert not totp.is_code(totp.plain(code))
    assert totp.plain(" 123 456\n") == "123456"


def test_the_link_says_who_and_where_and_is_a_link() -> None:
    said = totp.uri("ABC", "a&b@example.com", "Acme Desk")
    assert said == "otpauth://totp/Acme%20Desk:a%26b%40example.com?secret=ABC&issuer=Acme%20Desk"
