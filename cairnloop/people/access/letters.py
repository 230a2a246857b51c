"""What is written to people about getting in: invitations, links, is this your address, and what has changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cairnloop.mail.letters import NAME_LENGTH, Correspondent, Letter, Link, Small, Typed, Words, one_line
from cairnloop.people.access import links
from cairnloop.people.access.links import Purpose
from cairnloop.people.events import Access
from cairnloop.people.tables import User

CHANGED = {
    Access.PASSWORD_CHANGED: "Your password was changed",
    Access.PASSWORD_RESET: "Your password was set anew by a link",
    Access.SECOND_FACTOR_OFF: "Your second factor was turned off",
    Access.KEY_MADE: "An API key was made in your name",
}
MAIL_READ = "Whoever it was had the link: make sure first that nobody else reads your mail."
LOCKED_OUT = "An admin of your account signs you out everywhere, and sends you a link for a new password:"
STILL_IN = "Change your password, which ends your other sessions:"
IGNORE = "If you did not ask for this, do nothing: nothing changes. The link works once."


def to_user(user: User) -> Correspondent:
    return Correspondent(user.email, user.display_name or user.full_name or "")


def invitation(to: str, link: str, *, team: str, role: str, by: Correspondent) -> Letter:
    """From whoever invites: what is answered reaches them."""
    who = by.name or by.address
    in_full = f"{by.name} ({by.address})" if by.name else by.address
    return Letter(
        to=Correspondent(to),
        subject=f"{who} invites you to the support desk of {team}",
        blocks=(
            Words(f"{in_full} keeps a seat for you at the support desk of {team}, as {role}."),
            Words("Take it within three days, in a browser:"),
            Link(link),
            Words("or where Cairnloop is installed:"),
            Typed(f"cairnloop join '{link}' --email {to}"),
            Small("The link is for one person; do not pass it on. If you do not know who this is, do nothing."),
        ),
        reply_to=by,
    )


def reset(user: User, token: str, public_url: str) -> Letter:
    link = links.address(public_url, Purpose.RESET, token)
    return Letter(
        to=to_user(user),
        subject="A new password for your support desk",
        blocks=(
            Words("Somebody, we hope you, asked for a new password. Within an hour, set it in a browser:"),
            Link(link),
            Words("or where Cairnloop is installed:"),
            Typed(f"cairnloop password --link '{link}'"),
            Words("You are signed out everywhere then; API keys go on working."),
            Small(IGNORE),
        ),
    )


def verification(user: User, token: str, public_url: str) -> Letter:
    link = links.address(public_url, Purpose.VERIFY, token)
    return Letter(
        to=to_user(user),
        subject="Is this your address?",
        blocks=(
            Words(
                "An account was opened at a support desk with this address. Within three days, say that it is yours:"
            ),
            Link(link),
            Small(IGNORE),
        ),
    )


def access_changed(user: User, told: Mapping[str, Any], team: str, home: str) -> Letter:
    """What, when, from where, by whom if it was somebody else, and what to do. `told` is what the job holds."""
    what, key = Access(told["what"]), told["key_id"]
    # Whoever did it chose some of these words: they get one line, and say nothing but themselves.
    label, by, address = (one_line(told[name] or "", NAME_LENGTH) for name in ("key_label", "by", "address"))
    said = f"{CHANGED[what]}: {datetime.fromisoformat(told['at']):%Y-%m-%d %H:%M} UTC"
    said += f", from {address}" if address else ""
    said += f", by {by}" if by else ""
    called = (Words(f"It is called: {label}"),) if key else ()
    return Letter(
        to=to_user(user),
        subject=CHANGED[what],
        blocks=(
            Words(f"At the support desk of {one_line(team, NAME_LENGTH)} ({home})."),
            Words(f"{said}."),
            *called,
            Words("If you know of it, there is nothing to do. If you do not, somebody else gets in as you."),
            *_what_to_do(user, what, key),
            Small("The house always tells of this. Nobody reads what is answered to this mail."),
        ),
    )


def _what_to_do(user: User, what: Access, key: str | None) -> tuple[Words | Typed, ...]:
    """Those whose password is another one now cannot help themselves."""
    if what in (Access.PASSWORD_CHANGED, Access.PASSWORD_RESET):
        return (
            *((Words(MAIL_READ),) if what is Access.PASSWORD_RESET else ()),
            Words(LOCKED_OUT),
            Typed(f"cairnloop users sign-out {user.id}"),
            Typed(f"cairnloop users reset-password {user.email}"),
            Words("Then look at your keys:"),
            Typed("cairnloop keys list"),
        )
    first = "cairnloop totp on" if key is None else f"cairnloop keys revoke {key}"
    return Words("Undo it:"), Typed(first), Words(STILL_IN), Typed("cairnloop password")
