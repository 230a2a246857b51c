"""The work of the desk, and what comes with it: promises, mail, files, and what is recorded of visits."""

from typing import Literal

from pydantic import Field, SecretStr, model_validator

from cairnloop.config.section import Section

# One address, or none. What else may be wrong with one is the mail server's to say.
ADDRESS = r"^([A-Za-z0-9!#$%&'*+/=?^_`{|}~\-][A-Za-z0-9.!#$%&'*+/=?^_`{|}~\-]*@[A-Za-z0-9][A-Za-z0-9.\-]*)?$"


class Desk(Section):
    archive_after_days: int = Field(14, ge=0, le=3650, description="then resolved ones go to the archive; 0: never")
    unmerge_minutes: int = Field(10, ge=0, le=1440, description="how long a merge of conversations can be undone")


class Deadlines(Section):
    first_response_minutes: int = Field(120, ge=1, description="promise: the first answer to a customer")
    next_response_minutes: int = Field(120, ge=1, description="promise: every later answer")
    resolution_minutes: int = Field(1440, ge=1, description="promise: the conversation is resolved")
    in_business_hours: bool = Field(
        False, description="true counts them while somebody is there only; an account may choose for itself"
    )


class Mail(Section):
    host: str = Field("", description="server that takes the mail of this house; empty means that mail is off")
    port: int = Field(587, ge=1, le=65535, description="usually 587 for starttls, 465 for tls, 25 for none")
    security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="how the way to it is protected; none suits a server on this machine only"
    )
    username: str = Field("", description="who we are to the server; empty means no login")
    password: SecretStr = Field(SecretStr(""), description="better given as CAIRNLOOP_MAIL_PASSWORD than written here")
    from_address: str = Field("", pattern=ADDRESS, description="whom mails are from, such as desk@acme.example")
    from_name: str = Field("Cairnloop", max_length=80, description="the name beside it")
    timeout_seconds: float = Field(30.0, gt=0, le=300, description="how long the server may be silent")
    quote_messages: bool = Field(
        True, description="false keeps customers' words out of mails to operators: they say only that somebody wrote"
    )

    @model_validator(mode="after")
    def _complete(self) -> "Mail":
        if self.host and not self.from_address:
            raise ValueError("mail.from_address is missing; with mail.host set, say whom mails are from")
        return self


class S3(Section):
    endpoint: str = Field("", description="such as https://s3.eu-central-1.amazonaws.com; empty keeps files on disk")
    bucket: str = Field("", description="name of the bucket; it has to be there already")
    region: str = Field("us-east-1", description="region that requests are signed for")
    access_key: str = Field("", description="who we are to the store")
    secret_key: SecretStr = Field(
        SecretStr(""), description="better given as CAIRNLOOP_FILES_S3_SECRET_KEY than written here"
    )
    prefix: str = Field("", pattern=r"^([A-Za-z0-9._\-]+/)*$", description="put before all names, for example desk/")


class Files(Section):
    folder: str = Field(
        "", description="where uploads are kept; empty means files, beside a SQLite database or this file"
    )
    max_bytes: int = Field(26_214_400, ge=1_000, description="largest file")
    account_bytes: int = Field(10_737_418_240, ge=1_000, description="all files of one account together")
    address_bytes_per_day: int = Field(
        104_857_600, ge=1_000, description="files that one address without a key may send in a day"
    )
    uploads_per_minute: int = Field(30, ge=1, description="uploads without a key from one address")
    s3: S3 = Field(S3(), description="any S3-compatible store instead of the folder")


class Visits(Section):
    record: bool = Field(
        False, description="true keeps what recorders in pages see of visitors' screens: tell your visitors"
    )
    keep_days: int = Field(30, ge=1, le=3650, description="visits that ended longer ago are forgotten")
    event_bytes: int = Field(
        100_000, ge=1_000, le=10_000_000, description="largest event; limits.frame_bytes has to be larger"
    )
    visit_events: int = Field(10_000, ge=1, le=100_000, description="events kept of one visit")
    visit_bytes: int = Field(20_000_000, ge=1_000, description="all events of one visit together")
    account_bytes: int = Field(1_073_741_824, ge=1_000, description="all events of one account together")
