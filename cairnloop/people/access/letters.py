"""What is written to people about getting in: invitations, links for a new password, and is this your address."""

from cairnloop.mail.letters import Correspondent, Letter, Link, Small, Typed, Words
from cairnloop.people.access import links
from cairnloop.people.access.links import Purpose
from cairnloop.people.tables import User

IGNORE = "If you did not ask for this, do nothing: nothing changes. The link works once."


def to_user(user: User) -> Correspondent:
    return Correspondent(user.email, user.display_name or user.full_name or "")


def invitation(to: str, link: str, *, team: str, role: str, by: Correspondent) -> Letter:
    """From whoever invites: what is answered reaches them."""
    who = by.name or by.address
    return Letter(
        to=Correspondent(to),
        subject=f"{who} invites you to the support desk of {team}",
        blocks=(
            Words(f"{who} ({by.address}) keeps a seat for you at the support desk of {team}, as {role}."),
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
