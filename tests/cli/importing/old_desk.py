"""A Papercups to leave: its tables, the CSV files that Postgres would write of them, and its API on the loopback."""

import csv
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid5

Row = dict[str, Any]
ACCOUNT, OTHER = "a0a0a0a0-0000-4000-8000-000000000001", "a0a0a0a0-0000-4000-8000-000000000002"
TOKEN, KEY, PASSWORD = "session-token", "SFMyNTY.key", "long enough"
PAGE = 3


def uid(name: str) -> str:
    return str(uuid5(UUID(ACCOUNT), name))


def at(minute: int) -> str:
    return f"2021-03-04 {minute // 60:02}:{minute % 60:02}:00"


@dataclass
class OldDesk:
    """Rows by table, as Papercups' own Postgres has them."""

    tables: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, table: str, **row: Any) -> Row:
        rows = self.tables.setdefault(table, [])
        rows.append({"account_id": ACCOUNT, "inserted_at": at(len(rows)), "updated_at": at(len(rows)), **row})
        return rows[-1]

    def talk(self, count: int, messages: int) -> None:
        """Conversations of one customer each, in which somebody asks and somebody answers, by turns."""
        for number in range(count):
            customer, thread = uid(f"customer {number}"), uid(f"thread {number}")
            self.add("customers", id=customer, email=f"c{number}@old.example", metadata={"n": number})
            about = {"customer_id": customer, "inbox_id": uid("inbox"), "assignee_id": 7}
            closed = {"status": "closed", "closed_at": at(9)} if number % 2 else {"status": "open"}
            self.add("conversations", id=thread, read=True, source="chat", priority="not_priority", **about, **closed)
            for turn in range(messages):
                who = {"user_id": 7} if turn % 2 else {"customer_id": customer}
                said = {"body": f"word {turn} of {number}", "sent_at": at(turn), "type": "reply", "private": False}
                self.add("messages", id=uid(f"message {number} {turn}"), conversation_id=thread, **who, **said)

    def write(self, folder: Path) -> Path:
        """As `\\copy table TO 'table.csv' CSV HEADER` does."""
        folder.mkdir(exist_ok=True)
        for table, rows in self.tables.items():
            columns = list(dict.fromkeys(name for row in rows for name in row))
            with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(columns)
                writer.writerows([_cell(row.get(name)) for name in columns] for row in rows)
        return folder


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "t" if value else "f"
        case dict():
            return json.dumps(value)
        case _:
            return str(value)


def small() -> OldDesk:
    """A little of everything."""
    desk = OldDesk()
    desk.add("accounts", id=ACCOUNT, company_name="Old Inc", time_zone="Europe/Berlin", account_id=None)
    desk.add("users", id=7, email="rosa@old.example", role="admin", disabled_at=None, archived_at=None)
    desk.add("user_profiles", id=uid("profile"), user_id=7, display_name="Rosa", account_id=None)
    desk.add("inboxes", id=uid("inbox"), name="Primary", slug="primary", is_primary=True)
    desk.add("inboxes", id=uid("vault"), name="Vault", slug="vault", is_primary=False, is_private=True)
    desk.add("inbox_members", id=uid("member"), inbox_id=uid("vault"), user_id=7, role="admin")
    leads_back = {"base_url": "https://old.example"}
    desk.add("widget_settings", id=uid("widget"), inbox_id=uid("vault"), title="Vault", color="#1a2", **leads_back)
    desk.add("companies", id=uid("company"), name="Northridge")
    desk.add("tags", id=uid("tag"), name="Refund", color="red", creator_id=7)
    desk.add("canned_responses", id=uid("canned"), name="Hello", content="Hello, you")
    desk.talk(4, 4)
    desk.tables["customers"][0] |= {"company_id": uid("company"), "external_id": "=1+1", "first_seen": "2021-03-01"}
    desk.add("customer_tags", id=uid("ct"), customer_id=uid("customer 0"), tag_id=uid("tag"))
    desk.add("notes", id=uid("note"), customer_id=uid("customer 0"), author_id=7, body="Prefers mail")
    desk.add("conversation_tags", id=uid("vt"), conversation_id=uid("thread 1"), tag_id=uid("tag"))
    about = {"filename": "the map.png", "unique_filename": "1f-map.png"}
    desk.add("files", id=uid("file"), file_url="https://files.old.example/1f-map.png", **about)
    desk.add("message_files", id=uid("mf"), message_id=uid("message 0 0"), file_id=uid("file"))
    return desk


class Api:
    """What the API makes of the tables. `moods` are answers it gives first, whatever is asked."""

    def __init__(self, desk: OldDesk) -> None:
        self.desk = desk
        self.moods: list[int] = []
        self.asked: list[str] = []
        self.token = TOKEN
        self.lists_messages = True
        self.store: dict[str, bytes] = {}

    def rows(self, table: str) -> list[Row]:
        rows = [row for row in self.desk.tables.get(table, []) if row.get("account_id") in (ACCOUNT, None)]
        return [{**row, "created_at": row["inserted_at"].replace(" ", "T")} for row in rows]

    def answer(self, path: str, query: dict[str, str], header: str | None) -> tuple[int, Any]:
        self.asked.append(path)
        if self.moods:
            return self.moods.pop(0), {"error": {"message": "not now"}}
        version = path.startswith("/api/v1/")
        if header != (f"Bearer {KEY}" if version else self.token):
            return 401, {"error": {"code": 401, "message": "Not authenticated"}}
        match path.removeprefix("/api/v1/" if version else "/api/").split("/"):
            case ["me"]:
                return 200, {"data": {"id": 7, "account_id": ACCOUNT}}
            case ["accounts", "me"] if not version:
                return 200, {"data": self.rows("accounts")[0]}
            case ["inboxes" | "canned_responses" as table] if not version:
                return 200, {"data": [_without_times(row) for row in self.rows(table)]}
            case ["widget_settings"] if not version:
                found = [row for row in self.rows("widget_settings") if row["inbox_id"] == query["inbox_id"]]
                made = {"id": uid(f"widget of {query['inbox_id']}"), "inbox_id": query["inbox_id"]}
                return 200, {"data": {**(found or [made])[0], "account": {"id": query["account_id"]}}}
            case ["users"]:
                return 200, {"data": [self.user(row) for row in self.rows("users") if not row["disabled_at"]]}
            case ["companies" | "tags" | "notes" as table]:
                return 200, {"data": self.rows(table)}
            case ["customers"]:
                return 200, self.customers(query)
            case ["conversations"]:
                return 200, self.conversations(query)
            case ["conversations", one]:
                return 200, {
                    "data": next(self.conversation(row) for row in self.rows("conversations") if row["id"] == one)
                }
        return 200, "<!doctype html>"  # whatever it does not know, its dashboard answers

    def user(self, row: Row) -> Row:
        profile = next((one for one in self.rows("user_profiles") if one["user_id"] == row["id"]), {})
        return {**row, "display_name": profile.get("display_name")}

    def customers(self, query: dict[str, str]) -> Any:
        """By number; that they belong to a company, a row of the list does not say."""
        found = self.rows("customers")
        if "company_id" in query:
            found = [row for row in found if row.get("company_id") == query["company_id"]]
        found = self._tagged(found, "customer_tags", "customer_id", query)
        number = int(query.get("page", 1))
        shown = [{k: v for k, v in row.items() if k != "company_id"} for row in found[(number - 1) * PAGE :][:PAGE]]
        return {"data": shown, "page_number": number, "total_pages": -(-len(found) // PAGE), "page_size": PAGE}

    def conversations(self, query: dict[str, str]) -> Any:
        found = self._tagged(self.rows("conversations"), "conversation_tags", "conversation_id", query)
        start = int(query.get("after", 0))
        shown = [self.conversation(row) for row in found[start : start + PAGE]]
        if not self.lists_messages:
            shown = [{name: value for name, value in row.items() if name != "messages"} for row in shown]
        following = str(start + PAGE) if start + PAGE < len(found) else None
        return {"data": shown, "next": following, "previous": None, "limit": PAGE, "total": len(found)}

    def conversation(self, row: Row) -> Row:
        users = {one["id"]: self.user(one) for one in self.rows("users")}
        said = [
            {**one, "user": users.get(one.get("user_id")), "attachments": self.files(one["id"])}
            for one in self.rows("messages")
            if one["conversation_id"] == row["id"]
        ]
        shown = {name: value for name, value in row.items() if name not in ("inserted_at", "updated_at")}
        return {**shown, "messages": said, "tags": [], "mentions": [], "customer": {"id": row["customer_id"]}}

    def files(self, message_id: str) -> list[Row]:
        wanted = {one["file_id"] for one in self.rows("message_files") if one["message_id"] == message_id}
        return [one for one in self.rows("files") if one["id"] in wanted]

    def _tagged(self, rows: list[Row], pins: str, owner: str, query: dict[str, str]) -> list[Row]:
        if "tag_id" not in query:
            return rows
        wanted = {one[owner] for one in self.rows(pins) if one["tag_id"] == query["tag_id"]}
        return [row for row in rows if row["id"] in wanted]

    @contextmanager
    def serve(self) -> Iterator[str]:
        """Its address, as long as it runs."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def _without_times(row: Row) -> Row:
    return {name: value for name, value in row.items() if not name.endswith("_at")}


def _handler(api: Api) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(asked.query).items()}
            if asked.path.startswith("/store/"):
                self._hand_out(asked.path.rpartition("/")[2])
            else:
                self._say(*api.answer(asked.path, query, self.headers.get("authorization")))

        def do_POST(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers["content-length"])))
            api.asked.append(self.path)
            if api.moods:
                self._say(api.moods.pop(0), {"error": {"message": "not now"}})
            elif self.path == "/api/session" and said["user"]["password"] == PASSWORD:
                api.token = f"{TOKEN}-{len(api.asked)}"
                self._say(200, {"data": {"token": api.token, "renew_token": "r", "user_id": 7, "account_id": ACCOUNT}})
            else:
                self._say(401, {"error": {"code": 401, "message": "Invalid email or password"}})

        def _hand_out(self, name: str) -> None:
            """A file, to anybody; who may read it must not be told by a token."""
            assert "authorization" not in self.headers
            status = api.moods.pop(0) if api.moods else 200 if name in api.store else 404
            self._write(status, "application/octet-stream", api.store.get(name, b""))

        def _say(self, status: int, body: Any) -> None:
            self._write(status, "application/json", json.dumps(body, default=str).encode())

        def _write(self, status: int, kind: str, written: bytes) -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(written)))
            self.end_headers()
            self.wfile.write(written)

        def log_message(self, format: str, *args: Any) -> None:
            """Nobody reads it."""

    return Handler
