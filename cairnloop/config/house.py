"""The house itself: where it listens, what it keeps its rows in, who gets in and out, and how much at once."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr

from cairnloop.config.section import Section, listed


class Server(Section):
    host: str = Field("127.0.0.1", description="address to listen on; put a TLS proxy in front before opening it")
    port: int = Field(4700, ge=0, le=65535, description="port to listen on; 0 lets the system choose")
    public_url: str = Field("", description="address customers' browsers use; empty means the one we listen on")
    trusted_proxies: str = Field("127.0.0.1", description="whose X-Forwarded-For is believed, comma separated")

    @property
    def home(self) -> str:
        """Where people reach this house, for links that it writes by itself."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"


class DatabaseSection(Section):
    url: str = Field("sqlite:///cairnloop.db", description="sqlite:///file.db or postgresql://user@host/name")
    synchronous: Literal["FULL", "NORMAL"] = Field(
        "FULL", description="sqlite only: FULL keeps acknowledged messages through a power cut, NORMAL is faster"
    )
    pool_size: int = Field(10, ge=2, le=200, description="postgres only: connections of one daemon")


class Security(Section):
    secret_key: SecretStr = Field(
        SecretStr(""), description="seals secrets in the database; to change it put the new one in front, with a comma"
    )


class People(Section):
    open_registration: bool = Field(False, description="true lets anybody open an account of their own here")


class Outside(Section):
    allow: Annotated[tuple[str, ...], BeforeValidator(listed)] = Field(
        (), description="webhooks may go to these too, though not public: networks and hosts, '10.0.0.0/8', 'hooks.lan'"
    )
    allow_http: bool = Field(False, description="let webhooks go to http:// addresses, where all on the way can read")
    ports: Annotated[tuple[int, ...], BeforeValidator(listed)] = Field(
        (), description="the only ports webhooks may go to; none means any"
    )


class Jobs(Section):
    concurrency: int = Field(16, ge=1, le=500, description="background jobs at the same time in one daemon")
    rescue_seconds: int = Field(30, ge=5, description="postgres only: after this the jobs of a dead daemon move on")


class Limits(Section):
    message_characters: int = Field(20_000, ge=100, le=65_536, description="longest message a customer may send")
    body_bytes: int = Field(1_048_576, ge=10_000, description="largest HTTP body")
    frame_bytes: int = Field(131_072, ge=10_000, description="largest socket frame")
    socket_frames_per_second: float = Field(20.0, gt=0, description="what one socket may send for long")
    socket_burst: int = Field(60, ge=5, description="what one socket may send at once")
    socket_queue: int = Field(256, ge=8, description="frames that may wait for a slow reader before it is dropped")
    public_requests_per_minute: int = Field(
        1200, ge=10, description="what pages read without a key, from one address (of IPv6: one network of 64 bits)"
    )
    public_writes_per_minute: int = Field(600, ge=10, description="customers and conversations made from one address")
    sign_ins_per_minute: int = Field(60, ge=10, description="sign-ins, renewals and registrations from one address")
    sockets_per_minute: int = Field(1200, ge=10, description="sockets opened from one address")
    customer_requests_per_minute: int = Field(
        600, ge=10, description="what one customer writes and asks, from anywhere"
    )
    operator_requests_per_minute: int = Field(6000, ge=10, description="requests with one key or session")
    dear_requests_per_minute: int = Field(240, ge=10, description="searches, reports and exports among them")


class Logging(Section):
    level: Literal["debug", "info", "warning", "error"] = Field("info", description="how much is said")
    format: Literal["console", "json"] = Field("console", description="json suits log collectors")
