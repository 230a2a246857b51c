"""Customers as they are listed, and one of them as a card."""

from datetime import datetime

from cairnloop.tui.state.cards import Card
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.people_books import CustomerRow
from cairnloop.tui.terminal.lines import BLANK, Ground, Line, Span, Tone, fill, line, muted, wrap
from cairnloop.tui.terminal.times import age
from cairnloop.tui.view.audit import labelled
from cairnloop.tui.view.marks import marker
from cairnloop.tui.view.rail import local_time
from cairnloop.tui.view.trouble import trouble_lines

AGE, LABEL = 4, 12
# From this width on a row has room for more than name and address.
ROOMY = 64
EXAMPLE = "ada tag:vip company:acme"


def customer_line(desk: Desk, row: CustomerRow, width: int, ground: Ground, now: datetime) -> Line:
    """Always in the same columns: name, address, company and tags, when something about them changed."""
    more = max(0, width // 4) if width >= ROOMY else 0
    rest = width - 2 - AGE - 2 - (more + 2 if more else 0)
    name = max(8, rest * 9 // 20)
    spans = [
        marker(ground),
        Span(fill(row.title, name)),
        Span("  "),
        muted(fill(row.email or row.phone, max(0, rest - name - 2))),
    ]
    if more:
        said = " · ".join(one for one in (row.company, *(f"#{tag}" for tag in row.tags)) if one)
        spans += [Span("  "), Span(fill(said, more), Tone.INFO)]
    spans += [Span("  "), muted(fill(age(row.changed_at, now), AGE))]
    return Line(tuple(spans), ground)


def customer_title(desk: Desk) -> str:
    row = desk.customers.paged.row
    return row.title if row is not None else "Customer"


def customer_card(desk: Desk, width: int) -> list[Line]:
    """The one under the cursor."""
    row = desk.customers.paged.row
    if row is None:
        return [line(muted(f" {text}")) for text in wrap("The customer under the cursor is shown here.", width - 2)]
    return card_of(desk, row.id, width)


def card_of(desk: Desk, customer_id: str, width: int) -> list[Line]:
    """The card of one customer; while it is read or could not be, that."""
    card = desk.people.cards.get(customer_id)
    if card is not None:
        return card_lines(desk, card, width)
    trouble = desk.people.unreadable.get(customer_id)
    return [line(muted(" Reading…"))] if trouble is None else trouble_lines(trouble, width)


def card_lines(desk: Desk, card: Card, width: int) -> list[Line]:
    """Who they are, whom they belong to, where they are, and what your own application says of them."""
    who = card.who
    here = desk.presence.customer_is_in(card.id)
    there = Span("● here now", Tone.SUCCESS) if here else muted(f"○ seen {age(card.seen_at, desk.now) or 'never'}")
    found = [line(Span(f" {text}", bold=True)) for text in wrap(who.name, width - 2, most=2)]
    found += [line(Span(" "), there, muted("  ✓ vouched for by your site" if card.verified else ""))]
    found += [line(Span(" "), *(Span(f"#{name} ", Tone.INFO) for _, name in card.tags))] if card.tags else []
    told = (
        ("e-mail", who.email),
        ("phone", who.phone),
        ("company", card.company[1] if card.company else ""),
        ("your id", card.words.get("external_id") or ""),
        ("local time", local_time(who, desk.now)),
        ("device", who.device),
        ("IP address", card.ip),
        ("last page", who.page),
        ("first seen", card.first_seen),
    )
    found.append(BLANK)
    for label, text in told:
        found += labelled(label, text, width, label_room=LABEL) if text else []
    if who.facts:
        found += [BLANK, line(muted(" Your application says"))]
        for label, text in who.facts:
            found += labelled(label, text, width, label_room=LABEL)
    return found


def nobody(asked: str, width: int) -> list[Line]:
    """An empty list says what will appear; an empty answer what else to ask."""
    if asked:
        first, then = "No customer fits.", f"/ asks something else, like {EXAMPLE}. Esc shows all of them."
    else:
        first, then = "There are no customers yet.", "Whoever writes in the widget is here from their first word."
    return [
        BLANK,
        *(line(f"  {text}") for text in wrap(first, width - 4)),
        *(line(muted(f"  {text}")) for text in wrap(then, width - 4)),
    ]


def asked_words(desk: Desk, asked: str) -> str:
    """What is searched, with the name of a company in place of its id."""
    for company in desk.companies.paged.all_rows:
        asked = asked.replace(f"company:{company.id}", f"company: {company.name}")
    return asked
