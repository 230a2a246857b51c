"""Both addresses of the API are one API."""

import pytest

from tests.house import House


@pytest.mark.parametrize("form", ["{}", "Bearer {}"])
async def test_the_versioned_address_answers_like_the_plain_one(house: House, form: str) -> None:
    client = await house.client()
    key = client.headers["authorization"].removeprefix("Bearer ")
    client.headers["authorization"] = form.format(key)
    for path in ("me", "conversations?limit=5", "users"):
        plain, versioned = await client.get(f"/api/{path}"), await client.get(f"/api/v1/{path}")
        assert (versioned.status_code, versioned.json()) == (200, plain.json())
    assert (await client.get("/api/v1/nowhere")).status_code == 404
    assert (await house.visitor.get("/api/v1/me")).status_code == 401


async def test_what_is_counted_is_counted_under_the_routes_own_name(house: House) -> None:
    await (await house.client()).get("/api/v1/me")
    assert 'route="/api/me"' in (await house.visitor.get("/metrics")).text
    assert "/api/v1/" not in (await house.visitor.get("/metrics")).text
