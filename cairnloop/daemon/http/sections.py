"""Sections of the inbox that are kept: one's own, and those that all colleagues share."""

from uuid import UUID

from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import Converser, House, Reader
from cairnloop.daemon.http.bodies import Router
from cairnloop.daemon.http.filters import filter_of_query
from cairnloop.desk.sections import sections
from cairnloop.people.identity import Operator
from cairnloop.wire.sections import NewSection, SectionChange, SectionOut

router = Router(prefix="/api/sections", tags=["sections"])


@router.get("", response_model=None, responses={200: {"model": list[SectionOut]}})
async def list_all(s: House, by: Reader) -> Response:
    """Those that all share, then one's own, each in its order: at most 20 of either kind."""
    async with s.db.read() as tx:
        rows = await sections.list_sections(tx, by)
    return answer([sections.section_out(row) for row in rows])


@router.post("", status_code=201, response_model=None, responses={201: {"model": SectionOut}})
async def create(s: House, by: Converser, body: NewSection) -> Response:
    """Keep a query of the list of conversations as a section; it comes last among its kind."""
    await _answerable(s, by, body.section.query)
    row = await sections.add_section(s.db, body.section, by)
    return answer(sections.section_out(row), 201, headers={"location": f"/api/sections/{row.id}"})


@router.get("/{section_id}", response_model=None, responses={200: {"model": SectionOut}})
async def show(s: House, by: Reader, section_id: UUID) -> Response:
    async with s.db.read() as tx:
        return answer(sections.section_out(await sections.get_section(tx, by, section_id)))


@router.put("/{section_id}", response_model=None, responses={200: {"model": SectionOut}})
async def change(s: House, by: Converser, section_id: UUID, body: SectionChange) -> Response:
    """What is left out stays. `place` moves it; what is not shared any more is one's own."""
    if body.section.query:
        await _answerable(s, by, body.section.query)
    return answer(sections.section_out(await sections.change_section(s.db, section_id, body.section, by)))


@router.delete("/{section_id}", status_code=204)
async def remove(s: House, by: Converser, section_id: UUID) -> Response:
    await sections.remove_section(s.db, section_id, by)
    return Response(status_code=204)


async def _answerable(s: House, by: Operator, query: str) -> None:
    """Raises Invalid for a tag or a colleague that there is not."""
    async with s.db.read() as tx:
        await filter_of_query(tx, by, query)
