"""Whom words mean: a colleague, a customer, a kind of actor; and what is said when that is nobody."""

import pytest

from cairnloop.errors import Invalid
from cairnloop.kernel.audit import ActorKind
from cairnloop.kernel.database import Database
from cairnloop.kernel.trail import Who
from cairnloop.people.actors import who
from cairnloop.people.permissions import Role
from tests import make


async def test_words_become_the_actors_they_mean(database: Database) -> None:
    desk = await make.desk(database)
    lin = await desk.another_operator(Role.MEMBER, "Lin Osei")
    other = await make.desk(database, "Other")
    sam, customer = str(desk.sam.user_id), str(desk.customer_id)
    meant = {
        "policy": Who(kind=ActorKind.POLICY),
        "Customer": Who(kind=ActorKind.CUSTOMER),
        "me": Who(ids=(sam,)),
        "sam": Who(ids=(sam,)),
        desk.sam.email.upper(): Who(ids=(sam,)),
        " Osei ": Who(ids=(str(lin.user_id),)),
        "li": Who(ids=(str(lin.user_id),)),
        "4711": Who(ids=("4711",)),
        customer: Who(ids=(customer,)),
        "ada@example.com": Who(ids=(customer,)),
    }
    async with database.read() as tx:
        assert {words: await who(tx, desk.sam, words) for words in meant} == meant
        for nobody in ("smm", other.sam.email, "nobody@example.com", "%"):
            with pytest.raises(Invalid, match="nobody here is called"):
                await who(tx, desk.sam, nobody)


async def test_a_name_that_fits_several_asks_for_the_address(database: Database) -> None:
    desk = await make.desk(database)
    await desk.another_operator(Role.MEMBER, "Lina Roth")
    lin = await desk.another_operator(Role.MEMBER, "Lin")
    async with database.read() as tx:
        assert await who(tx, desk.sam, "lin") == Who(ids=(str(lin.user_id),))
        with pytest.raises(Invalid, match="fits 2 colleagues; write one of their addresses: lin"):
            await who(tx, desk.sam, "l")
