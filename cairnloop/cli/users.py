"""`users`: who works the desk."""

from typing import Annotated, Any, Literal

import typer

from cairnloop.cli import options
from cairnloop.cli.asking import Asking, asks
from cairnloop.cli.colleagues import colleagues, number_of, user_number
from cairnloop.cli.colleagues import user as named
from cairnloop.cli.completing import invitation_ids, people, user_numbers
from cairnloop.cli.exits import Exit, Usage
from cairnloop.cli.house import given_password
from cairnloop.cli.output import Columns, fields, say
from cairnloop.cli.reading import Target, targets

app = options.group(
    "Who works the desk, and what they may do.",
    "cairnloop users add lin@acme.example --name 'Lin Osei'",
    "cairnloop users role 3 viewer",
)

Number = Annotated[str, typer.Argument(metavar="USER", autocompletion=user_numbers, help="Their number, or e-mail.")]
Numbers = Annotated[
    list[str],
    typer.Argument(metavar="USER", autocompletion=user_numbers, help="Numbers or e-mails; - reads them from stdin."),
]
Role = Literal["admin", "member", "viewer"]
Switch = Literal["on", "off"]
MAILED = {
    "email_alert_on_new_message": "messages",
    "email_alert_on_new_conversation": "conversations",
    "email_alert_on_mention": "mentions",
    "email_alert_on_reminder": "reminders",
    "email_only_when_away": "only when away",
}
COLUMNS: Columns = {
    "id": lambda row: row["id"],
    "email": lambda row: row["email"],
    "role": lambda row: row["role"],
    "name": lambda row: row["display_name"] or row["full_name"],
    "disabled": lambda row: row["disabled_at"],
}
LEFT: Columns = {"archived": lambda row: row["archived_at"]}
INVITED: Columns = {
    "id": lambda row: row["id"],
    "email": lambda row: row["email"],
    "role": lambda row: row["role"],
    "status": lambda row: row["status"],
    "expires": lambda row: row["expires_at"],
}


@asks(app, "list", "cairnloop users list", "cairnloop users list --archived", listing=True)
async def list_(
    it: Asking, archived: Annotated[bool, typer.Option("--archived", help="Also those who left, and when.")] = False
) -> None:
    """List the users of the account."""
    rows = [user async for user in colleagues(it.client, archived=archived)]
    it.out.listing({**COLUMNS, **LEFT} if archived else COLUMNS, rows, empty="There are no users.")


@asks(
    app,
    "add",
    "cairnloop users add lin@acme.example --name 'Lin Osei'",
    "echo $SECRET | cairnloop users add bot@acme.example --role viewer --password -",
)
async def add(
    it: Asking,
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="How they sign in.")],
    role: Annotated[Role, typer.Option("--role", metavar="ROLE", help="admin, member or viewer.")] = "member",
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="What colleagues call them.")] = None,
    password: Annotated[
        str | None, typer.Option("--password", metavar="P", help="At least 8 characters; - reads a line of stdin.")
    ] = None,
) -> None:
    """Give somebody a seat at the desk."""
    user = await it.client.add_user(email, given_password(password, twice=True), role, name)
    it.out.thing(user, fields({"user": user["id"], "email": user["email"], "role": user["role"]}))


@asks(app, "role", "cairnloop users role 3 viewer")
async def role(
    it: Asking,
    user: Number,
    role: Annotated[Role, typer.Argument(metavar="ROLE", help="admin, member or viewer.")],
) -> None:
    """Change what somebody may do."""
    changed = await it.client.change_role(await user_number(it.client, user), role)
    it.out.thing(changed, fields({"user": changed["id"], "email": changed["email"], "role": changed["role"]}))


@asks(app, "disable", "cairnloop users disable 3")
async def disable(it: Asking, users: Numbers) -> Exit:
    """Lock somebody out at once: sessions end, keys stop working."""
    return await _set(it, users, True)


@asks(app, "enable", "cairnloop users enable 3")
async def enable(it: Asking, users: Numbers) -> Exit:
    """Let somebody in again."""
    return await _set(it, users, False)


@asks(app, "archive", "cairnloop users archive 3")
async def archive(it: Asking, users: Numbers) -> Exit:
    """Somebody left: locked out at once and on no list; what they wrote stays. `enable` takes them back."""

    async def act(target: Target) -> Any:
        return await it.client.archive_user(await user_number(it.client, target.id))

    return await it.each(targets(users, named), act, "archived")


@asks(app, "sign-out", "cairnloop users sign-out 3")
async def sign_out(it: Asking, user: Number) -> None:
    """End every session of somebody, wherever it is; their API keys go on working."""
    ended = await it.client.sign_user_out(await user_number(it.client, user))
    it.out.thing(ended, fields({"sessions ended": ended["ended"]}))


@asks(app, "totp-reset", "cairnloop users totp-reset lin@acme.example")
async def totp_reset(
    it: Asking,
    who: Annotated[str, typer.Argument(metavar="WHO", autocompletion=people, help="An e-mail, or a number.")],
) -> None:
    """Turn off the second factor of somebody who lost it: their password alone lets them in."""
    user = await number_of(it.client, who, "WHO")
    if user is None:
        raise Usage("WHO: nobody has no second factor")
    reset = await it.client.reset_totp(user)
    it.out.thing(reset, fields({"user": reset["id"], "email": reset["email"], "second factor": "off"}))


@asks(app, "reset-password", "cairnloop users reset-password lin@acme.example")
async def reset_password(
    it: Asking,
    who: Annotated[str, typer.Argument(metavar="WHO", autocompletion=people, help="An e-mail, or a number.")],
) -> None:
    """Help somebody in who lost their password: they are mailed a link, or you are shown it where mail is off."""
    user = await number_of(it.client, who, "WHO")
    if user is None:
        raise Usage("WHO: nobody has no password")
    made = await it.client.password_link(user)
    it.out.thing(made, fields({"mailed": "yes" if made["mailed"] else "no", "link": made["link"]}))
    say(made["note"])


@asks(
    app,
    "settings",
    "cairnloop users settings",
    "cairnloop users settings --messages on --only-when-away on",
)
async def settings(
    it: Asking,
    messages: Annotated[Switch | None, typer.Option("--messages", help="Of everything customers write.")] = None,
    conversations: Annotated[Switch | None, typer.Option("--conversations", help="Of new conversations.")] = None,
    mentions: Annotated[Switch | None, typer.Option("--mentions", help="When a colleague asks for your eye.")] = None,
    reminders: Annotated[Switch | None, typer.Option("--reminders", help="Of what nobody answers.")] = None,
    only_when_away: Annotated[
        Switch | None, typer.Option("--only-when-away", help="Nothing while you are at the desk.")
    ] = None,
) -> None:
    """Say what you want to be told by mail; without options, show it."""
    given = {
        "email_alert_on_new_message": messages,
        "email_alert_on_new_conversation": conversations,
        "email_alert_on_mention": mentions,
        "email_alert_on_reminder": reminders,
        "email_only_when_away": only_when_away,
    }
    said = {name: switch == "on" for name, switch in given.items() if switch is not None}
    found = await it.client.change_user_settings(said) if said else await it.client.user_settings()
    on: dict[str, Any] = {**found}
    it.out.thing(found, fields({MAILED[name]: "on" if on[name] else "off" for name in given}))


@asks(app, "invite", "cairnloop users invite lin@acme.example --role member")
async def invite(
    it: Asking,
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="Who may take the seat.")],
    role: Annotated[Role, typer.Option("--role", metavar="ROLE", help="admin, member or viewer.")] = "member",
    mail: Annotated[bool, typer.Option("--mail", help="Write to them, too.")] = False,
) -> None:
    """Make a link with which somebody takes a seat within three days. It is shown this once; hand it over."""
    mailed = await it.client.mail_invitation(email, role) if mail else None
    made = mailed or await it.client.invite(email, role)
    shown = {name: made[name] for name in ("id", "email", "role", "expires_at", "link")}
    it.out.thing(made, fields(shown))
    if mailed is not None:
        say(mailed["note"])


@asks(app, "invitations", "cairnloop users invitations", listing=True)
async def invitations(it: Asking, limit: options.Limit = 50, after: options.After = None) -> None:
    """List invitations, the newest first; their links are never shown again."""
    rows, following = await it.pages(lambda limit, after: it.client.invitations(limit=limit, after=after), limit, after)
    it.out.listing(INVITED, rows, empty="Nobody was invited.", next=following)


@asks(app, "uninvite", "cairnloop users uninvite ID")
async def uninvite(
    it: Asking,
    ids: Annotated[
        list[str],
        typer.Argument(metavar="ID", autocompletion=invitation_ids, help="Invitations; - reads them from stdin."),
    ],
) -> Exit:
    """Make the links of invitations stop working."""

    async def act(target: Target) -> Any:
        return await it.client.revoke_invitation(target.id)

    return await it.each(targets(ids), act, "revoked")


async def _set(it: Asking, users: list[str], disabled: bool) -> Exit:
    async def act(target: Target) -> Any:
        number = await user_number(it.client, target.id, archived=not disabled)
        return await it.client.set_user_disabled(number, disabled)

    return await it.each(targets(users, named), act, "disabled" if disabled else "enabled")
