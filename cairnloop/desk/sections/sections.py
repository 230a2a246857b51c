"""Sections that are kept: made, changed, shared, put in order, removed."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, or_, select

from cairnloop.desk import topics
from cairnloop.desk.sections.rules import MOST_SECTIONS, moved
from cairnloop.desk.sections.tables import SavedSection
from cairnloop.errors import Conflict, NotFound
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.identity import Operator
from cairnloop.wire.people import naive
from cairnloop.wire.sections import NewSectionWords, SectionOut, SectionWords


async def add_section(db: Database, words: NewSectionWords, by: Operator) -> SavedSection:
    """It comes last among its kind. Raises Conflict where there are as many as there may be."""
    async with db.begin() as tx:
        kind = await _kind(tx, by, shared=words.shared)
        _require_room(kind, words.shared)
        section = SavedSection(
            id=tx.new_id(),
            account_id=by.account_id,
            user_id=by.user_id,
            shared=words.shared,
            title=words.title,
            query=words.query,
            place=len(kind),
            created_at=tx.now,
            updated_at=tx.now,
        )
        tx.session.add(section)
        await tx.session.flush()
        tx.audit(by.actor, by.account_id, "section.added", "section", section.id, shared=section.shared)
        _tell(tx, section, "section:created")
        return section


async def change_section(db: Database, section_id: UUID, words: SectionWords, by: Operator) -> SavedSection:
    """What is not shared any more belongs to whoever took it out of the others' sight."""
    async with db.begin() as tx:
        section = await get_section(tx, by, section_id, lock=True)
        was_shared = section.shared
        said = words.model_dump(exclude_unset=True)
        for name in said.keys() & {"title", "query", "shared"}:
            setattr(section, name, said[name])
        section.updated_at = tx.now
        if section.shared != was_shared:
            section.user_id = by.user_id
            others = [one for one in await _kind(tx, by, shared=section.shared) if one.id != section.id]
            _require_room(others, section.shared)
            _put_in_order([*others, section])
        if "place" in said:
            _put_in_order(moved(await _kind(tx, by, shared=section.shared), section, said["place"]))
        await tx.session.flush()
        tx.audit(by.actor, by.account_id, "section.changed", "section", section.id, fields=sorted(said))
        if was_shared and not section.shared:
            _tell(tx, section, "section:deleted", shared=True)
        _tell(tx, section, "section:updated")
        return section


async def remove_section(db: Database, section_id: UUID, by: Operator) -> None:
    """The section goes; the conversations that it showed stay."""
    async with db.begin() as tx:
        section = await get_section(tx, by, section_id, lock=True)
        await tx.session.delete(section)
        tx.audit(by.actor, by.account_id, "section.removed", "section", section.id, shared=section.shared)
        _tell(tx, section, "section:deleted")


async def get_section(tx: Tx, by: Operator, section_id: UUID, *, lock: bool = False) -> SavedSection:
    """Raises NotFound, also for what is a colleague's own."""
    seen = or_(SavedSection.shared, SavedSection.user_id == by.user_id)
    query = select(SavedSection).where(SavedSection.account_id == by.account_id, SavedSection.id == section_id, seen)
    section = (await tx.session.execute(query.with_for_update() if lock else query)).scalar_one_or_none()
    if section is None:
        raise NotFound("no such section")
    return section


async def list_sections(tx: Tx, by: Operator) -> Sequence[SavedSection]:
    """Those that all share, then one's own, each in its order."""
    own = and_(SavedSection.shared.is_(False), SavedSection.user_id == by.user_id)
    query = select(SavedSection).where(SavedSection.account_id == by.account_id, or_(SavedSection.shared, own))
    order = (SavedSection.shared.desc(), SavedSection.place, SavedSection.id)
    return (await tx.session.execute(query.order_by(*order).limit(2 * MOST_SECTIONS))).scalars().all()


async def _kind(tx: Tx, by: Operator, *, shared: bool) -> list[SavedSection]:
    return [one for one in await list_sections(tx, by) if one.shared == shared]


def _put_in_order(order: Sequence[SavedSection]) -> None:
    for place, one in enumerate(order):
        one.place = place


def _require_room(kind: Sequence[SavedSection], shared: bool) -> None:
    if len(kind) >= MOST_SECTIONS:
        whose = "shared sections" if shared else "sections of your own"
        raise Conflict(f"there are {MOST_SECTIONS} {whose} already; remove one that nobody needs")


def _tell(tx: Tx, section: SavedSection, event: str, *, shared: bool = False) -> None:
    """Only what all may see is told to all."""
    if section.shared or shared:
        news = {"id": str(section.id), "section": section_out(section)}
        tx.announce(topics.operators(section.account_id), event, news)


def section_out(section: SavedSection) -> SectionOut:
    return {
        "id": str(section.id),
        "object": "section",
        "account_id": str(section.account_id),
        "user_id": section.user_id,
        "title": section.title,
        "query": section.query,
        "shared": section.shared,
        "place": section.place,
        "created_at": naive(section.created_at),
        "updated_at": naive(section.updated_at),
    }
