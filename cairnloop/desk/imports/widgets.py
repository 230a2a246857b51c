"""Taking in how widgets look and speak: what nobody here has said of them yet."""

from collections.abc import Mapping, Sequence
from typing import Any

from cairnloop.desk.imports import links
from cairnloop.desk.imports.keeping import once
from cairnloop.desk.imports.links import Became, keep_links, links_of
from cairnloop.desk.imports.members import NO_INBOX
from cairnloop.desk.imports.rules import WHY_NOT, Fate, digest_of, fate
from cairnloop.desk.imports.taken import Work
from cairnloop.desk.inbox.inboxes import get_inbox, primary_inbox
from cairnloop.desk.inbox.widget import DEFAULTS
from cairnloop.desk.inbox.widget_settings import made
from cairnloop.desk.tables import WidgetSettings
from cairnloop.wire.imported import WidgetRecord

STAYS = "some of it is set here already, and stays as it is"


async def take_widgets(work: Work, records: Sequence[WidgetRecord]) -> None:
    known = await links_of(work, "widget_settings", {record.id for record in records})
    inboxes = await links.inboxes(work, {record.inbox for record in records})
    primary = (await primary_inbox(work.tx, work.account_id)).id
    became: list[Became] = []
    for record in once(work, records):
        inbox_id = primary if record.inbox is None else inboxes.get(record.inbox)
        if inbox_id is None:
            work.taken.skip(record.id, NO_INBOX)
            continue
        row = await made(work.tx, await get_inbox(work.tx, work.account_id, inbox_id), lock=True)
        digest = digest_of(record.model_dump_json(), inbox_id)
        link = known.get(record.id)
        match fate(link, digest, row.updated_at):
            case Fate.ADD:
                became.append(_add(work, record, row, digest))
            case Fate.UPDATE:
                _change(work, row, _said(record))
                became.append(Became(record.id, row.id, digest, row.updated_at))
                work.taken.updated += 1
            case Fate.SAME:
                work.taken.unchanged += 1
            case other:
                work.taken.skip(record.id, WHY_NOT[other])
    await work.tx.session.flush()
    await keep_links(work, "widget_settings", became)


def _said(record: WidgetRecord) -> dict[str, Any]:
    """Without what every widget says anyway."""
    given = record.settings.model_dump(exclude_none=True)
    return {name: value for name, value in given.items() if value not in ("", DEFAULTS[name])}


def _add(work: Work, record: WidgetRecord, row: WidgetSettings, digest: str) -> Became:
    said = _said(record)
    news = {name: value for name, value in said.items() if name not in row.values}
    stays = len(news) < len(said)
    if stays:
        work.taken.remark(record.id, STAYS)
    if news:
        _change(work, row, news)
        work.taken.added += 1
    else:
        work.taken.unchanged += 1
    # Where words of both stand side by side, a later run could not tell them apart.
    return Became(record.id, row.id, digest, None if stays else row.updated_at)


def _change(work: Work, row: WidgetSettings, news: Mapping[str, Any]) -> None:
    fields = sorted(name for name, value in news.items() if row.values.get(name) != value)
    row.values, row.version, row.updated_at = {**row.values, **news}, row.version + 1, work.tx.now
    work.tx.audit(work.by.actor, work.account_id, "widget.changed", "inbox", row.inbox_id, fields=fields)
