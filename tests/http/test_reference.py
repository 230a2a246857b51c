"""The API's own description."""

from tests.house import House


async def test_the_description_is_complete_and_the_page_for_people_loads_nothing(house: House) -> None:
    api = (await house.visitor.get("/openapi.json")).json()
    page = await house.visitor.get("/docs")

    assert "/api/drafts/{draft_id}/approve" in api["paths"]
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "http://" not in page.text
    assert "https://" not in page.text
    for path in api["paths"]:
        assert path in page.text
