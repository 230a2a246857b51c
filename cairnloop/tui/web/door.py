"""Who is let in: a link that works once becomes a cookie, and nothing is answered to pages of other sites."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import urlsplit

COOKIE = "cairnloop_console"
# Browsers that were let in; the one that was let in longest ago gives way.
MOST_BROWSERS = 16
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def base_of(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


@dataclass
class Door:
    """`public` is the address that browsers use, without a slash at its end; `origins` are those it is reached at."""

    public: str
    origins: frozenset[str]
    _token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    _browsers: list[bytes] = field(default_factory=list)

    @classmethod
    def of(cls, host: str, port: int, public: str | None) -> "Door":
        """On loopback its names mean the same; another address has to be named."""
        own = base_of(host, port)
        names = LOOPBACK if host in LOOPBACK else {host}
        known = {origin_of(base_of(name, port)) for name in names}
        chosen = (public or own).rstrip("/")
        return cls(chosen, frozenset(known | {origin_of(chosen)}))

    @property
    def link(self) -> str:
        """The address that lets one browser in, once."""
        return f"{self.public}/enter?token={self._token}"

    @property
    def secure(self) -> bool:
        return self.public.startswith("https:")

    @property
    def path(self) -> str:
        """Where the cookie is sent: below the public address, and nowhere else on its host."""
        return urlsplit(self.public).path or "/"

    def enter(self, token: str) -> str | None:
        """The cookie for who shows the token, which is spent with that; None for anybody else."""
        if not secrets.compare_digest(_hash(token), _hash(self._token)):
            return None
        self._token = secrets.token_urlsafe(32)
        cookie = secrets.token_urlsafe(32)
        self._browsers = [*self._browsers, _hash(cookie)][-MOST_BROWSERS:]
        return cookie

    def knows(self, cookie: str) -> bool:
        """Every one is compared, so that the time it takes tells nothing."""
        given = _hash(cookie)
        return sum(secrets.compare_digest(given, one) for one in self._browsers) > 0

    def is_ours(self, headers: Mapping[str, str]) -> bool:
        """Whether the request names an address of ours: a name that somebody made point here is none."""
        host = headers.get("Host", "").lower()
        return any(urlsplit(one).netloc == host for one in self.origins)

    def came_from_us(self, headers: Mapping[str, str]) -> bool:
        """Whether a page of ours asks: browsers name the page's origin, and no page can change what they say."""
        return headers.get("Origin", "").lower() in self.origins


def origin_of(url: str) -> str:
    """Scheme, host and port, as browsers write them: the usual port is left out."""
    parts = urlsplit(url.lower())
    host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname or ""
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return f"{parts.scheme}://{host}" if parts.port in (None, usual) else f"{parts.scheme}://{host}:{parts.port}"


def _hash(cookie: str) -> bytes:
    return sha256(cookie.encode("utf-8", "surrogatepass")).digest()
