"""/openapi.json and /docs: the API for programs, and as one page for people, which loads nothing from anywhere."""

import base64
import hashlib
from functools import lru_cache
from html import escape
from typing import Any

import orjson
from fastapi import FastAPI, Request
from starlette.responses import Response

from cairnloop.daemon.http.bodies import Router

router = Router(include_in_schema=False)

STYLE = """
:root { color-scheme: light dark; --paper: #F4EEE2; --ink: #141B19; --muted: #5E665D; --line: #8E8068; --lead: #A8492A }
@media (prefers-color-scheme: dark) { :root { --paper: #101614; --ink: #F4EEE2; --muted: #B5AE9F; --lead: #E0906F } }
body { background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto;
  max-width: 60rem; padding: 0 1rem }
h2 { border-bottom: 1px solid var(--line); margin-top: 3rem; text-transform: capitalize }
h3 { font: 600 1rem ui-monospace, monospace; margin: 2rem 0 .25rem } b { color: var(--lead) }
p { margin: .25rem 0 } code, pre { font: .9rem ui-monospace, monospace } td { padding: 0 1rem 0 0; vertical-align: top }
pre { overflow-x: auto } small, summary { color: var(--muted) } a { color: var(--lead) }
""".strip()
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {"content-security-policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; frame-ancestors 'none'"}


@lru_cache(maxsize=1)
def _made(app: FastAPI) -> tuple[bytes, bytes]:
    """For programs and for people, once: it takes a second, and anybody may ask for it as often as they like."""
    api = app.openapi()
    return orjson.dumps(api), page(api).encode()


# Without `async` they are not worked out where everybody else would wait for it.
@router.get("/openapi.json")
def description(request: Request) -> Response:
    """Every route with what it takes and gives, for programs."""
    return Response(_made(request.app)[0], media_type="application/json")


@router.get("/docs")
def reference(request: Request) -> Response:
    """The same for people."""
    return Response(_made(request.app)[1], media_type="text/html", headers=HEADERS)


def page(api: dict[str, Any]) -> str:
    """The whole page. Everything in it is escaped, also our own words."""
    by_tag: dict[str, list[str]] = {}
    for path, methods in api["paths"].items():
        for method, operation in methods.items():
            by_tag.setdefault(operation.get("tags", ["other"])[0], []).append(_operation(method, path, operation, api))
    head = f"<h1>{escape(api['info']['title'])} {escape(api['info']['version'])}</h1>"
    links = " · ".join(f'<a href="#{escape(tag)}">{escape(tag)}</a>' for tag in by_tag)
    intro = (
        f"<p>{escape(api['info']['description'])}</p><p>Answers are <code>{{&quot;data&quot;: …}}</code>; errors are "
        "<code>{&quot;error&quot;: {status, reason, message, errors}}</code>. Send a session token or an API key as "
        '<code>Authorization: Bearer …</code>. For programs: <a href="/openapi.json">/openapi.json</a>.</p>'
    )
    body = "".join(f'<h2 id="{escape(tag)}">{escape(tag)}</h2>{"".join(parts)}' for tag, parts in by_tag.items())
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Cairnloop API</title><style>{STYLE}</style>{head}{intro}<p>{links}</p>{body}</html>"
    )


def _operation(method: str, path: str, operation: dict[str, Any], api: dict[str, Any]) -> str:
    parts = [f"<h3><b>{escape(method.upper())}</b> {escape(path)}</h3>"]
    if said := operation.get("description") or operation.get("summary"):
        parts.append(f"<p>{escape(said)}</p>")
    parts += _parameters(operation.get("parameters", []))
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    if body:
        parts.append(f"<details><summary>Takes</summary><pre>{escape(shape(body, api))}</pre></details>")
    for status, response in operation.get("responses", {}).items():
        schema = response.get("content", {}).get("application/json", {}).get("schema")
        if status.startswith("2") and schema:
            shown = escape(shape(schema, api))
            parts.append(f"<details><summary>Gives, as data ({escape(status)})</summary><pre>{shown}</pre></details>")
    return "".join(parts)


def _parameters(parameters: list[dict[str, Any]]) -> list[str]:
    rows = [
        f"<tr><td><code>{escape(one['name'])}</code><td><small>{escape(one['in'])}</small><td>{escape(_kind(one['schema']))}"
        for one in parameters
    ]
    return [f"<table>{''.join(rows)}</table>"] if rows else []


def _kind(schema: dict[str, Any]) -> str:
    kinds = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    return " or ".join(
        " | ".join(map(str, one["enum"])) if "enum" in one else one.get("format") or one.get("type") or _name(one)
        for one in kinds
    )


def _name(schema: dict[str, Any]) -> str:
    return str(schema.get("$ref", "anything")).rpartition("/")[2]


def shape(schema: dict[str, Any], api: dict[str, Any], depth: int = 0) -> str:
    """A schema as an indented outline of names and kinds; references are followed, three levels deep."""
    if "$ref" in schema:
        if depth > 3:
            return _name(schema)
        return shape(api["components"]["schemas"][_name(schema)], api, depth)
    if schema.get("type") == "array":
        return f"[{shape(schema.get('items', {}), api, depth)}]"
    if "properties" not in schema:
        return _kind(schema)
    required, inner = schema.get("required", []), "  " * (depth + 1)
    lines = [
        f"{inner}{name}{'' if name in required else '?'}: {shape(_real(one), api, depth + 1)}"
        for name, one in schema["properties"].items()
    ]
    return "{\n" + "\n".join(lines) + "\n" + "  " * depth + "}"


def _real(schema: dict[str, Any]) -> dict[str, Any]:
    """Without the null of what may be absent, when nothing else is left to choose from."""
    kinds = [one for one in schema.get("anyOf", []) if one.get("type") != "null"]
    return kinds[0] if len(kinds) == 1 else schema
