"""Settings: a TOML file and CAIRNLOOP_* variables become one frozen object; an unknown key is an error."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from cairnloop.errors import ConfigError

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


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Server(_Section):
    host: str = Field("127.0.0.1", description="address to listen on; put a TLS proxy in front before opening it")
    port: int = Field(4700, ge=0, le=65535, description="port to listen on; 0 lets the system choose")
    public_url: str = Field("", description="address customers' browsers use; empty means the one we listen on")
    trusted_proxies: str = Field("127.0.0.1", description="whose X-Forwarded-For is believed, comma separated")


class DatabaseSection(_Section):
    url: str = Field("sqlite:///cairnloop.db", description="sqlite:///file.db or postgresql://user@host/name")
    synchronous: Literal["FULL", "NORMAL"] = Field(
        "FULL", description="sqlite only: FULL keeps acknowledged messages through a power cut, NORMAL is faster"
    )
    pool_size: int = Field(10, ge=2, le=200, description="postgres only: connections of one daemon")


class Security(_Section):
    secret_key: SecretStr = Field(
        SecretStr(""), description="seals secrets in the database; to change it put the new one in front, with a comma"
    )


class People(_Section):
    open_registration: bool = Field(False, description="true lets anybody open an account of their own here")


def _listed(value: Any) -> Any:
    """A variable holds a list as words with commas between them."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


class Outside(_Section):
    allow: Annotated[tuple[str, ...], BeforeValidator(_listed)] = Field(
        (), description="webhooks may go to these too, though not public: networks and hosts, '10.0.0.0/8', 'hooks.lan'"
    )
    allow_http: bool = Field(False, description="let webhooks go to http:// addresses, where all on the way can read")
    ports: Annotated[tuple[int, ...], BeforeValidator(_listed)] = Field(
        (), description="the only ports webhooks may go to; none means any"
    )


class Jobs(_Section):
    concurrency: int = Field(16, ge=1, le=500, description="background jobs at the same time in one daemon")
    rescue_seconds: int = Field(30, ge=5, description="postgres only: after this the jobs of a dead daemon move on")


class Drafting(_Section):
    engine: Literal["extractive", "openai"] = Field(
        "extractive", description="extractive needs no key and no network; openai asks the model below"
    )
    policy: Literal["allow", "require_approval", "draft_only", "deny"] = Field(
        "require_approval", description="what a new inbox lets a draft do by itself"
    )
    policy_callable: str = Field("", description="your own decision as package.module:callable; empty means ours")
    debounce_seconds: float = Field(2.0, ge=0, le=300, description="wait for the customer to finish before drafting")
    undo_seconds: float = Field(5.0, ge=0, le=300, description="how long an approved answer can be pulled back")
    evidence: int = Field(5, ge=1, le=20, description="passages a draft is made from")


class Model(_Section):
    base_url: str = Field("", description="OpenAI-compatible endpoint; empty means the provider's own")
    api_key: SecretStr = Field(SecretStr(""), description="better given as CAIRNLOOP_MODEL_API_KEY than written here")
    model: str = Field("gpt-4o-mini", description="name of the chat model")
    max_tokens: int = Field(500, ge=1, description="longest answer, in tokens")
    temperature: float = Field(0.7, ge=0, le=2, description="0 is the most predictable")
    timeout_seconds: float = Field(30.0, gt=0, description="give up on one call after this; 1000 and more means ms")
    max_retries: int = Field(2, ge=0, le=10, description="how often a failed call is tried again")
    breaker_failures: int = Field(
        3, ge=0, le=100, description="after so many failed drafts in a row the model is left alone; 0 always asks it"
    )
    breaker_seconds: float = Field(
        30.0, gt=0, le=3600, description="how long it is left alone then; longer each time it fails again"
    )


class Embeddings(_Section):
    model: str = Field("", description="name of an embedding model at the same endpoint; empty means keywords only")
    dimensions: int = Field(0, ge=0, description="ask the model for vectors of this length; 0 means its own")


class Desk(_Section):
    archive_after_days: int = Field(14, ge=0, le=3650, description="then resolved ones go to the archive; 0: never")
    unmerge_minutes: int = Field(10, ge=0, le=1440, description="how long a merge of conversations can be undone")


class Deadlines(_Section):
    first_response_minutes: int = Field(120, ge=1, description="promise: the first answer to a customer")
    next_response_minutes: int = Field(120, ge=1, description="promise: every later answer")
    resolution_minutes: int = Field(1440, ge=1, description="promise: the conversation is resolved")
    in_business_hours: bool = Field(
        False, description="true counts them while somebody is there only; an account may choose for itself"
    )


class S3(_Section):
    endpoint: str = Field("", description="such as https://s3.eu-central-1.amazonaws.com; empty keeps files on disk")
    bucket: str = Field("", description="name of the bucket; it has to be there already")
    region: str = Field("us-east-1", description="region that requests are signed for")
    access_key: str = Field("", description="who we are to the store")
    secret_key: SecretStr = Field(
        SecretStr(""), description="better given as CAIRNLOOP_FILES_S3_SECRET_KEY than written here"
    )
    prefix: str = Field("", pattern=r"^([A-Za-z0-9._\-]+/)*$", description="put before all names, for example desk/")


class Files(_Section):
    folder: str = Field("", description="where uploads are kept; empty means files, beside a SQLite database")
    max_bytes: int = Field(26_214_400, ge=1_000, description="largest file")
    account_bytes: int = Field(10_737_418_240, ge=1_000, description="all files of one account together")
    address_bytes_per_day: int = Field(
        104_857_600, ge=1_000, description="files that one address without a key may send in a day"
    )
    uploads_per_minute: int = Field(30, ge=1, description="uploads without a key from one address")
    s3: S3 = Field(S3(), description="any S3-compatible store instead of the folder")


class Limits(_Section):
    message_characters: int = Field(20_000, ge=100, le=65_536, description="longest message a customer may send")
    body_bytes: int = Field(1_048_576, ge=10_000, description="largest HTTP body")
    frame_bytes: int = Field(131_072, ge=10_000, description="largest socket frame")
    socket_frames_per_second: float = Field(20.0, gt=0, description="what one socket may send for long")
    socket_burst: int = Field(60, ge=5, description="what one socket may send at once")
    socket_queue: int = Field(256, ge=8, description="frames that may wait for a slow reader before it is dropped")
    public_requests_per_minute: int = Field(600, ge=10, description="requests without a key from one address")


class Logging(_Section):
    level: Literal["debug", "info", "warning", "error"] = Field("info", description="how much is said")
    format: Literal["console", "json"] = Field("console", description="json suits log collectors")


class SavedSection(_Section):
    title: str = Field(min_length=1, max_length=40, description="what it is called")
    query: str = Field(max_length=500, description="which conversations it holds, in the words of a query")


class Console(_Section):
    theme: Literal["auto", "light", "dark", "high-contrast"] = Field("auto", description="colours of the console")
    mouse: bool = Field(True, description="let the console take the mouse")
    notify: Literal["off", "bell", "desktop"] = Field(
        "off", description="what happens when a draft begins to wait while you look elsewhere"
    )
    keymap: dict[str, str] = Field(default_factory=dict, description="other keys by action, for example approve = 'W'")
    sections: tuple[SavedSection, ...] = Field(
        (), max_length=20, description="sections of your own, for example {title = 'Mail', query = 'source:email'}"
    )


class Settings(_Section):
    """All settings. The descriptions are what config.example.toml says of each."""

    server: Server = Server()
    database: DatabaseSection = DatabaseSection()
    security: Security = Security()
    people: People = People()
    outside: Outside = Outside()
    jobs: Jobs = Jobs()
    drafting: Drafting = Drafting()
    model: Model = Model()
    embeddings: Embeddings = Embeddings()
    desk: Desk = Desk()
    deadlines: Deadlines = Deadlines()
    limits: Limits = Limits()
    files: Files = Files()
    logging: Logging = Logging()
    console: Console = Console()


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
        *inside, last = key.split(".")
        keys = given.setdefault(section, {})
        for name in inside:
            keys = keys.setdefault(name, {})
        keys[last] = value
        origin[section, key.partition(".")[0]] = variable
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
    for problem in error.errors(include_url=False, include_input=False):
        where = tuple(str(part) for part in problem["loc"])
        source = origin.get((where[0], where[1]) if len(where) > 1 else ("", ""), str(path or "settings"))
        said = "no such setting" if problem["type"] == "extra_forbidden" else problem["msg"]
        lines.append(f"{source}: {'.'.join(where)}: {said}")
    return "; ".join(lines)
