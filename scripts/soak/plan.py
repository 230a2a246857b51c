"""What a soak is made of: how many, how long, in which order of chance; and the settings of the house it plays in."""

from dataclasses import dataclass

from tests.journey.customers import Pace
from tests.journey.survival import SETTINGS

# All customers together begin to write about this often, however many they are: the day is long and not loud.
WRITINGS_PER_SECOND = 8.0
HOUSE: dict[str, object] = {
    **SETTINGS,
    "drafting_engine": "openai",
    "drafting_debounce_seconds": 0.3,
    "drafting_undo_seconds": 1.0,
    "model_api_key": "soak",
    # A draft must be possible within the life of a daemon that is killed every few seconds.
    "model_timeout_seconds": 0.8,
    "model_max_retries": 1,
    # Promises of minutes, so that some are kept and some are broken within the day.
    "deadlines_first_response_minutes": 1,
    "deadlines_next_response_minutes": 1,
    "deadlines_resolution_minutes": 2,
    "logging_format": "json",
}


@dataclass(frozen=True)
class Plan:
    database: str = "sqlite"
    seed: int = 1
    kills: int = 100
    minutes: float = 5.0
    """How long the day goes on after the last kill, while memory and files are watched."""
    customers: int = 200
    operators: int = 4
    daemons: int = 1
    life: tuple[float, float] = (0.3, 6.0)
    """How long a daemon lives at least and at most before something befalls the house, in seconds."""

    @property
    def pace(self) -> Pace:
        mean = self.customers / WRITINGS_PER_SECOND
        return Pace(writings=(1, 6), between=(0.4 * mean, 1.2 * mean), away=(0, 0.4 * mean), threads=3)

    @property
    def command(self) -> str:
        """The command line that plays the same day again."""
        given = f"--database {self.database} --kills {self.kills} --minutes {self.minutes:g} --seed {self.seed}"
        return f"python -m scripts.soak {given} --customers {self.customers} --daemons {self.daemons}"
