"""Invitations and registration: a link seats one person, once, in time, in the role and under the e-mail it was for."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from cairnloop.config import Settings
from cairnloop.daemon.reactions import reactions
from cairnloop.errors import BadInvitation, Conflict, Invalid, NotFound, RegistrationClosed
from cairnloop.kernel.audit import AuditEntry
from cairnloop.kernel.database import Database
from cairnloop.mail.letters import Correspondent, Words
from cairnloop.people.access import invitations, letters
from cairnloop.people.access.registration import Registering, register
from cairnloop.people.access.sessions import SignedIn, recognise
from cairnloop.people.access.tables import Invitation
from cairnloop.people.permissions import Role
from tests import make
from tests.fakes import FixedClock

PASSWORD = "correct horse"


async def join(database: Database, token: str, email: str = "kim@example.com", **more: str) -> SignedIn:
    asked = Registering(email, PASSWORD, invite_token=token, **more)
    return await register(database, asked, may_open_accounts=False)


@pytest.mark.parametrize(("name", "known_as"), [("Sam Ito", "Sam Ito (sam@acme.example)"), ("", "sam@acme.example")])
def test_a_letter_names_whoever_invites_once(name: str, known_as: str) -> None:
    by = Correspondent("sam@acme.example", name)
    letter = letters.invitation("kim@example.com", "https://desk.example/join#x", team="Acme", role="viewer", by=by)
    first = letter.blocks[0]
    assert isinstance(first, Words)
    assert first.text == f"{known_as} keeps a seat for you at the support desk of Acme, as viewer."


async def test_a_link_seats_one_person_in_its_role(database: Database) -> None:
    desk = await make.desk(database)
    made = await invitations.invite(database, desk.sam, role=Role.VIEWER)
    signed_in = await join(database, made.token, full_name="Kim Roe", ip="10.0.0.9", agent="Tester/1")
    by = await recognise(database, signed_in.token)
    assert (by.account_id, by.role, by.name) == (desk.account_id, Role.VIEWER, "Kim Roe")
    with pytest.raises(BadInvitation):
        await join(database, made.token, "lin@example.com")
    async with database.read() as tx:
        (row,) = await invitations.list_invitations(tx, desk.account_id)
    assert (row.accepted_by, invitations.status_of(row, database.clock.now())) == (by.user_id, "accepted")
    with pytest.raises(Conflict, match="disable the user"):
        await invitations.revoke(database, row.id, desk.sam)
    with pytest.raises(Conflict, match="is accepted"):
        await invitations.change_invited_role(database, row.id, Role.ADMIN, desk.sam)


async def test_of_two_who_come_by_one_link_at_once_one_is_seated(database: Database) -> None:
    desk = await make.desk(database)
    made = await invitations.invite(database, desk.sam, role=Role.MEMBER)
    both = await asyncio.gather(
        *(join(database, made.token, f"{name}@example.com") for name in ("kim", "lin")), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in both) == ["BadInvitation", "SignedIn"]


async def test_of_two_who_take_one_email_at_once_one_is_seated(database: Database) -> None:
    desk = await make.desk(database)
    links = [await invitations.invite(database, desk.sam, role=Role.MEMBER) for _ in range(2)]
    both = await asyncio.gather(*(join(database, made.token) for made in links), return_exceptions=True)
    names = sorted(type(one).__name__ for one in both)
    assert names in (["Conflict", "SignedIn"], ["Invalid", "SignedIn"]), both


async def test_a_link_ends_after_three_days_or_when_it_is_revoked(database: Database, clock: FixedClock) -> None:
    desk = await make.desk(database)
    first = await invitations.invite(database, desk.sam, role=Role.MEMBER)
    second = await invitations.invite(database, desk.sam, role=Role.MEMBER)
    await invitations.revoke(database, second.row.id, desk.sam)
    await invitations.revoke(database, second.row.id, desk.sam)
    with pytest.raises(BadInvitation):
        await join(database, second.token)
    clock.advance(days=3)
    with pytest.raises(BadInvitation):
        await join(database, first.token)
    with pytest.raises(BadInvitation):
        await join(database, "cl_invite_nonsense")


async def test_a_link_for_an_email_is_for_that_one_and_replaces_the_link_before_it(database: Database) -> None:
    desk = await make.desk(database)
    first = await invitations.invite(database, desk.sam, role=Role.MEMBER, email="Kim@Example.com")
    made = await invitations.invite(database, desk.sam, role=Role.ADMIN, email="kim@example.com")
    with pytest.raises(BadInvitation):
        await join(database, first.token)
    with pytest.raises(Invalid) as refused:
        await join(database, made.token, "eve@example.com")
    assert "kim" not in refused.value.detail
    await invitations.change_invited_role(database, made.row.id, Role.VIEWER, desk.sam)
    assert (await join(database, made.token, " KIM@example.com")).operator.role is Role.VIEWER
    with pytest.raises(Conflict, match="exists already"):
        await invitations.invite(database, desk.sam, role=Role.MEMBER, email="kim@example.com")


async def test_another_accounts_invitations_are_not_there(database: Database) -> None:
    desk, other = await make.desk(database), await make.desk(database, "Other")
    made = await invitations.invite(database, other.sam, role=Role.MEMBER)
    for ask in (
        invitations.revoke(database, made.row.id, desk.sam),
        invitations.change_invited_role(database, made.row.id, Role.ADMIN, desk.sam),
    ):
        with pytest.raises(NotFound):
            await ask
    async with database.read() as tx:
        assert await invitations.list_invitations(tx, desk.account_id) == []
        with pytest.raises(NotFound):
            await invitations.list_invitations(tx, desk.account_id, after=made.row.id)


async def test_pages_of_invitations_hold_each_once_also_when_they_were_made_at_one_moment(database: Database) -> None:
    desk = await make.desk(database)
    made = {(await invitations.invite(database, desk.sam, role=Role.MEMBER)).row.id for _ in range(5)}
    seen, after = [], None
    async with database.read() as tx:
        while page := await invitations.list_invitations(tx, desk.account_id, limit=2, after=after):
            seen += [row.id for row in page]
            after = page[-1].id
    assert (len(seen), set(seen)) == (5, made)


async def test_accounts_are_opened_by_registering_where_the_house_allows_it(database: Database) -> None:
    database.reactions = reactions(Settings())
    asked = Registering("lin@acme.example", PASSWORD, company_name="Acme")
    with pytest.raises(RegistrationClosed):
        await register(database, asked, may_open_accounts=False)
    by = (await register(database, asked, may_open_accounts=True)).operator
    assert by.role is Role.ADMIN
    with pytest.raises(Invalid) as taken:
        await register(database, asked, may_open_accounts=True)
    assert taken.value.errors == {"email": ["has already been taken"]}
    with pytest.raises(Invalid) as nameless:
        await register(database, Registering("kim@acme.example", PASSWORD), may_open_accounts=True)
    assert set(nameless.value.errors) == {"company_name"}


async def test_the_token_is_in_the_link_alone(database: Database) -> None:
    desk = await make.desk(database)
    made = await invitations.invite(database, desk.sam, role=Role.MEMBER, email="kim@example.com")
    await join(database, made.token)
    async with database.read() as tx:
        row = (await tx.session.execute(select(Invitation))).scalar_one()
        trail = (await tx.session.execute(select(AuditEntry))).scalars().all()
    kept = repr([vars(one) for one in (row, *trail)])
    assert made.token not in kept
    assert PASSWORD not in kept
    assert row.expires_at - row.created_at == timedelta(days=3)
    assert [one.action for one in trail] == ["invitation.made", "invitation.accepted", "session.opened"]
