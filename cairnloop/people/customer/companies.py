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
    """The company goes; its customers stay, and belong to none."""
    async with db.begin() as tx:
        company = await get_company(tx, by.account_id, company_id, lock=True)
        theirs = update(Customer).where(Customer.account_id == by.account_id, Customer.company_id == company.id)
        await tx.session.execute(theirs.values(company_id=None))
        await tx.session.delete(company)
        tx.audit(by.actor, by.account_id, "company.removed", "company", company_id)


def _columns(words: CompanyWords) -> dict[str, object]:
    said = words.model_dump(exclude_unset=True)
    if "metadata" in said:
        said["details"] = said.pop("metadata")
    return said


async def get_company(tx: Tx, account_id: UUID, company_id: UUID, *, lock: bool = False, keep: bool = False) -> Company:
    """Raises NotFound, also for another account's company. With `keep` nobody removes it before the commit."""
    query = select(Company).where(Company.account_id == account_id, Company.id == company_id)
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
    query = select(Company).where(Company.account_id == account_id)
    if before is not None:
        query = query.where(tuple_(Company.created_at, Company.id) < before)
    order = (Company.created_at.desc(), Company.id.desc())
    return (await tx.session.execute(query.order_by(*order).limit(limit))).scalars().all()


async def companies_of(tx: Tx, customers: Collection[Customer]) -> dict[UUID, Company]:
    """The companies of these customers, by their own ids."""
    ids = {customer.company_id for customer in customers} - {None}
    found = (await tx.session.execute(select(Company).where(Company.id.in_(ids)))).scalars() if ids else ()
    return {company.id: company for company in found}
