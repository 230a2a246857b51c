"""One mail, sent by the settings as they are now: does mail work here."""

from pathlib import Path

from cairnloop.config import Settings
from cairnloop.errors import Invalid
from cairnloop.kernel.clock import SystemClock, random_id
from cairnloop.mail.letters import Correspondent, Letter, Small, Words
from cairnloop.mail.postman import Postman
from cairnloop.people.users import check_email


async def send_one(settings: Settings, config: Path | None, to: str) -> str:
    """Returns its Message-ID. Raises ConfigError when mail is off, Invalid, Undeliverable and NoAnswer."""
    try:
        to = check_email(to)
    except Invalid as error:
        raise Invalid.field("ADDRESS", error.errors["email"][0]) from error
    key = str(random_id())
    letter = Letter(
        to=Correspondent(to),
        subject="Mail works",
        blocks=(
            Words("This house can send mail. It was asked to by `cairnloop mail test`."),
            Small(f"The settings are those of {config or 'its defaults and variables'}."),
        ),
    )
    await Postman(settings.mail, SystemClock()).send(letter, key)
    return f"<{key}@{settings.mail.from_address.rpartition('@')[2]}>"
