"""Of which site a page is that asks: ours, or somebody else's."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers


def foreign_origin(headers: Headers, public_url: str) -> str | None:
    """The origin of a page that is not ours; None for our own pages, and for programs, which name none.

    Browsers let no page write `Origin` or `Host`; a program can write what it likes, and need not.
    """
    origin = headers.get("origin")
    if origin is None:
        return None
    home = urlsplit(public_url)
    ours = origin == f"{home.scheme}://{home.netloc}" or origin.partition("://")[2] == headers.get("host")
    return None if ours else origin
