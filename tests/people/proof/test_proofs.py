"""Identity tokens: what is right passes, and whatever differs in a single bit, time or name does not."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.errors import FalseProof
from cairnloop.people.proof.proofs import Proof, hash_fits, read_token
from tests.fakes import FixedClock
from tests.people.signing import b64, signed

ACCOUNT = UUID("7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3")
NOW = FixedClock().now()
KEY, OTHER = b"cl_sign_one", b"cl_sign_two"
KEYS = {"one": KEY, "two": OTHER}
AT = int(NOW.timestamp())
CLAIMS: dict[str, Any] = {"sub": "u-1", "aud": str(ACCOUNT), "exp": AT + 300, "iat": AT, "jti": "j1"}


def read(token: str, keys: dict[str, bytes] = KEYS) -> Proof:
    return read_token(token, keys, ACCOUNT, NOW)


def refused(token: str, keys: dict[str, bytes] = KEYS) -> str:
    with pytest.raises(FalseProof) as error:
        read(token, keys)
    return error.value.detail


def with_claims(**changed: Any) -> str:
    return signed({name: value for name, value in {**CLAIMS, **changed}.items() if value is not ...}, KEY)


def test_a_token_proves_who_a_customer_is() -> None:
    assert read(signed(CLAIMS, KEY)) == Proof("u-1")
    assert read(with_claims(email="ada@example.com", name="Ada")) == Proof("u-1", "ada@example.com", "Ada")
    assert read(with_claims(aud=["other", str(ACCOUNT)])) == Proof("u-1")
    assert read(signed(CLAIMS, OTHER)) == Proof("u-1")
    assert read(signed(CLAIMS, OTHER, kid="two")) == Proof("u-1")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"exp": AT - 60}, "expired"),
        ({"exp": AT + 3661}, "too long"),
        ({"exp": ...}, "exp"),
        ({"exp": "soon"}, "exp"),
        ({"exp": True}, "exp"),
        ({"exp": 10**400}, "exp"),
        ({"iat": AT + 61}, "not valid yet"),
        ({"iat": AT + 60, "exp": AT + 30}, "not valid yet"),
        ({"iat": ...}, "iat"),
        ({"nbf": AT + 61}, "not valid yet"),
        ({"nbf": "x"}, "nbf"),
        ({"aud": str(uuid4())}, "aud"),
        ({"aud": ...}, "aud"),
        ({"aud": {"a": str(ACCOUNT)}}, "aud"),
        ({"aud": str(ACCOUNT).upper()}, "aud"),
        ({"jti": ...}, "jti"),
        ({"jti": ""}, "jti"),
        ({"sub": ...}, "sub"),
        ({"sub": 1}, "sub"),
        ({"sub": "null"}, "sub"),
        ({"sub": " u-1"}, "sub"),
        ({"sub": "u\x00"}, "sub"),
        ({"sub": "\ud800"}, "sub"),
        ({"sub": "x" * 256}, "sub"),
        ({"email": ["a"]}, "email"),
        ({"name": {"a": 1}}, "name"),
    ],
)
def test_a_claim_that_is_wrong_is_named(changed: dict[str, Any], said: str) -> None:
    assert said in refused(with_claims(**changed))


def test_clocks_may_differ_by_a_minute() -> None:
    assert read(with_claims(exp=AT - 59, iat=AT - 100)) == Proof("u-1")
    assert read(with_claims(exp=AT + 3660, iat=AT + 60)) == Proof("u-1")


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"},
        {"alg": "None"},
        {"alg": "HS512"},
        {"alg": "RS256"},
        {"alg": "hs256"},
        {"alg": ["HS256"]},
        {},
        {"alg": "HS256", "kid": "two"},
        {"alg": "HS256", "kid": "nobody"},
        {"alg": "HS256", "kid": ["one"]},
        {"alg": "HS256", "kid": "../one"},
        {"alg": "HS256", "typ": "JWE"},
        {"alg": "HS256", "crit": ["exp"]},
        {"alg": "HS256", "b64": False},
        {"alg": "HS256", "jwk": {"kty": "oct", "k": "AAAA"}},
        {"alg": "HS256", "jku": "https://evil.example/keys"},
    ],
)
def test_no_header_chooses_another_way_to_be_checked(header: dict[str, Any]) -> None:
    refused(signed(CLAIMS, KEY, header=header))


def test_no_token_passes_without_a_signature() -> None:
    head, body, signature = signed(CLAIMS, KEY, header={"alg": "none"}).split(".")
    for token in (f"{head}.{body}.", f"{head}.{body}", f"{head}.{body}.{b64(b'')}", f".{body}.{signature}", "..", ""):
        refused(token)
    for keys in ({}, {"one": b"another"}):
        assert "not signed" in refused(signed(CLAIMS, KEY), keys)


def test_a_key_is_not_to_be_had_from_what_is_public() -> None:
    """Key confusion: signed with the account's id, its hint, an empty key, or with the hash of the key."""
    for key in (str(ACCOUNT).encode(), b"cl_sign", b"", hashlib.sha256(KEY).digest(), base64.b64encode(KEY)):
        assert "not signed" in refused(signed(CLAIMS, key))
    head, body, _ = signed(CLAIMS, KEY).split(".")
    longer = hmac.digest(KEY, f"{head}.{body}".encode(), "sha512")
    refused(f"{head}.{body}.{b64(longer)}")
    refused(f"{head}.{body}.{b64(longer[:32])}")


def test_a_name_that_stands_twice_is_refused() -> None:
    twice = json.dumps(CLAIMS).encode()[:-1] + b', "sub": "u-2"}'
    refused(signed(twice, KEY))
    refused(signed(b'{"sub": NaN}', KEY))
    refused(signed(b"[" * 5000, KEY))
    refused(signed(b"[]", KEY))


@given(st.data())
def test_a_token_that_was_changed_anywhere_never_passes(data: st.DataObject) -> None:
    token = signed({**CLAIMS, "email": "ada@example.com"}, KEY)
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.characters() | st.sampled_from("ABCDwxyz0189-_=.+/ \n"))
    kind = data.draw(st.sampled_from(["swap", "insert", "delete", "append"]))
    changed = {
        "swap": token[:place] + other + token[place + 1 :],
        "insert": token[:place] + other + token[place:],
        "delete": token[:place] + token[place + 1 :],
        "append": token + other,
    }[kind]
    if changed != token:
        refused(changed)


@given(st.text() | st.binary().map(lambda raw: f"{b64(raw)}.{b64(raw)}.{b64(raw)}"))
def test_whatever_is_no_token_is_refused(text: str) -> None:
    refused(text)


@given(st.dictionaries(st.sampled_from([*CLAIMS, "email", "name", "nbf"]), st.none() | st.integers() | st.text()))
def test_whatever_a_key_holder_signs_is_read_or_refused(changed: dict[str, Any]) -> None:
    token = signed({**CLAIMS, **changed}, KEY)
    try:
        proof = read(token)
    except FalseProof:
        return
    assert proof.external_id == {**CLAIMS, **changed}["sub"]
    assert {**CLAIMS, **changed}["aud"] == str(ACCOUNT)


def test_a_token_ends_by_itself() -> None:
    token = signed(CLAIMS, KEY)
    with pytest.raises(FalseProof, match="expired"):
        read_token(token, KEYS, ACCOUNT, NOW + timedelta(seconds=361))


def test_the_older_hash_is_that_of_the_external_id_under_a_live_key() -> None:
    digest = hmac.digest(OTHER, b"u-1", "sha256").hex()
    assert hash_fits("u-1", digest, [KEY, OTHER])
    assert hash_fits("u-1", digest.upper(), [KEY, OTHER])
    assert not hash_fits("u-2", digest, [KEY, OTHER])
    assert not hash_fits("u-1", digest, [KEY])
    assert not hash_fits("u-1", digest, [])
    for wrong in ("", digest[:-1], digest + "0", "\ud800", hashlib.sha256(b"u-1").hexdigest()):
        assert not hash_fits("u-1", wrong, [KEY, OTHER])
