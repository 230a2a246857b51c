"""A home for the demonstration: a folder of its own, an account, its knowledge, and the daemon as a process."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

KNOWLEDGE = Path(__file__).parents[1] / "demo_data" / "knowledge"
COMPANY = "Trailmark"
EMAIL = "sam@trailmark.example"
# The home is thrown away and listens on loopback only; this opens nothing else.
PASSWORD = "trailmark-demo"  # noqa: S105
STOP_SECONDS = 20


@dataclass(slots=True)
class Home:
    """A throw-away home, removed at the end unless it was to be kept."""

    folder: Path
    kept: bool
    account: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    _daemon: "subprocess.Popen[str] | None" = None

    @classmethod
    def make(cls, keep: Path | None) -> "Home":
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            return cls(keep.resolve(), kept=True)
        return cls(Path(tempfile.mkdtemp(prefix="cairnloop-demo-")), kept=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if not self.kept:
            shutil.rmtree(self.folder, ignore_errors=True)

    def command(self, *arguments: str) -> Any:
        """Run one of our own commands and read its JSON. Raises RuntimeError with what it said on stderr."""
        told = subprocess.run(  # noqa: S603 - our own program, our own arguments
            [sys.executable, "-m", "cairnloop", *arguments, "--json"],
            env=self._environment(),
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if told.returncode != 0:
            raise RuntimeError(told.stderr.strip() or f"`cairnloop {arguments[0]}` ended with {told.returncode}")
        return json.loads(told.stdout)

    def open_account(self) -> None:
        self.account = self.command(
            "init", str(self.folder), "--account", COMPANY, "--email", EMAIL, "--password", PASSWORD
        )

    def start(self) -> str:
        """Start the daemon on a free port and wait until it says that it listens."""
        self._daemon = subprocess.Popen(  # noqa: S603 - our own program, our own arguments
            [sys.executable, "-m", "cairnloop", "daemon", "--config", str(self.folder / "config.toml"), "--port", "0"],
            env=self._environment(),
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=(self.folder / "daemon.log").open("a"),
            text=True,
        )
        assert self._daemon.stdout is not None
        said = self._daemon.stdout.readline().strip()
        if "listening on " not in said:
            self._daemon.wait(timeout=STOP_SECONDS)
            raise RuntimeError(f"the daemon did not start; see {self.folder / 'daemon.log'}")
        self.url = said.partition("listening on ")[2]
        return self.url

    def stop(self) -> int | None:
        """Ask the daemon to end and wait for it. Returns its exit code; None when none was running."""
        daemon, self._daemon = self._daemon, None
        if daemon is None:
            return None
        daemon.terminate()
        try:
            return daemon.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            daemon.kill()
            return daemon.wait()
        finally:
            if daemon.stdout is not None:
                daemon.stdout.close()

    def _environment(self) -> dict[str, str]:
        """Ours alone: what the shell says of other desks and models does not count here."""
        foreign = ("CAIRNLOOP_", "LLM_", "OPENAI_")
        env = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        if self.url:
            env["CAIRNLOOP_URL"] = self.url
        return env

    @property
    def demo_page(self) -> str:
        return f"{self.url}/demo?account={self.account['account_id']}"
