"""The key this person's commands use: a file only they can read, beside the configuration."""

import json
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from cairnloop.errors import ConfigError

NAME = "credentials.toml"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Credentials:
    """`url` is the daemon the key was made for; empty means the one the configuration beside it describes."""

    email: str
    api_key: str
    url: str = ""

    def fit(self, url: str, configured: str) -> bool:
        """Whether the key may be shown to `url`: a key must not travel to somebody else's server."""
        home = self.url or configured
        return _origin(url) == _origin(home) or (not self.url and urlsplit(url).hostname in LOOPBACK)


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port


def place_of(config: Path | None) -> Path:
    """Beside the configuration; without one, in this person's own folder for settings."""
    if config is not None:
        return config.parent / NAME
    from platformdirs import user_config_path

    return user_config_path("cairnloop") / NAME


def read(path: Path) -> Credentials | None:
    """None when there are none. Raises ConfigError for a file that cannot be read."""
    try:
        said = tomllib.loads(path.read_text("utf-8"))
        return Credentials(said["email"], said["api_key"], said.get("url", ""))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError) as error:
        raise ConfigError(
            f"{path}: cannot be read ({type(error).__name__}); `cairnloop login` writes it anew"
        ) from error


def write(path: Path, credentials: Credentials) -> None:
    """Replace the file in one step; nobody else can read it at any moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    given = {"url": credentials.url, "email": credentials.email, "api_key": credentials.api_key}
    lines = [f"{name} = {json.dumps(value)}" for name, value in given.items() if value]
    text = "\n".join(["# The key of one person. Keep it to yourself; `cairnloop keys revoke` ends it.", *lines, ""])
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(handle, "w", encoding="utf-8") as file:
        file.write(text)
    partial.replace(path)
