"""What is done with users, invitations, and one's own sessions and keys."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cairnloop.tui.screens.choosing import Choice, Choose
from cairnloop.tui.screens.dialog import Ask, Confirm
from cairnloop.tui.screens.house_dialogs import Once, TypeName
from cairnloop.tui.state.book import Book
from cairnloop.tui.state.housing import shelf_of
from cairnloop.tui.state.things import Thing

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

ROLES = (
    Choice("member", "member", "answers customers and decides on drafts"),
    Choice("viewer", "viewer", "reads everything and changes nothing"),
    Choice("admin", "admin", "runs the house, too: people, inboxes, settings"),
)
SCOPES = (
    Choice("all", "all", "everything that your role may do"),
    Choice("read", "read", "reading, and nothing else"),
    Choice("write", "write", "the desk's daily work, not the house"),
)
LASTS = (
    Choice("90", "90 days", "usual"),
    Choice("30", "30 days", ""),
    Choice("365", "a year", ""),
    Choice("", "until it is revoked", "somebody has to think of it"),
)


def _row(app: "ConsoleApp") -> Thing:
    row = shelf_of(app.desk, Book.USERS).row
    assert row is not None  # the ground of every action here
    return row


async def change_role(app: "ConsoleApp") -> None:
    user = _row(app)
    now = str(user.wire["role"])
    choices = [one for one in ROLES if one.value != now]
    role = await app.ask(Choose(f"{user.name} is a {now}. What instead?", choices))
    if role is not None:
        asked = app.daemon.change_role(int(user.id), role)
        await app.books.house.do(f"{user.name} is still a {now}", asked, lambda said: f"{user.name} is now a {role}.")


async def switch(app: "ConsoleApp", on: bool) -> None:
    """Let somebody in again, or lock them out at once."""
    user = _row(app)
    if not on:
        words = f"Every session of {user.name} ends at once. What they did stays; D lets them in again."
        if await app.ask(Confirm(f"Lock {user.name} out?", words, yes="locks them out")) is None:
            return
    what = f"{user.name} was not let in" if on else f"{user.name} was not locked out"
    done = f"{user.name} may sign in again." if on else f"{user.name} is locked out."
    await app.books.house.do(what, app.daemon.set_user_disabled(int(user.id), not on), lambda said: done)


async def archive(app: "ConsoleApp") -> None:
    user = _row(app)
    words = (
        f"{user.name} is locked out at once and stands on no list any more. What they wrote and decided stays.",
        "D, in the list of those who left, takes them back.",
    )
    if await app.ask(TypeName(f"Has {user.name} left?", words, user.name)) is not None:
        asked = app.daemon.archive_user(int(user.id))
        await app.books.house.do(f"{user.name} was not archived", asked, lambda said: f"{user.name} is archived.")


async def sign_out(app: "ConsoleApp") -> None:
    user = _row(app)
    words = f"Every session of {user.name} ends at once; they sign in again with their password. API keys go on."
    if await app.ask(Confirm(f"Sign {user.name} out everywhere?", words, yes="signs them out")) is not None:
        asked = app.daemon.sign_user_out(int(user.id))
        await app.books.house.do(
            f"{user.name} was not signed out", asked, lambda said: f"{_many(said['ended'], 'session')} ended."
        )


async def reset_factor(app: "ConsoleApp") -> None:
    """For who lost their authenticator: until they set up another, their password alone lets them in."""
    user = _row(app)
    words = ("Until they set up another one, the password alone lets them in. Be sure that it is they who ask.",)
    if await app.ask(TypeName(f"Take away the second factor of {user.name}?", words, user.name)) is not None:
        asked = app.daemon.reset_totp(int(user.id))
        done = f"{user.name} has no second factor any more."
        await app.books.house.do("The second factor is still on", asked, lambda said: done)


async def invite(app: "ConsoleApp") -> None:
    email = await app.ask(Ask("Invite somebody", hint="their e-mail, or nothing: then it is for whoever has the link"))
    if email is None:
        return
    role = await app.ask(Choose(f"As what does {email or 'whoever has the link'} come?", ROLES))
    if role is not None:
        await _invite(app, email or None, role)


async def _invite(app: "ConsoleApp", email: str | None, role: str, *, instead_of: str | None = None) -> None:
    """The link is shown once the one it takes the place of has ended."""

    async def show(said: Any) -> None:
        if instead_of is not None:
            ended = app.daemon.revoke_invitation(instead_of)
            await app.books.house.do("The old link still works", ended, lambda said: "The old link works no more.")
        words = (
            f"For {email or 'whoever has it'}, as {role}; it works once, until {str(said['expires_at'])[:10]}.",
            "Hand it over by a way that you trust.",
        )
        link = str(said["link"])
        await app.ask(Once("The link to this seat", link, words, lambda: app.signals.copy("The link", link)))

    await app.books.house.do(
        "Nobody was invited", app.daemon.invite(email, role), lambda said: "The seat is kept.", then=show
    )


async def revoke_invitation(app: "ConsoleApp") -> None:
    invited = _row(app)
    words = f"The link for {invited.name} works no more."
    if await app.ask(Confirm("Take this invitation back?", words, yes="takes it back")) is not None:
        asked = app.daemon.revoke_invitation(invited.id)
        await app.books.house.do("The link still works", asked, lambda said: words)


async def new_link(app: "ConsoleApp") -> None:
    """A link is shown once and kept nowhere, so who lost it needs another; the old one ends when that is there."""
    invited = _row(app)
    words = f"The link that was made for {invited.name} works no more, and another is shown."
    if await app.ask(Confirm("Make another link?", words, yes="makes one")) is None:
        return
    email = invited.wire.get("email")
    await _invite(app, None if email is None else str(email), str(invited.wire["role"]), instead_of=invited.id)


async def end_session(app: "ConsoleApp") -> None:
    session = _row(app)
    words = f"{session.name} at {session.about} is signed out at once."
    if session.wire.get("current"):
        words += " It is this one: the console will say that it is signed out."
    if await app.ask(Confirm("End this session?", words, yes="ends it")) is not None:
        asked = app.daemon.revoke_session(session.id)
        await app.books.house.do("It goes on", asked, lambda said: "The session is ended.")


async def new_key(app: "ConsoleApp") -> None:
    label = await app.ask(Ask("A new API key", hint="what it is for, such as “backup script”", may_be_empty=False))
    if label is None:
        return
    scope = await app.ask(Choose("What may it do?", SCOPES))
    if scope is None:
        return
    days = await app.ask(Choose("How long does it work?", LASTS))
    if days is None:
        return
    ends = (app.now() + timedelta(days=int(days))).isoformat() if days else None

    async def show(said: Any) -> None:
        value, words = str(said["value"]), (f"The key “{label}”. It acts as you do, as far as “{scope}” goes.",)
        await app.ask(Once("Your new key", value, words, lambda: app.signals.copy("The key", value)))

    asked = app.daemon.create_key(label, scopes=[scope], expires_at=ends)
    await app.books.house.do("No key was made", asked, lambda said: f"The key “{label}” is made.", then=show)


async def revoke_key(app: "ConsoleApp") -> None:
    key = _row(app)
    words = "What uses it stops working at once; it cannot be taken back."
    if await app.ask(TypeName(f"Revoke the key “{key.name}”?", (words,), key.name)) is not None:
        asked = app.daemon.revoke_key(key.id)
        await app.books.house.do("The key still works", asked, lambda said: f"The key “{key.name}” works no more.")


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


PERFORM = {
    "change-role": change_role,
    "archive-user": archive,
    "sign-out-user": sign_out,
    "reset-factor": reset_factor,
    "new-link": new_link,
}
