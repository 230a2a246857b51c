"""Where files are kept and how many of them, according to the settings."""

from pathlib import Path

from cairnloop.config import S3, Settings
from cairnloop.errors import ConfigError
from cairnloop.files.cabinet import Cabinet
from cairnloop.files.disk import DiskStore
from cairnloop.files.rules import Limits
from cairnloop.files.stores import Store
from cairnloop.kernel.clock import Clock
from cairnloop.kernel.engines import parse_url

# Routes that take files, and so larger bodies than all others; also under their version's name.
UPLOADS = ("/api/upload", "/api/files", "/api/v1/upload", "/api/v1/files")
# What a form adds to the file it carries.
ENVELOPE = 65_536


def cabinet(settings: Settings, clock: Clock) -> Cabinet:
    """The store that the settings name, and its limits. Raises ConfigError for half a bucket."""
    given = settings.files
    limits = Limits(given.max_bytes, given.account_bytes, given.address_bytes_per_day)
    return Cabinet(_bucket(given.s3, clock) if given.s3.endpoint else DiskStore(folder(settings)), limits)


def folder(settings: Settings) -> Path:
    """The folder of files, when they are kept in one."""
    if settings.files.folder:
        return Path(settings.files.folder)
    url = parse_url(settings.database.url)
    beside = Path(url.database or "").parent if url.get_backend_name() == "sqlite" else Path()
    return beside / "files"


def _bucket(given: S3, clock: Clock) -> Store:
    from cairnloop.files.s3 import Bucket, S3Store
    from cairnloop.files.sigv4 import Credentials

    secret = given.secret_key.get_secret_value()
    needed = {"bucket": given.bucket, "access_key": given.access_key, "secret_key": secret, "region": given.region}
    missing = [name for name, value in needed.items() if not value]
    if missing:
        raise ConfigError(f"files.s3.{missing[0]}: is needed where files.s3.endpoint is given")
    if not given.endpoint.startswith(("https://", "http://")):
        raise ConfigError("files.s3.endpoint: begins with https:// (or http:// for one on this machine)")
    credentials = Credentials(given.access_key, secret, given.region)
    return S3Store(Bucket(given.endpoint.rstrip("/"), given.bucket, given.prefix, credentials), clock)
