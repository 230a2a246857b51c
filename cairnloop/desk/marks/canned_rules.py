"""What stands in a canned reply: words, and variables that become what is known of the conversation."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cairnloop.errors import Invalid

# {{customer.first_name}}, or {{customer.first_name|there}} with what stands there when nothing is known.
VARIABLE = re.compile(r"\{\{([^{}|]*)(?:\|([^{}]*))?\}\}")
VARIABLES = (
    "customer.name",
    "customer.first_name",
    "customer.email",
    "user.display_name",
    "account.company_name",
    "conversation.id",
)

Facts = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Rendered:
    """The reply for one conversation. `missing` are the variables about which nothing is known."""

    text: str
    missing: tuple[str, ...]


def render(template: str, facts: Facts) -> Rendered:
    """Every variable by its fact, or by what is to stand there without one. What a fact says is never read again."""
    missing: list[str] = []

    def fact(found: re.Match[str]) -> str:
        name, instead = found[1].strip(), found[2]
        value = facts.get(name)
        if value:
            return value
        if instead is None:
            missing.append(name)
            return ""
        return instead.strip()

    return Rendered(VARIABLE.sub(fact, template), tuple(dict.fromkeys(missing)))


def check(template: str) -> str:
    """The template itself. Raises Invalid that names the variables nobody knows."""
    if unknown := list(dict.fromkeys(_unknown(template))):
        said = (
            f"there is no variable {', '.join(f'{{{{{one}}}}}' for one in unknown)}; there are {', '.join(VARIABLES)}"
        )
        raise Invalid.field("content", said)
    return template


def _unknown(template: str) -> Iterator[str]:
    for found in VARIABLE.finditer(template):
        if found[1].strip() not in VARIABLES:
            yield found[1].strip()
    rest = VARIABLE.sub("", template)
    if "{{" in rest:
        yield rest[rest.index("{{") + 2 :].split("}")[0].strip()[:40]


def first_name(name: str | None) -> str | None:
    """How somebody is spoken to; of an address or a handle nothing."""
    words = (name or "").split()
    return words[0] if words and "@" not in words[0] else None
