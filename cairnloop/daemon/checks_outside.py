"""The doctor's questions about what is around the house: files, the widget, the model, mail, and the running daemon."""

import os
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx

from cairnloop.daemon.cabinet import cabinet, folder
from cairnloop.daemon.checks import Answer, Patient, Verdict, blocked, not_checked, ready
from cairnloop.daemon.http.static import FOLDER, PAGES
from cairnloop.daemon.listening import door
from cairnloop.daemon.studio import model_settings
from cairnloop.drafting.engines.openai import OpenAIEngine
from cairnloop.drafting.request import Author, DraftKind, DraftRequest, Evidence, Turn
from cairnloop.errors import CairnloopError, NoAnswer, NotFound, Unavailable
from cairnloop.kernel.clock import SystemClock, random_id
from cairnloop.knowledge.evidence import Source
from cairnloop.mail.postman import Postman

PATIENCE_SECONDS = 5.0
PROBE = b"Is anybody there?"
ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where we ask, not where we listen


async def files(patient: Patient) -> Answer:
    """Does the bucket keep what it is given, and give it back; could a folder."""
    given = patient.settings.files.s3
    if not given.endpoint:
        return _folder_of_files(folder(patient.settings))
    store = cabinet(patient.settings, SystemClock()).store
    name = random_id().hex
    key = f"{name[-2:]}/{name}"
    try:
        await store.put(key, _probe())
        try:
            kept = b"".join([block async for block in store.read(key, 0, len(PROBE))])
        finally:
            await store.delete([key])
    except (Unavailable, NotFound) as error:
        return blocked(
            f"{given.endpoint}, bucket {given.bucket}: {error.detail}", "check [files.s3] in the configuration"
        )
    finally:
        await store.aclose()
    if kept != PROBE:
        return blocked(f"{given.endpoint}, bucket {given.bucket}, gives back something else", "see what answers there")
    return ready(f"bucket {given.bucket} at {given.endpoint} keeps files")


def _folder_of_files(path: Path) -> Answer:
    """It is made with the first file, by the daemon: whoever asks may be somebody else."""
    there = next(one for one in (path, *path.absolute().parents) if one.exists())
    if not there.is_dir() or not os.access(there, os.W_OK):
        return blocked(f"{there} cannot be written to", "give it to the daemon's user, or set files.folder")
    return ready(f"{path}" if there == path else f"{path}, made with the first file")


async def _probe() -> AsyncIterator[bytes]:
    yield PROBE


async def widget(patient: Patient) -> Answer:
    """Are the files there that customers' browsers ask for."""
    missing = [name for name in ("widget.js", *PAGES.values()) if not (FOLDER / name).is_file()]
    if missing:
        return blocked(f"{FOLDER} lacks {', '.join(missing)}", "install Cairnloop again")
    return ready(f"{FOLDER}")


async def model(patient: Patient) -> Answer:
    """Is there a model, and with `--model`: does it answer."""
    if patient.settings.drafting.engine == "extractive":
        return not_checked("the extractive engine needs none")
    settings = replace(model_settings(patient.settings), max_retries=0)
    if not patient.ask_model:
        return not_checked(f"{settings.model} at {settings.base_url} is configured", "--model asks it")
    engine = OpenAIEngine(settings)
    began = time.perf_counter()
    try:
        composed = await engine.compose(_tiny())
    finally:
        await engine.aclose()
    return ready(f"{composed.model or settings.model} answered in {time.perf_counter() - began:.1f} s")


def _tiny() -> DraftRequest:
    evidence = Evidence(1, Source.ARTICLE, "Opening hours", "", "We answer from Monday to Friday.")
    return DraftRequest(
        DraftKind.REPLY, (Turn(Author.CUSTOMER, "When do you answer?", SystemClock().now()),), evidence=(evidence,)
    )


async def mail(patient: Patient) -> Answer:
    """Does the mail server let us in; no mail is sent."""
    settings = patient.settings.mail
    postman = Postman(settings, SystemClock())
    if not postman.on:
        return not_checked("mail is off: notices and invitations are not mailed", "set mail.host to turn it on")
    try:
        said = await postman.check()
    except NoAnswer as error:
        return blocked(f"{settings.host}:{settings.port}: {error.detail}", "check [mail] in the configuration")
    return Answer(Verdict.READY, said, "`cairnloop mail test ADDRESS` sends one")


async def daemon(patient: Patient) -> Answer:
    """Does it answer where it should; if none runs, could one."""
    server = patient.settings.server
    if patient.url is None and server.port == 0:
        return not_checked("the system chooses the port", "name the daemon with --url")
    host = ANY_ADDRESS.get(server.host, server.host)
    url = patient.url or f"http://{f'[{host}]' if ':' in host else host}:{server.port}"
    try:
        async with httpx.AsyncClient(timeout=PATIENCE_SECONDS, trust_env=False) as client:
            response = await client.get(f"{url.rstrip('/')}/ready")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return _nobody(patient, url, error)
    try:
        said = response.json()
        parts = {str(name): str(state) for name, state in said["parts"].items()}
        degraded = {str(name): str(wrong) for name, wrong in said.get("degraded", {}).items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return blocked(f"what answers at {url} is not Cairnloop", "stop it, or choose another server.port")
    ill = [f"{name} {state}" for name, state in parts.items() if state != "ready"]
    if ill:
        return blocked(f"{url} runs, but: {'; '.join(ill)}", "its log says more")
    if degraded:
        wrong = "; ".join(f"{name}: {wrong}" for name, wrong in degraded.items())
        return Answer(Verdict.READY, f"{url} runs, degraded: {wrong}", "`cairnloop top` says more")
    return ready(f"{url} runs, and all its parts answer")


def _nobody(patient: Patient, url: str, error: Exception) -> Answer:
    if patient.url is not None:
        return blocked(f"{url} does not answer ({type(error).__name__})", "start it, or check the address")
    if not isinstance(error, httpx.ConnectError):
        return blocked(f"something listens at {url} but does not answer ({type(error).__name__})", "see what it is")
    server = patient.settings.server
    try:
        with door(server.host, server.port):
            return not_checked(f"none runs; port {server.port} is free", "cairnloop daemon")
    except CairnloopError as refused:
        said, _, remedy = refused.detail.partition("; ")
        return blocked(said, remedy)
