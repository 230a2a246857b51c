"""Who the desk speaks for: the business context, read from either shape clients send."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cairnloop.errors import Invalid

NAME_CAP, DESCRIPTION_CAP, INSTRUCTIONS_CAP = 255, 2000, 5000
ENTRY_CAP, ENTRIES_CAP = 1000, 100


@dataclass(frozen=True, slots=True)
class Offering:
    """One service the business sells, as a customer would hear of it."""

    name: str
    description: str = ""
    price: str = ""

    def line(self) -> str:
        said = f"{self.name}: {self.description}" if self.description else self.name
        return f"{said} ({self.price})" if self.price else said


@dataclass(frozen=True, slots=True)
class Faq:
    """One question the business answers itself."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class BusinessContext:
    """What an administrator wrote about the business; trusted text, unlike anything a customer writes."""

    name: str
    description: str = ""
    instructions: str = ""
    services: tuple[Offering, ...] = ()
    faqs: tuple[Faq, ...] = ()
    scheduling_link: str | None = None

    def texts(self) -> tuple[str, ...]:
        """Every text in it, for whoever asks which links the business itself has published."""
        return (
            self.description,
            self.instructions,
            *(service.line() for service in self.services),
            *(f"{faq.question}\n{faq.answer}" for faq in self.faqs),
        )


def read_business(raw: Mapping[str, object]) -> BusinessContext:
    """Read a `business_context` body; lists and maps of services and faqs are both understood.

    `business_name`, `business_description` and `additional_context` may also be called `name`, `description` and
    `instructions`. Raises Invalid naming the field.
    """
    link = _text(raw, ("scheduling_link",), 2000)
    if link and not re.fullmatch(r"https?://[^\s/]\S*", link):
        raise Invalid.field("scheduling_link", "must begin with http:// or https://")
    name = _text(raw, ("business_name", "name"), NAME_CAP)
    if not name:
        raise Invalid.field("business_name", "can't be blank")
    extra = [_text(raw, (key,), INSTRUCTIONS_CAP) for key in ("instructions", "additional_context")]
    return BusinessContext(
        name=name,
        description=_text(raw, ("business_description", "description"), DESCRIPTION_CAP),
        instructions="\n\n".join(dict.fromkeys(text for text in extra if text)),
        services=tuple(_service(entry) for entry in _entries(raw, "services", ("name", "description"))),
        faqs=tuple(_faq(entry) for entry in _entries(raw, "faqs", ("question", "answer"))),
        scheduling_link=link or None,
    )


def _text(raw: Mapping[str, object], keys: Sequence[str], cap: int) -> str:
    for key in keys:
        value = raw.get(key)
        if value is None:
            continue
        if not isinstance(value, str):
            raise Invalid.field(key, "must be text")
        if len(value.strip()) > cap:
            raise Invalid.field(key, f"should be at most {cap} character(s)")
        if value.strip():
            return value.strip()
    return ""


def _entries(raw: Mapping[str, object], field: str, names: tuple[str, str]) -> Iterator[dict[str, str]]:
    value = raw.get(field)
    if value is None:
        return
    if not isinstance(value, Mapping | list | tuple):
        raise Invalid.field(field, "must be a list or a map")
    if len(value) > ENTRIES_CAP:
        raise Invalid.field(field, f"should have at most {ENTRIES_CAP} item(s)")
    if isinstance(value, Mapping):
        for key, entry in value.items():
            # A map's key is the name, unless its entry carries one ({"0": {"name": ...}}) or is only a position.
            named = {names[0]: str(key)} if not str(key).isdigit() else {}
            yield named | _entry(field, entry, names[1] if named else names[0])
    else:
        for entry in value:
            yield _entry(field, entry, names[0])


def _entry(field: str, entry: object, bare: str) -> dict[str, str]:
    """One entry as text by field; an entry that is only a text stands for its `bare` field."""
    if not isinstance(entry, Mapping):
        entry = {bare: entry}
    said = {}
    for key, value in entry.items():
        if value is None:
            continue
        if not isinstance(value, str | int | float):
            raise Invalid.field(field, f"'{key}' must be text")
        text = str(value).strip()
        if len(text) > ENTRY_CAP:
            raise Invalid.field(field, f"'{key}' should be at most {ENTRY_CAP} character(s)")
        said[str(key)] = text
    return said


def _service(entry: Mapping[str, str]) -> Offering:
    name = entry.get("name") or entry.get("title") or ""
    if not name:
        raise Invalid.field("services", "every service needs a name")
    return Offering(name, entry.get("description", ""), entry.get("price", ""))


def _faq(entry: Mapping[str, str]) -> Faq:
    question, answer = entry.get("question") or entry.get("q") or "", entry.get("answer") or entry.get("a") or ""
    if not question or not answer:
        raise Invalid.field("faqs", "every entry needs a question and an answer")
    return Faq(question, answer)
