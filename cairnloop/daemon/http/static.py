"""The widget: a loader for other people's pages, and the chat page it opens, under a strict content policy."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from cairnloop.errors import NotFound

PACKAGED = Path(__file__).parents[1] / "widget_static"
CHECKOUT = Path(__file__).parents[3] / "widget_static"
FOLDER = CHECKOUT if CHECKOUT.is_dir() else PACKAGED

# Pages by address; everything else in the folder is served by its name.
PAGES = {"/chat": "chat.html", "/demo": "demo.html"}
TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".svg": "image/svg+xml"}
HEADERS = {
    "content-security-policy": "default-src 'self'; img-src 'self' data:; connect-src 'self' ws: wss:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors *",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cache-control": "no-cache",
}


async def serve(request: Request) -> Response:
    name = PAGES.get(request.url.path) or request.url.path.removeprefix("/")
    path = FOLDER / name
    kind = TYPES.get(path.suffix)
    if kind is None or path.parent != FOLDER or not path.is_file():
        raise NotFound
    headers = dict(HEADERS)
    if path.suffix != ".html":
        # A page elsewhere loads the script; its own policy decides, not ours.
        headers |= {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
    return FileResponse(path, headers=headers, media_type=kind)


def routes() -> list[Route]:
    served = [path.name for path in sorted(FOLDER.iterdir()) if path.suffix in (".js", ".css", ".svg")]
    return [Route(address, serve, methods=["GET"]) for address in (*PAGES, *(f"/{name}" for name in served))]
