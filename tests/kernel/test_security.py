"""Passwords are hashed at full cost in the product, and an unknown address costs as much as a known one."""

from argon2 import extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY

from cairnloop.kernel import security
from tests.conftest import PRODUCT_HASHER


def test_the_product_hashes_at_the_cost_that_is_recommended() -> None:
    assert extract_parameters(PRODUCT_HASHER.hash("correct horse")) == RFC_9106_LOW_MEMORY


def test_a_password_matches_its_own_hash_only() -> None:
    hashed = security.hash_password("correct horse")
    assert security.password_matches("correct horse", hashed)
    assert not security.password_matches("wrong horse", hashed)
    assert not security.password_matches("correct horse", "nonsense")


def test_nobodys_hash_costs_as_much_as_anybodys_and_fits_nothing() -> None:
    assert extract_parameters(security._nobodys()) == extract_parameters(security.hash_password("x"))
    assert not security.password_matches("", None)
