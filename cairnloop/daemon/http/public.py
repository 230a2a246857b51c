"""What a customer's page may ask without signing in."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import House, Perhaps
from cairnloop.daemon.http.bodies import Router
from cairnloop.daemon.http.pages import Claimed, known_page, with_shown
from cairnloop.daemon.http.starting import by_operator
from cairnloop.daemon.pace import Kind
from cairnloop.desk.conversation.conversations import Opening, open_conversation
from cairnloop.desk.inbox.widget import settings_basic_out, settings_out
from cairnloop.desk.inbox.widget_settings import widget_seen, widget_settings
from cairnloop.desk.lists.threads import customers_view
from cairnloop.desk.message.accept import Incoming, require_length
from cairnloop.desk.shapes import conversation_basic_out, conversation_for_customer, for_customer, message_out
from cairnloop.desk.tables import Conversation
from cairnloop.errors import Invalid
from cairnloop.files.queries import files_of
from cairnloop.people.customer import customers
from cairnloop.people.proof import vouching
from cairnloop.people.proof.vouching import Claim
from cairnloop.people.shapes import customer_out
from cairnloop.wire.desk import ConversationBasicOut, FirstMessage, NewConversation
from cairnloop.wire.people import CustomerOut, CustomerUpdate, NewCustomer
from cairnloop.wire.text import absent, read_id, storable

router = Router(prefix="/api", tags=["public"], dependencies=[Depends(known_page)])
PING_PARAMS = 20


@router.get("/ping")
@router.post("/ping")
async def ping(request: Request) -> Response:
    """Answers, so that a page can see that we are there."""
    params = {name: value[:200] for name, value in list(request.query_params.items())[:PING_PARAMS]}
    return answer({"message": "Pong!", "params": params})


def _account(account_id: str | None) -> UUID:
    return _uuid("account_id", account_id)


def _uuid(name: str, value: str | None) -> UUID:
    if absent(value):
        raise Invalid.field(name, "can't be blank")
    return read_id(value, name)


def _optional(name: str, value: str | None) -> UUID | None:
    return None if absent(value) else _uuid(name, value)


@router.get("/widget_settings")
async def show_widget_settings(s: House, account_id: str | None = None, inbox_id: str | None = None) -> Response:
    """How the widget of an inbox looks and speaks."""
    settings, account = await widget_settings(s.db, _account(account_id), _optional("inbox_id", inbox_id))
    async with s.db.read() as tx:
        calendar = await s.calendars.one(tx, account.id)
    return answer(settings_out(settings, account, calendar, s.clock.now(), online=bool(s.here(account.id))))


@router.put("/widget_settings/metadata")
async def widget_opened(s: House, request: Request) -> Response:
    """A page with the widget was opened."""
    body = await _object(request)
    settings = await widget_seen(
        s.db, _account(_string(body.get("account_id"))), _optional("inbox_id", _string(body.get("inbox_id")))
    )
    return answer(settings_basic_out(settings))


@router.post("/customers", status_code=201, response_model=None, responses={201: {"model": CustomerOut}})
async def create_customer(s: House, request: Request, claim: Claimed, body: NewCustomer) -> Response:
    """Meet a customer. Unknown fields are ignored."""
    said = body.customer
    met = await customers.meet(s.db, said.account_id, said, ip=_ip(request), claim=with_shown(claim, said))
    return answer(customer_out(met), 201)


@router.get("/customers/identify")
async def identify_customer(
    s: House,
    claim: Claimed,
    external_id: str | None = None,
    account_id: str | None = None,
    email: str | None = None,
    host: str | None = None,
) -> Response:
    """The customer whom the host's own system knows by `external_id`, or null."""
    async with s.db.read() as tx:
        found = await customers.identify(
            tx,
            _account(account_id),
            storable(external_id or ""),
            email=None if absent(email) else storable(email or ""),
            host=None if absent(host) else storable(host or ""),
            claim=claim,
        )
    return answer({"customer_id": None if found is None else str(found)})


@router.get("/customers/{customer_id}/exists")
async def customer_exists(s: House, customer_id: UUID) -> Response:
    async with s.db.read() as tx:
        return answer(await customers.exists(tx, customer_id))


@router.put("/customers/{customer_id}/metadata", response_model=None, responses={200: {"model": CustomerOut}})
async def update_customer(
    s: House, request: Request, claim: Claimed, customer_id: UUID, body: CustomerUpdate
) -> Response:
    """What the customer's page now says about them."""
    s.pace.admit(Kind.CUSTOMER, customer_id)
    said = body.metadata
    known = await customers.remember(s.db, customer_id, said, ip=_ip(request), claim=with_shown(claim, said))
    return answer(customer_out(known))


@router.post("/conversations", status_code=201, response_model=None, responses={201: {"model": ConversationBasicOut}})
async def create_conversation(s: House, by: Perhaps, claim: Claimed, body: NewConversation) -> Response:
    """Start a conversation, perhaps with its first message, which is `message` on a customer's page.

    Whoever signs in starts it as an operator; `conversation.message` is then an answer, held for the undo window.
    """
    conversation = await (_by_page(s, claim, body) if by is None else by_operator(s, by, body.conversation))
    location = {"location": f"/api/conversations/{conversation.id}"}
    return answer(conversation_basic_out(conversation), 201, headers=location)


async def _by_page(s: House, claim: Claim, body: NewConversation) -> Conversation:
    asked, first = body.conversation, body.message
    s.pace.admit(Kind.CUSTOMER, asked.customer_id)
    if asked.account_id is None:
        raise Invalid.field("conversation.account_id", "can't be blank")
    if first is not None:
        require_length(first.body, s.settings.limits.message_characters)
    opening = Opening(
        asked.account_id,
        asked.customer_id,
        asked.inbox_id,
        asked.subject,
        asked.metadata,
        None if first is None else lambda conversation_id: _incoming(conversation_id, first),
        claim,
    )
    return await open_conversation(s.db, opening)


def _incoming(conversation_id: UUID, first: FirstMessage) -> Incoming:
    return Incoming(
        conversation_id, first.body, first.client_id, first.sent_at, first.metadata, file_ids=first.file_ids
    )


@router.get("/conversations/customer")
async def customers_conversations(
    s: House,
    claim: Claimed,
    customer_id: Annotated[str | None, Query()] = None,
    account_id: Annotated[str | None, Query()] = None,
    conversation_id: Annotated[str | None, Query()] = None,
) -> Response:
    """The customer's open chats, newest first, with the messages they may see; where none is open, the one named."""
    account, customer = _account(account_id), _uuid("customer_id", customer_id)
    known = _optional("conversation_id", conversation_id)
    s.pace.admit(Kind.CUSTOMER, customer)
    async with s.db.read() as tx:
        await vouching.let_in(tx, account, customer, claim)
        found = await customers_view(tx, account, customer, known)
        files = await files_of(tx, [account], [message.id for _, _, messages in found for message, _ in messages])
    return answer(
        [
            {
                **conversation_for_customer(conversation),
                "customer": customer_out(owner),
                "messages": [
                    for_customer(message_out(message, customer=owner, user=user, files=files.get(message.id, ())))
                    for message, user in messages
                ],
            }
            for conversation, owner, messages in found
        ]
    )


async def _object(request: Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError as error:
        raise Invalid.field("body", "is not JSON, or nested too deep") from error
    if not isinstance(body, dict):
        raise Invalid.field("body", "is not a JSON object")
    return body


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _ip(request: Request) -> str | None:
    return request.client.host if request.client else None
