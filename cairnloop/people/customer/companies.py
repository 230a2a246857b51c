"""Companies: the firms that customers belong to."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, tuple_, update

from cairnloop.errors import NotFound
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.customer.tables import Company
from cairnloop.people.identity import Operator
from cairnloop.people.tables import Customer
from cairnloop.wire.customers import CompanyChangeWords, CompanyWords, NewCompanyWords

CLEAR_COMPANY = "clear_company"
AT_ONCE = 1_000


async def add_company(db: Database, words: NewCompanyWords, by: Operator) -> Company:
    async with db.begin() as tx:
        company = Company(
            id=tx.new_id(), account_id=by.account_id, created_at=tx.now, updated_at=tx.now, **_columns(words)
        )
        tx.session.add(company)
        tx.audit(by.actor, by.account_id, "company.added", "company", company.id)
        return company


async def change_company(db: Database, company_id: UUID, words: CompanyChangeWords, by: Operator) -> Company:
    async with db.begin() as tx:
        company = await get_company(tx, by.account_id, company_id, lock=True)
        said = _columns(words)
        for name, value in said.items():
            setattr(company, name, value)
        company.updated_at = tx.now
        tx.audit(by.actor, by.account_id, "company.changed", "company", company.id, fields=sorted(said))
        return company


async def remove_company(db: Database, company_id: UUID, by: Operator) -> None:
    """The company goes, from everybody's sight at once; its customers stay, and belong to none."""
    async with db.begin() as tx:
        company = await get_company(tx, by.account_id, company_id, lock=True)
        company.removed_at = tx.now
        tx.audit(by.actor, by.account_id, "company.removed", "company", company_id)
        # The first portion goes at once, which is all of it for nearly every company.
        if await _let_go(tx, company):
            key = f"{CLEAR_COMPANY}:{company.id}"
            tx.enqueue(CLEAR_COMPANY, unique_key=key, account_id=by.account_id, company_id=company.id)


async def clear_company(db: Database, account_id: UUID, company_id: UUID) -> None:
    """Let go of who still belongs to a removed company. Stopped half-way it goes on; twice it does nothing."""
    more = True
    while more:
        async with db.begin() as tx:
            company = await tx.session.get(Company, company_id, with_for_update=True)
            if company is None or company.account_id != account_id or company.removed_at is None:
                return
            more = await _let_go(tx, company)


async def _let_go(tx: Tx, company: Company) -> bool:
    """One portion, and with the last one the company itself; whether there may be more."""
    some = select(Customer.id).where(Customer.company_id == company.id).limit(AT_ONCE)
    found = (await tx.session.execute(some)).scalars().all()
    if found:
        theirs = update(Customer).where(Customer.id.in_(found), Customer.company_id == company.id)
        await tx.session.execute(theirs.values(company_id=None))
    if len(found) == AT_ONCE:
        return True
    await tx.session.delete(company)
    return False


def _columns(words: CompanyWords) -> dict[str, object]:
    said = words.model_dump(exclude_unset=True)
    if "metadata" in said:
        said["details"] = said.pop("metadata")
    return said


async def get_company(tx: Tx, account_id: UUID, company_id: UUID, *, lock: bool = False, keep: bool = False) -> Company:
    """Raises NotFound, also for another account's company. With `keep` nobody removes it before the commit."""
    query = select(Company).where(
        Company.account_id == account_id, Company.id == company_id, Company.removed_at.is_(None)
    )
    if lock or keep:
        query = query.with_for_update(read=keep, key_share=keep)
    company = (await tx.session.execute(query)).scalar_one_or_none()
    if company is None:
        raise NotFound("no such company")
    return company


async def list_companies(
    tx: Tx, account_id: UUID, *, before: tuple[datetime, UUID] | None = None, limit: int = 50
) -> Sequence[Company]:
    """Newest first."""
    query = select(Company).where(Company.account_id == account_id, Company.removed_at.is_(None))
    if before is not None:
        query = query.where(tuple_(Company.created_at, Company.id) < before)
    order = (Company.created_at.desc(), Company.id.desc())
    return (await tx.session.execute(query.order_by(*order).limit(limit))).scalars().all()


async def companies_of(tx: Tx, customers: Collection[Customer]) -> dict[UUID, Company]:
    """The companies of these customers, by their own ids."""
    ids = {customer.company_id for customer in customers} - {None}
    standing = select(Company).where(Company.id.in_(ids), Company.removed_at.is_(None))
    found = (await tx.session.execute(standing)).scalars() if ids else ()
    return {company.id: company for company in found}
