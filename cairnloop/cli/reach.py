"""Where the daemon is, and with which key this command may speak to it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cairnloop.cli import credentials
from cairnloop.cli.exits import Usage

if TYPE_CHECKING:
    from cairnloop.config import Settings

ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - where we ask, not where we listen


@dataclass(frozen=True, slots=True)
class Place:
    """A daemon and the key for it; `config` is the file that was read, if any."""

    url: str
    api_key: str
    config: Path | None


def settings_from(option: Path | None, env: Mapping[str, str] | None = None) -> tuple["Settings", Path | None]:
    """The settings and the file they came from. Raises ConfigError."""
    from cairnloop.config import find_config, load

    env = os.environ if env is None else env
    path = find_config(option, env)
    return load(path, env), path


def url_of(settings: "Settings", *, host: str | None = None, port: int | None = None) -> str:
    """The address under which the daemon of these settings is reached from this machine."""
    host = settings.server.host if host is None else host
    host = ANY_ADDRESS.get(host, host)
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.server.port if port is None else port}"


def find(config: Path | None, url: str | None, api_key: str | None) -> Place:
    """Options and variables first, then the configuration and the credentials beside it."""
    if url and api_key:
        return Place(checked_url(url), checked_key(api_key), config)
    settings, path = settings_from(config)
    configured = url_of(settings)
    if not url and settings.server.port == 0:
        raise Usage("server.port is 0, so the daemon's address is not known; give it with --url")
    chosen = checked_url(url or configured)
    return Place(chosen, checked_key(api_key or _stored(path, chosen, configured)), path)


def _stored(config: Path | None, url: str, configured: str) -> str:
    known = credentials.read(credentials.place_of(config))
    return known.api_key if known is not None and known.fit(url, configured) else ""


def checked_url(url: str, option: str = "--url") -> str:
    """Raises Usage for what is no address."""
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fine = False
    if not fine or not url.isascii() or not url.isprintable() or " " in url:
        raise Usage(f"{option}: write it like http://127.0.0.1:4700")
    return url.rstrip("/")


def checked_key(key: str) -> str:
    """Raises Usage for what can be no key."""
    if not all("!" <= character <= "~" for character in key):
        raise Usage("--api-key: this has characters that no key has; was something else pasted with it?")
    return key
