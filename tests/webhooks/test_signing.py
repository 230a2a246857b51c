"""Signatures are those of Standard Webhooks."""

from datetime import UTC, datetime
from uuid import UUID

from cairnloop.webhooks.signing import headers, message_id, new_secret, signature
from tests.webhooks.receiver import Received

ID = UUID("7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3")


def test_a_published_example_is_signed_as_published() -> None:
    made = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "1614265330",
        b'{"test": 2432232314}',
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_whoever_knows_one_of_two_secrets_can_check() -> None:
    old, new, body = new_secret(), new_secret(), b'{"event":"x"}'
    sent = Received("/", dict(headers([new, old], ID, datetime(2026, 1, 1, tzinfo=UTC), body)), body)
    assert sent.headers["webhook-id"] == message_id(ID) == "msg_7f9c24e83b124fef91e056a2d5a0f1c3"
    assert sent.headers["webhook-timestamp"] == "1767225600"
    assert sent.signed_by(old)
    assert sent.signed_by(new)
    assert not sent.signed_by(new_secret())


def test_a_secret_looks_as_libraries_take_it() -> None:
    secret = new_secret()
    assert secret.startswith("whsec_")
    assert len(secret) == len("whsec_") + 44
