"""The stand-in's pages and REST: what the widget asks before and beside its socket."""

import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from tests.widget.stand_in import StandIn

STATIC = Path(__file__).parents[2] / "widget_static"
STRICT = "default-src 'self'; frame-ancestors *"
ACCOUNT = "3f0c8d52-6a0e-4f4b-9d5b-0f6f3a1c2b11"

SETTINGS = {
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


class Rest:
    def __init__(self, desk: "StandIn") -> None:
        self.desk = desk

    def routes(self) -> list[Route]:
        return [
            Route("/api/widget_settings", self._settings),
            Route("/api/customers", self._create_customer, methods=["POST"]),
            Route("/api/customers/{id}/exists", self._customer_exists),
            Route("/api/customers/{id}/metadata", self._customer_metadata, methods=["PUT"]),
            Route("/api/conversations/customer", self._open_conversations),
            Route("/api/conversations", self._create_conversation, methods=["POST"]),
            Route("/shop", self._shop),
            Route("/{name}", self._static),
        ]

    async def _static(self, request: Request) -> Response:
        name = {"chat": "chat.html", "demo": "demo.html"}.get(request.path_params["name"], request.path_params["name"])
        path = STATIC / name
        if not path.is_file():
            return Response(status_code=404)
        return FileResponse(path, headers={"Content-Security-Policy": STRICT, "Cache-Control": "no-cache"})

    async def _shop(self, request: Request) -> Response:
        extra = "".join(f' data-{name}="{value}"' for name, value in request.query_params.items())
        page = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>
            <link rel="icon" href="{self.desk.url}/cairn.svg">
            <meta name="viewport" content="width=device-width"></head><body><h1>A shop</h1><a href="#top">A link</a>
            <script src="{self.desk.url}/widget.js" data-account="{ACCOUNT}"{extra} async></script></body></html>"""
        policy = f"default-src 'none'; script-src {self.desk.url}; frame-src {self.desk.url}; img-src {self.desk.url}"
        return Response(page, media_type="text/html", headers={"Content-Security-Policy": policy})

    async def _settings(self, request: Request) -> Response:
        if request.query_params.get("account_id") != ACCOUNT:
            return JSONResponse({"error": {"status": 404, "message": "No account found"}}, 404)
        return JSONResponse({"data": SETTINGS})

    async def _create_customer(self, request: Request) -> Response:
        customer = {**(await request.json())["customer"], "id": str(uuid.uuid4())}
        self.desk.customers[customer["id"]] = customer
        return JSONResponse({"data": customer}, 201)

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
        public = [{**talk, "messages": [m for m in talk["messages"] if not m["private"]]} for talk in newest]
        return JSONResponse({"data": public})
