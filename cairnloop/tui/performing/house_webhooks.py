"""What is done with webhooks: subscribed, verified, switched, given another secret, and deliveries sent again."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cairnloop.tui.performing.papers import fill_in
from cairnloop.tui.screens.choosing import Choice, Choose
from cairnloop.tui.screens.dialog import Confirm
from cairnloop.tui.screens.filling import Fill
from cairnloop.tui.screens.house_dialogs import Once, TypeName
from cairnloop.tui.state import events as e
from cairnloop.tui.state.book import Book
from cairnloop.tui.state.house_papers import webhook_paper
from cairnloop.tui.state.housing import shelf_of
from cairnloop.tui.state.things import Thing

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

EVENTS = (
    Choice("", "the usual ones", "new messages and new conversations"),
    Choice("all", "everything", "conversations and customers as they change, too"),
    Choice("message:created", "messages", "every new message"),
    Choice("conversation:created", "conversations", "when one begins"),
    Choice("customer:updated", "customers", "when one is known better"),
)
ALL = ["message:created", "conversation:created", "conversation:updated", "customer:created", "customer:updated"]
KEPT = (
    Choice("24", "a day", "usual: time to change over"),
    Choice("0", "not at all", "it is known to somebody who must not know it"),
    Choice("168", "a week", ""),
)


def _row(app: "ConsoleApp") -> Thing:
    row = shelf_of(app.desk, Book.WEBHOOKS).row
    assert row is not None  # the ground of every action here
    return row


def _wrong(url: str) -> str | None:
    return None if url.startswith(("https://", "http://")) else "An address begins with https:// (or http://)."


async def new(app: "ConsoleApp") -> None:
    hint = "where events are posted to; it is sent a challenge first, as in https://hooks.example/desk"
    url = await app.ask(Fill("A new webhook", "https://", hint=hint, check=_wrong))
    if url is None:
        return
    chosen = await app.ask(Choose("What is it told of?", EVENTS))
    if chosen is not None:
        events = ALL if chosen == "all" else [chosen] if chosen else None
        asked = app.daemon.add_webhook(url, events=events)
        await app.books.house.do("Nobody subscribed", asked, _proved, then=lambda said: _secret(app, said))


def _proved(said: Any) -> e.Told:
    if said["verified"]:
        return e.Told("It proved itself; it is told from now on.")
    return e.Told("It did not prove itself, so nothing is sent. v tries again.", "refused")


async def _secret(app: "ConsoleApp", said: Any) -> None:
    secret = str(said["secret"])
    proved = (
        "It answered the challenge." if said["verified"] else f"Not verified, so nothing is sent: the address "
        f"{said['verification_error'] or 'did not answer'}. v tries again."
    )  # fmt: skip
    words = (f"With it {said['webhook_url']} checks that what it gets comes from here.", proved)
    await app.ask(Once("Its secret", secret, words, lambda: app.signals.copy("The secret", secret)))


async def edit(app: "ConsoleApp") -> None:
    webhook = _row(app)

    async def save(changed: Mapping[str, Any]) -> None:
        await app.daemon.change_webhook(webhook.id, **changed)

    await fill_in(app, webhook_paper(webhook), "webhook", save, "The webhook is changed.")


async def verify(app: "ConsoleApp") -> None:
    asked = app.daemon.move_webhook(_row(app).id, "verify")
    await app.books.house.do("It is not known whether it would answer", asked, _proved)


async def switch(app: "ConsoleApp", on: bool) -> None:
    webhook = _row(app)
    if not on:
        words = f"{webhook.name} is told nothing of what happens until it is switched on again."
        if await app.ask(Confirm("Switch this webhook off?", words, yes="switches it off")) is None:
            return
    asked = app.daemon.move_webhook(webhook.id, "enable" if on else "disable")
    done = "It is told of what happens from now on." if on else "It is told nothing more."
    await app.books.house.do("It is as it was", asked, lambda said: done)


async def rotate(app: "ConsoleApp") -> None:
    hours = await app.ask(Choose("How long does the former secret sign, too?", KEPT))
    if hours is not None:
        asked = app.daemon.rotate_webhook(_row(app).id, int(hours))
        await app.books.house.do(
            "The secret is as it was",
            asked,
            lambda said: "It has another secret.",
            then=lambda said: _secret(app, said),
        )


async def remove(app: "ConsoleApp") -> None:
    webhook = _row(app)
    host = webhook.name.partition("://")[2].partition("/")[0] or webhook.name
    words = (f"{webhook.name} is told nothing more, and its deliveries are forgotten.",)
    if await app.ask(TypeName("Remove this webhook?", words, host)) is not None:
        asked = app.daemon.remove_webhook(webhook.id)
        await app.books.house.do("It is still there", asked, lambda said: "The webhook is removed.")


async def replay(app: "ConsoleApp") -> None:
    """The same bytes under the same id: a receiver that has them already can tell."""
    delivery = _row(app)
    asked = app.daemon.replay(str(delivery.wire["subscription_id"]), delivery.id)
    await app.books.house.do("It is not sent again", asked, lambda said: "It will be sent again, beginning now.")


PERFORM = {"verify-webhook": verify, "rotate-secret": rotate, "replay": replay}
