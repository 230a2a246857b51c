"""What is done with inboxes: opened, set, staffed, given up."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cairnloop.tui.performing.papers import fill_in
from cairnloop.tui.screens.choosing import Choice, Choose
from cairnloop.tui.screens.dialog import Ask, Confirm
from cairnloop.tui.screens.house_dialogs import TypeName
from cairnloop.tui.state.book import Book
from cairnloop.tui.state.house_papers import context_paper, entrance_paper, hours_paper, inbox_paper, widget_paper
from cairnloop.tui.state.housing import shelf_of
from cairnloop.tui.state.things import Thing

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

POLICIES = (
    Choice("allow", "allow", "drafts with enough evidence go out by themselves"),
    Choice("require_approval", "require_approval", "a person decides on every draft"),
    Choice("draft_only", "draft_only", "drafts are shown; a person writes"),
    Choice("deny", "deny", "no drafts are made"),
)


def _row(app: "ConsoleApp") -> Thing:
    row = shelf_of(app.desk, Book.INBOXES).row
    assert row is not None  # the ground of every action here
    return row


def _known(app: "ConsoleApp", what: str) -> Any:
    """What was read beside the list; the grounds wait for it."""
    return shelf_of(app.desk, Book.INBOXES).known(_row(app))[what]


async def new(app: "ConsoleApp") -> None:
    name = await app.ask(Ask("A new inbox", hint="what it is called, such as “Billing”", may_be_empty=False))
    if name is None:
        return
    seen = (Choice("", "everybody", "all who work here see it"), Choice("private", "its members", "and admins"))
    private = await app.ask(Choose(f"Who sees “{name}”?", seen))
    if private is not None:
        asked = app.daemon.create_inbox({"name": name, "is_private": bool(private)})
        await app.books.house.do("No inbox was opened", asked, lambda said: f"“{name}” is open.")


async def edit(app: "ConsoleApp") -> None:
    inbox = _row(app)

    async def save(changed: Mapping[str, Any]) -> None:
        await app.daemon.change_inbox(inbox.id, {**changed, "seen": inbox.wire["version"]})

    await fill_in(app, inbox_paper(inbox), "inbox", save, f"“{inbox.name}” is changed.")


async def edit_widget(app: "ConsoleApp") -> None:
    inbox, widget = _row(app), _known(app, "widget")

    async def save(changed: Mapping[str, Any]) -> None:
        await app.daemon.change_widget(changed, inbox.id, seen=widget["version"])

    company = app.desk.me.account if app.desk.me is not None else ""
    paper = widget_paper(inbox, widget, company)
    await fill_in(app, paper, "widget", save, "The widget is changed; pages show it when they are next opened.")


async def edit_context(app: "ConsoleApp") -> None:
    inbox, context = _row(app), _known(app, "context")
    paper = context_paper(inbox.id, inbox.name, context)
    # What it had from the account becomes its own with the first change, and stays.
    own = {} if context["inbox_id"] else {line.name: context.get(line.name) for line in paper.lines}
    seen = context["version"] if context["inbox_id"] else 0

    async def save(changed: Mapping[str, Any]) -> None:
        await app.daemon.put_business_context({**own, **changed}, inbox.id, seen=seen)

    await fill_in(app, paper, "context", save, "Drafts from now on know it.")


async def edit_hours(app: "ConsoleApp") -> None:
    inbox, hours = _row(app), _known(app, "hours")
    # What it had from the account becomes its own with the first change, and stays.
    own = {name: hours[name] for name in ("working_hours", "holidays") if hours["inherited"]}
    seen = hours["version"]

    async def save(changed: Mapping[str, Any]) -> None:
        await app.daemon.set_hours({**own, **changed, "seen": seen}, inbox.id)

    paper = hours_paper(inbox.id, inbox.name, hours)
    await fill_in(app, paper, "hours", save, f"“{inbox.name}” has these hours.")


async def edit_entrance(app: "ConsoleApp") -> None:
    inbox = _row(app)

    async def save(changed: Mapping[str, Any]) -> None:
        await app.daemon.change_entrance(
            inbox.id, enforce_identity=changed.get("enforce_identity"), allowed_origins=changed.get("allowed_origins")
        )

    paper = entrance_paper(inbox, _known(app, "entrance"))
    await fill_in(app, paper, "entrance", save, f"“{inbox.name}” lets in whom you said.")


async def add_member(app: "ConsoleApp") -> None:
    inbox = _row(app)
    known = {int(one["user_id"]) for one in _known(app, "members")}
    choices = [
        Choice(str(one.user_id), one.name, f"{one.role} · {one.email}")
        for one in app.desk.colleagues
        if one.active and one.user_id not in known
    ]
    user = await app.ask(Choose(f"Who works in “{inbox.name}”, too?", choices))
    if user is None:
        return
    name = next(one.title for one in choices if one.value == user)
    asked = app.daemon.put_inbox_member(inbox.id, int(user), "member")
    await app.books.house.do("Nobody was added", asked, lambda said: f"{name} works in “{inbox.name}” now.")


async def remove_member(app: "ConsoleApp") -> None:
    inbox = _row(app)
    choices = [
        Choice(str(one["user_id"]), one["user"].get("display_name") or one["user"]["email"], one["user"]["email"])
        for one in _known(app, "members")
    ]
    user = await app.ask(Choose(f"Who works no longer in “{inbox.name}”?", choices))
    if user is None:
        return
    name = next(one.title for one in choices if one.value == user)
    words = f"{name} is handed no conversations of “{inbox.name}” any more."
    if inbox.wire.get("is_private"):
        words += " It is private: unless they are an admin, they do not see it any more."
    if await app.ask(Confirm(f"Take {name} out?", words, yes="takes them out")) is not None:
        asked = app.daemon.remove_inbox_member(inbox.id, int(user))
        await app.books.house.do(f"{name} is still there", asked, lambda said: words)


async def make_primary(app: "ConsoleApp") -> None:
    inbox = _row(app)
    words = f"What names no inbox then lands in “{inbox.name}”, from the next conversation on."
    if await app.ask(Confirm(f"Make “{inbox.name}” the primary inbox?", words, yes="makes it so")) is not None:
        asked = app.daemon.change_inbox(inbox.id, {"is_primary": True})
        await app.books.house.do("The primary inbox is as it was", asked, lambda said: f"“{inbox.name}” is primary.")


async def policy(app: "ConsoleApp") -> None:
    inbox = _row(app)
    now = inbox.wire["draft_policy"]
    choices = [one for one in POLICIES if one.value != now]
    chosen = await app.ask(Choose(f"Drafts in “{inbox.name}”: {now}. What instead?", choices))
    if chosen is not None:
        asked = app.daemon.change_inbox(inbox.id, {"draft_policy": chosen})
        done = f"“{inbox.name}”: {chosen}, for drafts from now on."
        await app.books.house.do("The policy is as it was", asked, lambda said: done)


async def remove(app: "ConsoleApp") -> None:
    """Its conversations go on elsewhere, if there are any."""
    inbox = _row(app)
    others = [one for one in shelf_of(app.desk, Book.INBOXES).paged.all_rows if one.id != inbox.id]
    choices = [Choice(one.id, one.name, "primary" if one.wire["is_primary"] else "") for one in others]
    to = await app.ask(Choose(f"Where do the conversations of “{inbox.name}” go on?", choices))
    if to is None:
        return
    name = next(one.title for one in choices if one.value == to)
    words = (f"Its conversations move to “{name}”. Its hours, widget, members and context are gone for good.",)
    if await app.ask(TypeName(f"Give up “{inbox.name}”?", words, inbox.name)) is not None:
        asked = app.daemon.remove_inbox(inbox.id, move_to=to)
        await app.books.house.do("It is still there", asked, lambda said: f"“{inbox.name}” is given up.")


PERFORM = {
    "edit-widget": edit_widget,
    "edit-context": edit_context,
    "edit-hours": edit_hours,
    "edit-entrance": edit_entrance,
    "add-member": add_member,
    "remove-member": remove_member,
    "make-primary": make_primary,
    "inbox-policy": policy,
}
