"""Customers for whom their own site vouches: what a page shows is checked, and what it may then see and say."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cairnloop.errors import FalseProof, NotProved
from cairnloop.kernel.database import Tx
from cairnloop.kernel.sealing import Sealer
from cairnloop.people.identity import customer_actor
from cairnloop.people.proof.entrances import enforces
from cairnloop.people.proof.identity_keys import live_secrets
from cairnloop.people.proof.proofs import Proof, hash_fits, read_token
from cairnloop.people.tables import Customer

# What a proof says of a customer; nobody else may say otherwise afterwards.
PROVED = ("external_id", "email")
OTHER = "The identity token is for another customer."


@dataclass(frozen=True, slots=True)
class Claim:
    """What a page shows for its customer, not believed yet: a token, or the hash of their external id."""

    sealer: Sealer
    token: str | None = None
    digest: str | None = None

    @property
    def shown(self) -> bool:
        """Whether anything was, right or wrong."""
        return self.token is not None or self.digest is not None


async def admit(tx: Tx, customer: Customer, claim: Claim) -> Proof | None:
    """Let a page get at a customer. Raises NotProved where that takes a proof and none was shown, FalseProof.

    Who has no external id is known by their secret ids alone, as ever.
    """
    return await admit_id(tx, customer.account_id, customer.external_id, claim)


async def let_in(tx: Tx, account_id: UUID, customer_id: UUID, claim: Claim) -> None:
    """The same by the customer's id, for reads that find nothing where there is nobody."""
    customer = await tx.session.get(Customer, customer_id)
    if customer is not None and customer.merged_into is not None:
        customer = await tx.session.get(Customer, customer.merged_into)
    if customer is not None and customer.account_id == account_id:
        await admit(tx, customer, claim)


async def admit_id(tx: Tx, account_id: UUID, external_id: str | None, claim: Claim) -> Proof | None:
    """The same for a page that says it has somebody with this external id."""
    proof = await _proof(tx, account_id, external_id, claim)
    if proof is None and external_id is not None and await enforces(tx, account_id):
        raise NotProved
    return proof


async def hear(
    tx: Tx, account_id: UUID, customer: Customer | None, said: dict[str, Any], claim: Claim | None
) -> tuple[dict[str, Any], Proof | None]:
    """What of a page's words about its customer is to be written down, and what proves it. Raises like `admit`.

    Without a claim it is no page that speaks, and its words stand.
    """
    if claim is None:
        return said, None
    known = None if customer is None else customer.external_id
    proof = await admit_id(tx, account_id, known or said.get("external_id"), claim)
    return told(customer, said, proof), proof


def told(customer: Customer | None, said: dict[str, Any], proof: Proof | None) -> dict[str, Any]:
    """What was said, with what was proved in its place. Raises NotProved for what only a proof may change."""
    if proof is not None:
        if said.get("external_id") not in (None, proof.external_id):
            raise FalseProof(OTHER)
        proved = {"external_id": proof.external_id, "email": proof.email, "name": proof.name}
        return {**said, **{name: value for name, value in proved.items() if value is not None}}
    if customer is None or customer.verified_at is None:
        return said
    for name in PROVED:
        if said.get(name) not in (None, getattr(customer, name)):
            raise NotProved(f"The {name} of this customer was proved; show an identity token to change it.")
    return said


def mark(tx: Tx, customer: Customer, proof: Proof | None) -> None:
    """Note since when somebody vouches for this customer."""
    if proof is None or customer.verified_at is not None:
        return
    customer.verified_at = tx.now
    by = customer_actor(customer.id)
    tx.audit(by, customer.account_id, "customer.verified", "customer", customer.id)


async def _proof(tx: Tx, account_id: UUID, external_id: str | None, claim: Claim) -> Proof | None:
    """None when nothing was shown. What was shown and is wrong is refused, also where nothing need be shown."""
    if not claim.shown:
        return None
    keys = await live_secrets(tx, claim.sealer, account_id)
    if claim.token is not None:
        proof = read_token(claim.token, keys, account_id, tx.now)
        if external_id is not None and proof.external_id != external_id:
            raise FalseProof(OTHER)
        return proof
    if external_id is None:
        raise FalseProof("An identity hash goes with the external_id it was made of; send both.")
    if not hash_fits(external_id, claim.digest or "", list(keys.values())):
        raise FalseProof("The identity hash is not that of this external_id under a live key of this account.")
    return Proof(external_id)
