"""Why something cannot be done in the house's own books right now, in words that say what it would take."""

from collections.abc import Callable

from cairnloop.tui.acting.book_grounds import not_admin
from cairnloop.tui.state.book import HOUSE, Book
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.housing import shelf_of
from cairnloop.tui.state.things import Kind, Shelf, Thing
from cairnloop.tui.terminal.lines import cut

Ground = Callable[[Desk], str | None]
OfRow = Callable[[Desk, Thing], str | None]
# Whatever is said with these words is for those who answer customers, too; the rest of the house is for admins.
WORDS = frozenset({Book.CANNED, Book.TAGS})
OWN = frozenset({Kind.SESSION, Kind.KEY})
NOTHING = "There is nothing under the cursor."
NO_COLLEAGUE = "There is no colleague under the cursor."
NO_SWITCH = "There is nothing here to switch on or off."
NO_DELIVERY = "There is no delivery under the cursor. 2 shows those of a webhook."


def _shelf(desk: Desk) -> Shelf:
    return shelf_of(desk, desk.book) if desk.book is not None and desk.book in HOUSE else Shelf()


def _row(desk: Desk) -> Thing | None:
    return _shelf(desk).row


def _may(name: str, desk: Desk) -> str | None:
    """Whether the operator's role allows changes in this book."""
    if desk.book in WORDS:
        viewer = desk.me is not None and desk.me.role == "viewer"
        return f"{name} needs an operator role. You are a viewer." if viewer else None
    return not_admin(name, desk)


def _of_all(own: OfRow, otherwise: str = NOTHING) -> Ground:
    """For what acts on all that is marked, or on the row under the cursor: what the first that it cannot be says."""

    def why(desk: Desk) -> str | None:
        rows = _shelf(desk).paged.chosen
        found = ((row, own(desk, row)) for row in rows)
        said = next(((row, said) for row, said in found if said), None)
        if said is None:
            return None if rows else otherwise
        return said[1] if len(rows) == 1 else f"{cut(said[0].name, 30)}: {said[1]}"

    return why


def _of_one(own: OfRow, otherwise: str) -> Ground:
    def why(desk: Desk) -> str | None:
        row = _row(desk)
        return otherwise if row is None else own(desk, row)

    return why


def _new(desk: Desk) -> str | None:
    if desk.book is Book.USERS:
        match _shelf(desk).paged.asked:
            case "keys":
                return None
            case "sessions":
                return "A session begins where somebody signs in: `cairnloop login`, or a browser."
            case "left":
                return "Who left is taken back with D, not made anew."
    if desk.book is Book.WEBHOOKS and _shelf(desk).paged.asked:
        return "Deliveries are made by what happens. 1 goes back to the subscriptions."
    return _may("New", desk)


def _edit(desk: Desk) -> str | None:
    row = _row(desk)
    if row is None:
        return NOTHING
    if row.kind is Kind.DELIVERY:
        return "What was sent stays as it was sent. r sends it again."
    if row.kind is Kind.IDENTITY_KEY:
        return "A key is not changed: n makes another, x removes this one."
    return _may("Edit", desk)


def _remove(desk: Desk, row: Thing) -> str | None:
    match row.kind:
        case Kind.USER:
            return "Nobody is removed: d locks a colleague out, A archives one who left."
        case Kind.DELIVERY:
            return "Deliveries are forgotten by themselves after 30 days."
        case Kind.SETTING:
            return "A part of the settings stays; e changes what it says."
        case Kind.INVITATION if row.wire["status"] != "open":
            return "This invitation is over already."
        case Kind.INBOX if row.wire["is_primary"]:
            return "The primary inbox stays. p makes another one primary first."
    return None if row.kind in OWN else _may("Remove", desk)


def _here(desk: Desk, row: Thing) -> str | None:
    if row.kind is not Kind.USER:
        return NO_COLLEAGUE
    return "They have left. D takes them back." if row.wire["archived_at"] else None


def _somebody_else(desk: Desk, row: Thing) -> str | None:
    own = desk.me is not None and row.id == str(desk.me.user_id)
    return _here(desk, row) or ("This is you; another admin has to do it." if own else None)


def _factor(desk: Desk, row: Thing) -> str | None:
    standing = row.wire.get("standing")
    has_one = standing is not None and standing["second_factor"]
    return _here(desk, row) or (None if has_one else "They sign in without a second factor.")


def _link(desk: Desk) -> str | None:
    row = _row(desk)
    if row is None or row.kind is not Kind.INVITATION:
        return "There is no invitation under the cursor. 3 shows them."
    return None if row.wire["status"] == "open" else "This invitation is over. n makes another."


def _switch(on: bool) -> OfRow:
    def why(desk: Desk, row: Thing) -> str | None:
        if row.kind not in (Kind.USER, Kind.WEBHOOK):
            return NO_SWITCH
        off = bool(row.wire["disabled_at"] or row.wire.get("archived_at"))
        if on:
            return None if off else "It is on already." if row.kind is Kind.WEBHOOK else "They may sign in already."
        if off:
            return (
                "It is off already. D switches it on." if row.kind is Kind.WEBHOOK else "They are locked out already."
            )
        return None if row.kind is Kind.WEBHOOK else _somebody_else(desk, row)

    return why


def _inbox(desk: Desk) -> str | None:
    return None if _row(desk) is not None else "There is no inbox here. n opens one."


def _read_inbox(desk: Desk) -> str | None:
    row, shelf = _row(desk), _shelf(desk)
    if row is None:
        return _inbox(desk)
    if row.id in shelf.unreadable:
        return "It could not be read; . tries again."
    return None if row.id in shelf.more else "It is still being read."


def _members(desk: Desk) -> str | None:
    row, shelf = _row(desk), _shelf(desk)
    if said := _read_inbox(desk):
        return said
    return None if row is not None and shelf.known(row)["members"] else "Nobody works in it yet. m adds somebody."


def _others(desk: Desk) -> str | None:
    row, shelf = _row(desk), _shelf(desk)
    if said := _read_inbox(desk):
        return said
    known = {int(one["user_id"]) for one in shelf.known(row)["members"]} if row is not None else set()
    free = any(one.active and one.user_id not in known for one in desk.colleagues)
    return None if free else "Everybody who works here works in it already."


def _primary(desk: Desk) -> str | None:
    row = _row(desk)
    return _inbox(desk) or ("It is the primary inbox already." if row is not None and row.wire["is_primary"] else None)


def _of(kind: Kind, otherwise: str) -> Ground:
    def why(desk: Desk) -> str | None:
        row = _row(desk)
        return None if row is not None and row.kind is kind else otherwise

    return why


def _deliveries(desk: Desk) -> str | None:
    return None if _row(desk) is not None or _shelf(desk).paged.asked else "Nobody has subscribed. n adds a webhook."


def _replay(desk: Desk, row: Thing) -> str | None:
    if row.kind is not Kind.DELIVERY:
        return NO_DELIVERY
    return "It is on its way already." if row.wire["status"] == "pending" else None


def _tag(desk: Desk) -> str | None:
    return None if _row(desk) is not None else "There is no tag here. n makes one."


# These act on all that is marked.
ON_CHOSEN: dict[str, Ground] = {
    "remove-entry": _of_all(_remove),
    "switch-off": _of_all(_switch(False), NO_SWITCH),
    "switch-on": _of_all(_switch(True), NO_SWITCH),
    "archive-user": _of_all(_somebody_else, NO_COLLEAGUE),
    "sign-out-user": _of_all(_here, NO_COLLEAGUE),
    "replay": _of_all(_replay, NO_DELIVERY),
}
NO_WEBHOOK = "There is no webhook under the cursor. 1 shows them."
HOUSE_REASONS: dict[str, Ground] = {
    **ON_CHOSEN,
    "webhooks": lambda desk: not_admin("Webhooks", desk),
    "new-entry": _new,
    "edit-entry": _edit,
    "mark-entry": lambda desk: None if _row(desk) is not None else "There is nothing to mark.",
    "mark-entries": lambda desk: None if _row(desk) is not None else "There is nothing to mark.",
    "change-role": _of_one(_here, NO_COLLEAGUE),
    "reset-factor": _of_one(_factor, NO_COLLEAGUE),
    "new-link": _link,
    "invitations": lambda desk: not_admin("Invitations", desk),
    "edit-widget": _read_inbox,
    "edit-hours": _read_inbox,
    "edit-context": _read_inbox,
    "edit-entrance": _read_inbox,
    "add-member": _others,
    "remove-member": _members,
    "make-primary": _primary,
    "inbox-policy": _inbox,
    "verify-webhook": _of(Kind.WEBHOOK, NO_WEBHOOK),
    "rotate-secret": _of(Kind.WEBHOOK, NO_WEBHOOK),
    "deliveries": _deliveries,
    "failing-deliveries": _deliveries,
    "given-up-deliveries": _deliveries,
    "rename-tag": _tag,
    "colour-tag": _tag,
}
