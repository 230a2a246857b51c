"""Signatures, against the examples that Amazon publishes for its S3."""

import hashlib
from datetime import UTC, datetime

import pytest

from cairnloop.files.sigv4 import Credentials, encoded, query_of, signed

EXAMPLE = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1")
AT = datetime(2013, 5, 24, tzinfo=UTC)
HOST = {"Host": "examplebucket.s3.amazonaws.com"}


@pytest.mark.parametrize(
    ("method", "path", "params", "headers", "body", "signature"),
    [
        (
            "GET",
            "/test.txt",
            {},
            {"Range": "bytes=0-9"},
            b"",
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
        (
            "PUT",
            "/test$file.text",
            {},
            {"Date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"},
            b"Welcome to Amazon S3.",
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        ),
        (
            "GET",
            "/",
            {"lifecycle": ""},
            {},
            b"",
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        ),
        (
            "GET",
            "/",
            {"max-keys": "2", "prefix": "J"},
            {},
            b"",
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        ),
    ],
)
def test_published_examples_are_signed_as_published(
    method: str, path: str, params: dict[str, str], headers: dict[str, str], body: bytes, signature: str
) -> None:
    made = signed(
        method, encoded(path, safe="/"), query_of(params), HOST | headers, hashlib.sha256(body).hexdigest(), EXAMPLE, AT
    )
    assert made["authorization"].endswith(f"Signature={signature}")


def test_the_secret_is_nowhere_in_what_is_sent() -> None:
    made = signed("GET", "/x", "", HOST, hashlib.sha256().hexdigest(), EXAMPLE, AT)
    assert EXAMPLE.secret_key not in str(made)
