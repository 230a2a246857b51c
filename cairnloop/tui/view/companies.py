"""Companies as they are listed, and one of them in full."""

from datetime import datetime

from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.people_books import COMPANY_FIELDS, Company
from cairnloop.tui.terminal.lines import BLANK, Ground, Line, Span, fill, line, muted, wrap
from cairnloop.tui.terminal.times import age
from cairnloop.tui.view.audit import labelled
from cairnloop.tui.view.marks import marker

AGE, LABEL = 4, 20


def company_line(desk: Desk, row: Company, width: int, ground: Ground, now: datetime) -> Line:
    """Name, industry, website, when something about it changed."""
    rest = width - 2 - AGE - 6
    name, trade = max(8, rest // 2), max(4, rest // 5)
    spans = [marker(ground), Span(fill(row.name, name)), Span("  "), muted(fill(row.industry, trade)), Span("  ")]
    spans += [muted(fill(row.website, max(0, rest - name - trade))), Span("  ")]
    return Line((*spans, muted(fill(age(row.changed_at, now), AGE))), ground)


def company_title(desk: Desk) -> str:
    row = desk.companies.paged.row
    return row.name if row is not None else "Company"


def company_lines(desk: Desk, width: int) -> list[Line]:
    """All that is known of it."""
    row = desk.companies.paged.row
    if row is None:
        return [line(muted(f" {text}")) for text in wrap("The company under the cursor is shown here.", width - 2)]
    found = [*(line(Span(f" {text}", bold=True)) for text in wrap(row.name, width - 2, most=2)), BLANK]
    for name, label in COMPANY_FIELDS.items():
        if name != "name" and row.words.get(name):
            found += labelled(label, str(row.words[name]), width, label_room=LABEL)
    for label, text in row.facts:
        found += labelled(label, text, width, label_room=LABEL)
    return [*found, BLANK, line(muted(" Enter shows its customers."))]


def no_company(asked: str, width: int) -> list[Line]:
    then = "n makes one; a customer is put into it on their own page, with e."
    return [BLANK, line("  There are no companies yet."), *(line(muted(f"  {one}")) for one in wrap(then, width - 4))]
