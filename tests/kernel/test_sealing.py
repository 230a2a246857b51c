import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.errors import ConfigError, Unavailable
from cairnloop.kernel.sealing import Sealer

OLD, NEW = "o" * 32, "n" * 40


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_secret_comes_back_and_is_not_to_be_seen(secret: str) -> None:
    sealer = Sealer.of(OLD)
    sealed = sealer.seal(secret)
    assert sealer.open(sealed) == secret
    assert len(secret) < 4 or secret not in sealed


def test_keys_are_changed_by_putting_the_new_one_in_front() -> None:
    sealed = Sealer.of(OLD).seal("whisper")
    both = Sealer.of(f"{NEW}, {OLD}")
    assert both.open(sealed) == "whisper"
    assert Sealer.of(NEW).open(both.seal("whisper")) == "whisper"
    with pytest.raises(Unavailable, match="behind the new one"):
        Sealer.of(NEW).open(sealed)


def test_a_house_without_a_key_says_what_to_do() -> None:
    with pytest.raises(ConfigError, match=r"security\.secret_key is missing"):
        Sealer.of("").seal("whisper")
    with pytest.raises(ConfigError, match="32 characters"):
        Sealer.of("short")
