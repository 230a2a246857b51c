"""The customers, companies, finds and kept sections of the desk in memory, answered as the daemon does."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from cairnloop.client import Refused
from cairnloop.client.calls import Page
from cairnloop.wire.excerpts import END, START
from cairnloop.wire.query import parse
from tests.tui.trailmark import LIN, SAM, USERS, ago, naive, zulu

Wire = dict[str, Any]

COMPANIES = [("Northridge Hikers", "Hiking", "https://northridge.example"), ("Summit Walkers", None, None)]
NOTES = [(LIN, "Prefers to be called in the morning.\nHer board decides."), (SAM, "Pays by invoice.")]


def firm(number: int) -> str:
    """The id of a company."""
    return f"00000000-0000-4000-8000-00000000000{number}"


class People:
    """The part of the desk in memory that is about who writes. A search finds plain words in messages only."""

    calls: list[tuple[Any, ...]]
    fails: dict[str, list[Exception]]
    people: dict[str, Wire]
    rows: dict[str, Wire]
    messages: dict[str, list[Wire]]

    def fill_people(self, *, filled: bool) -> None:
        self.kept: list[Wire] = []
        self.fresh: dict[str, int] = {}
        self.firms: dict[str, Wire] = {}
        self.noted: dict[str, Wire] = {}
        self.pinned: dict[str, list[str]] = {"p0": ["t0"]} if filled else {}
        self.happened: list[Wire] = []
        for number, (name, trade, site) in enumerate(COMPANIES if filled else []):
            words = {"name": name, "industry": trade, "website_url": site}
            self.firms[firm(number)] = self._firm(firm(number), words)
        for number, (author, body) in enumerate(NOTES if filled else []):
            self.noted[f"n{number}"] = self._note(f"n{number}", "p0", author, body, 60 * (number + 1))
        if filled:
            self.people["p0"]["company_id"] = firm(0)

    def _called(self, name: str, *args: Any) -> None:
        raise NotImplementedError

    def _row(self, id: str) -> Wire:
        raise NotImplementedError

    def tags_there(self) -> dict[str, Wire]:
        raise NotImplementedError

    def say(self, event: str, payload: Wire) -> None:
        raise NotImplementedError

    def _firm(self, id: str, words: Wire) -> Wire:
        empty = dict.fromkeys(("description", "external_id", "website_url", "industry", "logo_image_url", "metadata"))
        return {"id": id, "object": "company", "updated_at": naive(ago(days=2)), **empty, **words}

    def _note(self, id: str, customer_id: str, author: int, body: str, minutes: float = 0) -> Wire:
        who = next(one for one in USERS if one["id"] == author)
        at = naive(ago(minutes=minutes))
        return {
            "id": id,
            "customer_id": customer_id,
            "author_id": author,
            "author": who,
            "body": body,
            "created_at": at,
        }

    def _person(self, customer_id: str) -> Wire:
        found = self.people.get(customer_id)
        if found is None:
            raise Refused(404, "not_found", "no such customer")
        return self.people[found["merged_into"]] if found.get("merged_into") else found

    def _expanded(self, person: Wire) -> Wire:
        tags = [self.tags_there()[one] for one in self.pinned.get(person["id"], [])]
        return {**person, "tags": tags, "company": self.firms.get(person["company_id"] or "")}

    async def customers(
        self, *, q: str | None = None, company_id: str | None = None, tag_id: str | None = None,
        expand: Sequence[str] = (), after: str | None = None, limit: int = 50,
    ) -> Any:  # fmt: skip
        self._called("customers", q, company_id, tag_id, after)
        found = [
            self._expanded(one) for one in self.people.values()
            if not one.get("merged_into")
            and (q is None or q.casefold() in f"{one['name']} {one['email']}".casefold())
            and company_id in (None, one["company_id"])
            and (tag_id is None or tag_id in self.pinned.get(one["id"], []))
        ]  # fmt: skip
        start = int(after or 0)
        return Page(found[start : start + limit], str(start + limit) if len(found) > start + limit else None)

    async def customers_csv(self, **wanted: Any) -> AsyncIterator[bytes]:
        self._called("customers_csv", {name: one for name, one in wanted.items() if one is not None})
        yield b"id,name\r\n"
        for person in self.people.values():
            yield f"{person['id']},{person['name']}\r\n".encode()

    async def customer(self, customer_id: str, *expand: str) -> Any:
        self._called("customer", customer_id)
        return self._expanded(self._person(customer_id))

    async def change_customer(self, customer_id: str, changes: Wire) -> Any:
        self._called("change_customer", customer_id, changes)
        person = self._person(customer_id)
        person.update(changes)
        person["title"] = person["name"] or person["email"] or "Anonymous User"
        return person

    async def timeline(self, customer_id: str, *, after: str | None = None, limit: int = 50) -> Any:
        self._called("timeline", customer_id, after)
        nothing = dict.fromkeys(("actor", "conversation_id", "note_id", "about"))
        steps = [
            {**nothing, "at": row["last_activity_at"], "kind": "conversation.started", "conversation_id": row["id"],
             "about": row["subject"] or row["preview"]}
            for row in self.rows.values() if row["customer_id"] == customer_id
        ]  # fmt: skip
        steps += [
            {**nothing, "at": f"{one['created_at']}Z", "kind": "note.written", "actor": one["author"]["display_name"],
             "note_id": one["id"], "about": one["body"]}
            for one in self.noted.values() if one["customer_id"] == customer_id
        ]  # fmt: skip
        steps += [{**nothing, "at": zulu(ago(days=3)), "kind": "customer.tagged", "actor": "Lin", "about": "VIP"}]
        return Page(sorted(steps, key=lambda one: one["at"], reverse=True), None)

    async def duplicates(self, customer_id: str) -> Any:
        self._called("duplicates", customer_id)
        mail = self._person(customer_id)["email"]
        same = [one for one in self.people.values() if one["email"] == mail and one["id"] != customer_id]
        return [{"customer": one, "same": ["email"]} for one in same]

    async def merge_customer(self, customer_id: str, into: str) -> Any:
        self._called("merge_customer", customer_id, into)
        self.people[customer_id]["merged_into"] = into
        for row in self.rows.values():
            row["customer_id"] = into if row["customer_id"] == customer_id else row["customer_id"]
        return self.people[into]

    async def export_customer(self, customer_id: str, *, private: bool = False) -> Wire:
        self._called("export_customer", customer_id, private)
        return {"customer": self._person(customer_id), "conversations": []}

    async def erase_customer(self, customer_id: str) -> Any:
        self._called("erase_customer", customer_id)
        del self.people[customer_id]
        for id in [one for one, row in self.rows.items() if row["customer_id"] == customer_id]:
            del self.rows[id]
        return {"id": customer_id, "object": "customer", "erasing": True}

    async def tag_customer(self, customer_id: str, tag_id: str) -> Any:
        self._called("tag_customer", customer_id, tag_id)
        self.pinned.setdefault(customer_id, []).append(tag_id)

    async def untag_customer(self, customer_id: str, tag_id: str) -> Any:
        self._called("untag_customer", customer_id, tag_id)
        self.pinned[customer_id].remove(tag_id)

    async def notes(self, customer_id: str, *, after: str | None = None, limit: int = 50) -> Any:
        self._called("notes", customer_id)
        found = [one for one in self.noted.values() if one["customer_id"] == customer_id]
        return Page(sorted(found, key=lambda one: one["created_at"], reverse=True), None)

    async def add_note(self, customer_id: str, body: str) -> Any:
        self._called("add_note", customer_id, body)
        note_id = f"n{len(self.noted)}"
        self.noted[note_id] = self._note(note_id, customer_id, SAM, body)
        return self.noted[note_id]

    async def change_note(self, note_id: str, body: str) -> Any:
        self._called("change_note", note_id, body)
        self.noted[note_id]["body"] = body
        return self.noted[note_id]

    async def remove_note(self, note_id: str) -> None:
        self._called("remove_note", note_id)
        del self.noted[note_id]

    async def companies(self, *, after: str | None = None, limit: int = 50) -> Any:
        self._called("companies", after)
        return Page(list(self.firms.values()), None)

    async def add_company(self, words: Wire) -> Any:
        self._called("add_company", words)
        firm_id = firm(len(self.firms))
        self.firms[firm_id] = self._firm(firm_id, words)
        return self.firms[firm_id]

    async def change_company(self, company_id: str, changes: Wire) -> Any:
        self._called("change_company", company_id, changes)
        self.firms[company_id].update(changes)
        return self.firms[company_id]

    async def remove_company(self, company_id: str) -> None:
        self._called("remove_company", company_id)
        del self.firms[company_id]

    async def find(self, query: str, *, after: str | None = None, limit: int = 20) -> Any:
        self._called("find", query, after)
        rows = []
        for id, messages in self.messages.items():
            hits = [one for one in messages if query.casefold() in one["body"].casefold()]
            if hits:
                best = hits[-1]
                at = best["body"].casefold().index(query.casefold())
                text, end = best["body"], at + len(query)
                excerpt = f"{text[:at]}{START}{text[at:end]}{END}{text[end:]}"
                message = {key: best[key] for key in ("id", "created_at", "type", "private", "user_id", "customer_id")}
                rows.append(
                    {"conversation": self._row(id), "message": {**message, "seq": 1, "excerpt": excerpt[:240]},
                     "messages": len(hits), "found_in": ["message"], "subject": None, "score": 1.0}
                )  # fmt: skip
        start = int(after or 0)
        return Page(rows[start : start + limit], str(start + limit) if len(rows) > start + limit else None)

    async def sections(self) -> Any:
        self._called("sections")
        return sorted(self.kept, key=lambda one: (not one["shared"], one["place"]))

    def keep(self, title: str, query: str, *, shared: bool = False) -> Wire:
        """Somebody keeps a section."""
        parse(query)
        place = sum(one["shared"] == shared for one in self.kept)
        made = {"id": f"s{len(self.kept)}", "title": title, "query": query, "shared": shared, "place": place}
        self.kept.append(made)
        return made

    async def add_section(self, title: str, query: str, *, shared: bool = False) -> Any:
        self._called("add_section", title, query, shared)
        return self.keep(title, query, shared=shared)

    async def change_section(self, section_id: str, **changes: Any) -> Any:
        self._called("change_section", section_id, changes)
        section = next(one for one in self.kept if one["id"] == section_id)
        section.update({name: value for name, value in changes.items() if name != "place"})
        if "place" in changes:
            kind = [one for one in self.kept if one["shared"] == section["shared"] and one is not section]
            kind = sorted(kind, key=lambda one: one["place"])
            kind.insert(changes["place"], section)
            for place, one in enumerate(kind):
                one["place"] = place
        return section

    async def remove_section(self, section_id: str) -> None:
        self._called("remove_section", section_id)
        self.kept = [one for one in self.kept if one["id"] != section_id]

    async def unread(self) -> dict[str, int]:
        self._called("unread")
        return self.fresh
