"""What a demo may be told: the variables of ``make demo``."""

import hashlib
from pathlib import Path
from typing import Annotated, Literal

import msgspec

SIMULATED_SPEED = 240.0
RECORDED_SPEED = 50.0


class Settings(msgspec.Struct, frozen=True):
    """Each field is an environment variable in capitals; empty means unset."""

    once: Annotated[
        bool, msgspec.Meta(description="1: end when every game is final and compare with what was played")
    ] = False
    seed: Annotated[int, msgspec.Meta(ge=0, description="the same seed plays the same games")] = 1
    games: Annotated[int, msgspec.Meta(ge=1, le=100, description="number of simulated games")] = 15
    speed: Annotated[
        float, msgspec.Meta(ge=0, description="simulated seconds per real second; 0: 240, or 50 with FEEDS")
    ] = 0.0
    feeds: Annotated[
        str | None, msgspec.Meta(description="folder of recorded feed documents to play instead of simulated games")
    ] = None
    live: Annotated[bool, msgspec.Meta(description="1: poll the real API instead of the simulator")] = False
    broker: Annotated[
        Literal["kafka", "mock"] | None,
        msgspec.Meta(description="kafka: embedded Apache Kafka; mock: librdkafka's test broker"),
    ] = None

    data: Annotated[str | None, msgspec.Meta(description="folder of the demo's data; unset: .local/demo")] = None

    def __post_init__(self) -> None:
        if self.live and (self.once or self.feeds):
            raise ValueError("LIVE: cannot be combined with ONCE or FEEDS, the real day ends when it ends")

    @property
    def clock_speed(self) -> float:
        """Simulated seconds per real second."""
        return self.speed or (RECORDED_SPEED if self.feeds else SIMULATED_SPEED)

    @property
    def ends(self) -> bool:
        """Whether the demo ends by itself when everything has been played."""
        return self.once or self.feeds is not None

    @property
    def world(self) -> str:
        """The name of what is played. Each world has its own data, so that games of two worlds never mix."""
        if self.live:
            return "live"
        if self.feeds:
            return f"feeds-{_folder_name(Path(self.feeds))}"
        return f"simulated-seed{self.seed}-games{self.games}"


def _folder_name(folder: Path) -> str:
    """A readable name that two different folders do not share."""
    resolved = folder.resolve()
    return f"{resolved.name}-{hashlib.sha256(str(resolved).encode()).hexdigest()[:8]}"
