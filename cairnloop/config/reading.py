"""Reading settings: a TOML file and CAIRNLOOP_* variables become one frozen object, or an error that says where."""

import os
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from cairnloop.config.house import DatabaseSection
from cairnloop.config.settings import Settings
from cairnloop.errors import ConfigError
from cairnloop.wire.problems import said

ENV_PREFIX = "CAIRNLOOP_"
# Variables of ours that are not settings of the daemon.
NOT_SETTINGS = frozenset({"CAIRNLOOP_CONFIG", "CAIRNLOOP_URL", "CAIRNLOOP_API_KEY", "CAIRNLOOP_TEST_POSTGRES_URL"})
# The names under which others configure the same things; ours win.
FOREIGN: dict[str, tuple[str, str]] = {
    "OPENAI_API_KEY": ("model", "api_key"),
    "OPENAI_BASE_URL": ("model", "base_url"),
    "LLM_MODEL": ("model", "model"),
    "LLM_MAX_TOKENS": ("model", "max_tokens"),
    "LLM_TEMPERATURE": ("model", "temperature"),
    "LLM_TIMEOUT": ("model", "timeout_seconds"),
    "LLM_MAX_RETRIES": ("model", "max_retries"),
}


def find_config(option: Path | None, env: Mapping[str, str]) -> Path | None:
    """`--config`, then CAIRNLOOP_CONFIG, then ./config.toml. A named file must exist; the last may be missing."""
    named = option or (Path(env["CAIRNLOOP_CONFIG"]) if env.get("CAIRNLOOP_CONFIG") else None)
    if named is not None:
        if not named.is_file():
            raise ConfigError(f"there is no configuration file at {named}; `cairnloop init` makes one")
        return named
    here = Path("config.toml")
    return here if here.is_file() else None


def load(path: Path | None = None, env: Mapping[str, str] | None = None) -> Settings:
    """Read the settings. Raises ConfigError naming the file (or variable), the key and what would be right.

    A relative SQLite path is taken from the folder of the configuration file.
    """
    env = os.environ if env is None else env
    given: dict[str, Any] = _read(path) if path is not None else {}
    origin: dict[tuple[str, str], str] = {
        (section, key): str(path) for section, keys in given.items() if isinstance(keys, dict) for key in keys
    }
    if path is not None:
        _anchor(given, path)
    for (section, key), (variable, value) in _from_env(env).items():
        if _put(given, [section, *key.split(".")], value):
            origin[section, key.partition(".")[0]] = variable
    if path is not None:
        _keep_files_beside(given, path)
    try:
        settings = Settings.model_validate(given)
    except ValidationError as error:
        raise ConfigError(_explain(error, origin, path)) from error
    return settings


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error


def _anchor(given: dict[str, Any], path: Path) -> None:
    """A relative SQLite file, also the default one, lies beside its configuration; so does a folder of files."""
    files = given.get("files", {})
    if isinstance(files, dict) and isinstance(folder := files.get("folder"), str) and folder:
        given["files"] = {**files, "folder": str(path.parent.resolve() / folder)}
    database = given.get("database", {})
    if not isinstance(database, dict):
        return
    url = database.get("url", DatabaseSection().url)
    if isinstance(url, str) and url.startswith("sqlite:///") and not url.startswith("sqlite:////"):
        given["database"] = {**database, "url": f"sqlite:///{path.parent.resolve() / url[10:]}"}


def _keep_files_beside(given: dict[str, Any], path: Path) -> None:
    """Where the database is a server, files lie beside the configuration, wherever the daemon was started."""
    files, database = given.get("files", {}), given.get("database", {})
    if not isinstance(files, dict) or not isinstance(database, dict) or files.get("folder"):
        return
    url = database.get("url", DatabaseSection().url)
    if isinstance(url, str) and not url.startswith("sqlite:"):
        given["files"] = {**files, "folder": str(path.parent.resolve() / "files")}


def _put(given: dict[str, Any], place: Sequence[str], value: str) -> bool:
    """Whether there was room for it: what a file has instead of a section stays, to be refused by its name."""
    *inside, last = place
    keys: Any = given
    for name in inside:
        keys = keys.setdefault(name, {})
        if not isinstance(keys, dict):
            return False
    keys[last] = value
    return True


def _from_env(env: Mapping[str, str]) -> dict[tuple[str, str], tuple[str, str]]:
    """(section, key) -> (variable, value): CAIRNLOOP_SERVER_PORT is server.port."""
    found = {place: (name, env[name].strip()) for name, place in FOREIGN.items() if env.get(name, "").strip()}
    for name, value in env.items():
        if not name.startswith(ENV_PREFIX) or name in NOT_SETTINGS:
            continue
        section, _, key = name[len(ENV_PREFIX) :].lower().partition("_")
        keys = _keys(Settings).get(section)
        if keys is None or (place := _place(key, keys)) is None:
            raise ConfigError(f"{name}: no such setting; see config.example.toml for all of them")
        found[section, place] = (name, value.strip())
    return found


def _keys(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """The sections inside a section, or of all settings."""
    kinds = {name: field.annotation for name, field in model.model_fields.items()}
    return {name: kind for name, kind in kinds.items() if isinstance(kind, type) and issubclass(kind, BaseModel)}


def _place(key: str, section: type[BaseModel]) -> str | None:
    """What a variable means within a section: `s3_bucket` in files is `s3.bucket`. None when it means nothing."""
    inside = _keys(section)
    if key in section.model_fields and key not in inside:
        return key
    name, _, rest = key.partition("_")
    if name not in inside or (place := _place(rest, inside[name])) is None:
        return None
    return f"{name}.{place}"


def _explain(error: ValidationError, origin: Mapping[tuple[str, str], str], path: Path | None) -> str:
    lines = []
    for problem in error.errors(include_url=False):
        where = tuple(str(part) for part in problem["loc"])
        source = origin.get((where[0], where[1]) if len(where) > 1 else ("", ""), str(path or "settings"))
        words = "no such setting" if problem["type"] == "extra_forbidden" else said(problem)
        lines.append(f"{source}: {'.'.join(where)}: {words}")
    return "; ".join(lines)
