"""The whole loop, played in the open: nothing is faked, and a step that did not truly happen ends it."""

import asyncio
from typing import Any

from cairnloop.client import Client, Refused
from cairnloop.demo.home import COMPANY, KNOWLEDGE, Home
from cairnloop.demo.steps import Steps, Untrue
from cairnloop.demo.visitor import Visitor

QUESTION = "How do I download an area so that our members can use the map without signal?"
UNKNOWN = "Do you also rent out mountain huts, and can I bring my goat?"
UNDO_SECONDS = 1.0
PATIENCE_SECONDS = 30.0


async def play(home: Home, steps: Steps) -> int:
    """Returns 0 only when every step did what it says."""
    try:
        await _play(home, steps)
    except (Untrue, RuntimeError) as error:
        steps.line(f"The demonstration stopped: {error}")
        return 1
    if not steps.as_json:
        steps.line(
            f"\nThe whole loop: {steps.done} steps in {steps.total():.1f} s. In a terminal, this opens the console."
        )
    return 0


async def _play(home: Home, steps: Steps) -> None:
    with steps.step(f"Open the account {COMPANY}") as step:
        home.open_account()
        step.told = f"account {home.account['account_id']}"
    with steps.step("Start the daemon") as step:
        step.told = f"{home.start()}  ({home.account['database_url'].partition(':')[0]})"
    with steps.step("Import the knowledge base") as step:
        told = home.command("kb", "import", str(KNOWLEDGE), "--publish")
        step.check(told["added"] >= 20, f"only {told['added']} articles were added")
        step.told = f"{told['added']} articles published and searchable"
    async with Client(home.url, home.account["api_key"]) as desk:
        await _answered(home, steps, desk)
        await _undone(home, steps, desk)
        await _unknown(home, steps, desk)
    with steps.step("Stop the daemon") as step:
        code = home.stop()
        step.check(code == 0, f"it ended with {code}")
        step.told = "in-flight work finished, sockets told to come back"


async def _answered(home: Home, steps: Steps, desk: Client) -> None:
    account_id = home.account["account_id"]
    async with Visitor(home.url, account_id, "Ada Park", "ada@hikers.example") as ada:
        with steps.step("A customer writes in the chat") as step:
            kept = await ada.write(QUESTION)
            step.told = f"Ada: {QUESTION}\nkept as message {kept['id']}"
        with steps.step("Evidence is gathered and an answer drafted") as step:
            draft = await _draft(desk, ada.conversation_id)
            step.check(draft["kind"] == "reply", f"expected a grounded reply, got {draft['kind']}")
            step.told = _about(draft)
        with steps.step("An operator approves; a second one comes too late") as step:
            sent = await desk.approve(draft["id"], draft["version"], undo_seconds=UNDO_SECONDS)
            step.check(await _refused(desk, draft), "the same draft was approved twice")
            step.told = f"held for {UNDO_SECONDS:g} s ({sent['delivery']}), the second approval got a 409"
        with steps.step("The customer receives the answer") as step:
            heard = await ada.hear()
            step.check(heard is not None and heard["id"] == sent["id"], "the answer did not arrive")
            step.check(heard is not None and heard["body"] == draft["body"], "something else arrived")
            step.check(await ada.hear(0.5) is None, "it arrived twice")
            step.told = str(heard["body"]) if heard else ""
        with steps.step("The conversation is resolved") as step:
            closed = await desk.move(ada.conversation_id, "resolve", reason="answered")
            trail = await desk.audit(conversation_id=ada.conversation_id)
            actions = [entry["action"] for entry in trail.rows]
            step.check(closed["status"] == "closed", "it is still open")
            step.check("draft.approved" in actions, "the trail does not know of the approval")
            step.told = "the trail: " + ", ".join(reversed(actions))


async def _undone(home: Home, steps: Steps, desk: Client) -> None:
    async with Visitor(home.url, home.account["account_id"], "Bo Reyes") as bo:
        await bo.write("How do I change the card you charge?")
        with steps.step("An approved answer is pulled back in time") as step:
            draft = await _draft(desk, bo.conversation_id)
            sent = await desk.approve(draft["id"], draft["version"], undo_seconds=UNDO_SECONDS)
            await desk.undo(sent["id"])
            step.check(await bo.hear(UNDO_SECONDS + 1) is None, "the answer left although it was undone")
            again = await desk.draft(draft["id"])
            step.check(again["status"] == "pending", f"the draft is {again['status']}")
            step.told = "the customer saw nothing, the draft waits for a decision again"


async def _unknown(home: Home, steps: Steps, desk: Client) -> None:
    async with Visitor(home.url, home.account["account_id"], "Lin Osei") as lin:
        await lin.write(UNKNOWN)
        with steps.step("A question nobody wrote an article about") as step:
            draft = await _draft(desk, lin.conversation_id)
            step.check(draft["kind"] != "reply", "it was answered without evidence")
            step.check(await lin.hear(0.5) is None, "something was sent without a decision")
            step.told = f"Lin: {UNKNOWN}\n{_about(draft)}"


async def _draft(desk: Client, conversation_id: str) -> dict[str, Any]:
    """Wait for the draft that waits for a decision."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            for draft in await desk.drafts_of(conversation_id):
                if draft["status"] == "pending":
                    return dict(draft)
                if draft["status"] == "failed":
                    raise Untrue(f"drafting failed: {draft['notes']}")
            await asyncio.sleep(0.05)


async def _refused(desk: Client, draft: dict[str, Any]) -> bool:
    try:
        await desk.approve(draft["id"], draft["version"])
    except Refused as refused:
        return refused.status == 409
    return False


def _about(draft: dict[str, Any]) -> str:
    sources = "; ".join(f"[{one['number']}] {one['title']}" for one in draft["evidence"][:3]) or "none"
    lines = [
        f"{draft['kind']}, {draft['engine']} engine, {draft['latency_ms']} ms, confidence {draft['confidence']:.2f}",
        f"evidence: {sources}",
        f"why a person is asked: {draft['ruling']}",
    ]
    return "\n".join(lines)
