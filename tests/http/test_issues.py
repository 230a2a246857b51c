"""Issues over HTTP: what customers wait for goes where they go, and stays when they are forgotten."""

from cairnloop.desk.issue import issues, links
from cairnloop.desk.issue.issues import Asked
from cairnloop.people.customer import merge
from cairnloop.wire.issues import NewIssueWords
from tests import make
from tests.house import House


async def test_what_customers_wait_for_goes_with_them(house: House) -> None:
    desk, db, sam = house.desk, house.s.db, await house.client()
    again = await make.customer(db, desk.account_id, name="Ada again")
    made = [await issues.open_issue(db, NewIssueWords(title=one), desk.sam) for one in ("A", "B")]
    for customer_id, issue in ((desk.customer_id, made[0]), (again, made[0]), (again, made[1])):
        await links.link(db, customer_id, issue.id, desk.sam)

    await merge.merge(db, again, desk.customer_id, desk.sam)

    path = f"/api/customers/{desk.customer_id}"
    card = (await sam.get(path, params={"expand[]": "issues"})).json()["data"]
    assert {one["title"] for one in card["issues"]} == {"A", "B"}
    assert {one["title"] for one in (await sam.get(f"{path}/export")).json()["issues"]} == {"A", "B"}
    assert (await sam.delete(path)).status_code == 202
    await house.settle()
    async with db.read() as tx:
        assert len(await issues.list_issues(tx, desk.account_id, Asked())) == 2
        assert (await links.issues_of(tx, [desk.customer_id]))[desk.customer_id] == []


async def test_lists_go_on_by_cursor_and_bodies_are_as_published(house: House) -> None:
    sam = await house.client()
    for number in range(3):
        made = await sam.post("/api/issues", json={"issue": {"title": f"{number}", "body": "why"}})
        assert made.headers["location"] == f"/api/issues/{made.json()['data']['id']}"
    first = (await sam.get("/api/issues", params={"limit": 2})).json()
    rest = (await sam.get("/api/issues", params={"limit": 2, "after": first["next"]})).json()
    assert (len(first["data"]), len(rest["data"]), rest["next"]) == (2, 1, None)
    path = f"/api/issues/{first['data'][0]['id']}"
    changed = (await sam.put(path, json={"issue": {"state": "closed", "body": None}})).json()["data"]
    assert (changed["state"], changed["body"], changed["closed_at"] is not None) == ("closed", None, True)
    for wrong, field in (
        ({"state": "nonsense"}, "issue.state"),
        ({"title": None}, "issue.title"),
        ({"github_issue_url": "javascript:alert(1)"}, "issue.github_issue_url"),
        ({"metadata": {}}, "issue.metadata"),
    ):
        refused = await sam.put(path, json={"issue": wrong})
        assert field in refused.json()["error"]["errors"], refused.text
    link = f"/api/customers/{house.desk.customer_id}/issues"
    assert (await sam.post(link, json={"issue_id": changed["id"]})).json()["data"]["issues"][0]["id"] == changed["id"]
    waits = (await sam.get("/api/issues", params={"customer_id": str(house.desk.customer_id)})).json()["data"]
    assert [one["id"] for one in waits] == [changed["id"]]
    assert (await sam.delete(f"{link}/{changed['id']}")).json()["data"] == {"ok": True, "issues": []}
    assert (await sam.delete(path)).status_code == 204
    assert (await sam.get(path)).status_code == 404
