"""The stand-in's pages and REST: what the widget asks before and beside its socket."""

import email
import email.policy
import uuid
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cairnloop.daemon.http.static import HEADERS, TYPES, asset
from cairnloop.errors import NotFound

if TYPE_CHECKING:
    from tests.widget.stand_in import StandIn

ACCOUNT = "3f0c8d52-6a0e-4f4b-9d5b-0f6f3a1c2b11"

LARGEST = 100_000
SETTINGS: dict[str, Any] = {
    "object": "widget_settings",
    "title": "Trailmark support",
    "subtitle": "Write below. You can close this window: the answer waits here.",
    "greeting": "Hello. What can we help you find?",
    "color": None,
    "new_message_placeholder": "Write a message",
    "show_agent_availability": True,
    "is_branding_hidden": False,
    "account": {"object": "account", "id": ACCOUNT, "company_name": "Trailmark", "is_outside_working_hours": False},
}


def parted(kind: str, body: bytes) -> tuple[dict[str, str], dict[str, str], bytes]:
    """A form's fields, what it says of its file, and the file."""
    form = email.message_from_bytes(b"content-type: " + kind.encode() + b"\r\n\r\n" + body, policy=email.policy.HTTP)
    *fields, file = form.iter_parts()
    told = {str(part.get_param("name", header="content-disposition")): part.get_content() for part in fields}
    about = {"filename": str(file.get_filename()), "content_type": file.get_content_type()}
    return told, about, file.get_payload(decode=True)


class Rest:
    def __init__(self, desk: "StandIn") -> None:
        self.desk = desk

    def routes(self) -> list[Route]:
        return [
            Route("/api/widget_settings", self._settings),
            Route("/api/widget_settings/metadata", self._settings, methods=["PUT"]),
            Route("/api/customers", self._create_customer, methods=["POST"]),
            Route("/api/customers/identify", self._identify),
            Route("/api/customers/{id}/exists", self._customer_exists),
            Route("/api/customers/{id}/metadata", self._customer_metadata, methods=["PUT"]),
            Route("/api/conversations/customer", self._open_conversations),
            Route("/api/conversations", self._create_conversation, methods=["POST"]),
            Route("/api/upload", self._upload, methods=["POST"]),
            Route("/files/{id}", self._file),
            Route("/shop", self._shop),
            Route("/site", self._site),
            Route("/{name}", self._static),
        ]

    async def _static(self, request: Request) -> Response:
        """The files as the desk sends them: shortened, and under its policy."""
        name = request.path_params["name"]
        name = f"{name}.html" if name in ("chat", "demo") else name
        try:
            found = asset(name)
        except NotFound:
            return Response(status_code=404)
        return Response(found.plain, headers=HEADERS, media_type=TYPES[f".{name.rpartition('.')[2]}"])

    async def _shop(self, request: Request) -> Response:
        extra = "".join(f' data-{name}="{value}"' for name, value in request.query_params.items())
        page = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>
            <link rel="icon" href="{self.desk.url}/cairn.svg">
            <meta name="viewport" content="width=device-width"></head><body><h1>A shop</h1><a href="#top">A link</a>
            <script src="{self.desk.url}/widget.js" data-account="{ACCOUNT}"{extra} async></script></body></html>"""
        sources = " ".join(f"{kind}-src {self.desk.url};" for kind in ("script", "frame", "img", "connect"))
        policy = f"default-src 'none'; {sources}"
        return Response(page, media_type="text/html", headers={"Content-Security-Policy": policy})

    async def _site(self, _: Request) -> Response:
        """Whatever a test puts there."""
        body, headers = self.desk.site
        return Response(body, media_type="text/html", headers=headers)

    async def _upload(self, request: Request) -> Response:
        await self.desk.gate.wait()
        told, file, content = parted(request.headers["content-type"], await request.body())
        self.desk.uploads.append(told)
        await self.desk.stir()
        if len(content) > LARGEST:
            return JSONResponse({"error": {"status": 413, "message": "A file is at most 100 kB."}}, 413)
        if not content:
            said = {"status": 422, "message": "file: is empty", "errors": {"file": ["is empty"]}}
            return JSONResponse({"error": said}, 422)
        kept = str(uuid.uuid4())
        address = f"{self.desk.url}/files/{kept}"
        thumbnail = address if file["content_type"].startswith("image/") else None
        shown = {**file, "id": kept, "object": "file", "file_url": address, "thumbnail_url": thumbnail}
        self.desk.files[kept] = ({**shown, "size": len(content), "width": None, "height": None}, content)
        return JSONResponse({"data": self.desk.files[kept][0]}, 201)

    async def _file(self, request: Request) -> Response:
        file, content = self.desk.files[request.path_params["id"]]
        return Response(content, media_type=file["content_type"])

    async def _settings(self, request: Request) -> Response:
        if request.method == "GET" and request.query_params.get("account_id") != ACCOUNT:
            return JSONResponse({"error": {"status": 404, "message": "No account found"}}, 404)
        return JSONResponse({"data": SETTINGS | self.desk.settings})

    async def _create_customer(self, request: Request) -> Response:
        customer = {**(await request.json())["customer"], "id": str(uuid.uuid4())}
        self.desk.customers[customer["id"]] = customer
        return JSONResponse({"data": customer}, 201)

    async def _identify(self, request: Request) -> Response:
        wanted = request.query_params["external_id"]
        found = [about["id"] for about in self.desk.customers.values() if about.get("external_id") == wanted]
        return JSONResponse({"data": {"customer_id": found[-1] if found else None}})

    async def _customer_exists(self, request: Request) -> Response:
        return JSONResponse({"data": request.path_params["id"] in self.desk.customers})

    async def _customer_metadata(self, request: Request) -> Response:
        customer = self.desk.customers[request.path_params["id"]]
        customer.update((await request.json())["metadata"])
        await self.desk.stir()
        return JSONResponse({"data": customer})

    async def _create_conversation(self, request: Request) -> Response:
        wanted = (await request.json())["conversation"]
        if wanted["customer_id"] not in self.desk.customers:
            return JSONResponse({"errors": {"detail": "Not Found"}}, 404)
        conversation = self.desk.open(wanted["customer_id"])
        topic = f"conversation:lobby:{wanted['customer_id']}"
        await self.desk.broadcast(topic, "conversation:created", {"id": conversation})
        return JSONResponse({"data": {"id": conversation, "object": "conversation", "status": "open"}}, 201)

    async def _open_conversations(self, request: Request) -> Response:
        wanted = request.query_params["customer_id"]
        mine = [talk for talk in self.desk.conversations.values() if talk["customer_id"] == wanted]
        newest = [talk for talk in reversed(mine) if talk["status"] == "open"][:3]
        if not newest:
            newest = [talk for talk in mine if talk["id"] == request.query_params.get("conversation_id")]
        public = [{**talk, "messages": [m for m in talk["messages"] if not m["private"]]} for talk in newest]
        return JSONResponse({"data": public})
