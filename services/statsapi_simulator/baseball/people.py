"""Players and officials: who they are, how they bat and throw, and what they did before today."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from statsapi_simulator.baseball import names

POSITIONS: Mapping[str, tuple[str, str, str]] = {
    # code: name, type, abbreviation
    "1": ("Pitcher", "Pitcher", "P"),
    "2": ("Catcher", "Catcher", "C"),
    "3": ("First Base", "Infielder", "1B"),
    "4": ("Second Base", "Infielder", "2B"),
    "5": ("Third Base", "Infielder", "3B"),
    "6": ("Shortstop", "Infielder", "SS"),
    "7": ("Outfielder", "Outfielder", "LF"),
    "8": ("Outfielder", "Outfielder", "CF"),
    "9": ("Outfielder", "Outfielder", "RF"),
    "10": ("Designated Hitter", "Hitter", "DH"),
    "11": ("Pinch Hitter", "Hitter", "PH"),
    "12": ("Pinch Runner", "Runner", "PR"),
    "Y": ("Two-Way Player", "Two-Way Player", "TWP"),
}

PITCH_NAMES: Mapping[str, str] = {
    "FF": "Four-Seam Fastball",
    "SI": "Sinker",
    "FC": "Cutter",
    "SL": "Slider",
    "ST": "Sweeper",
    "CU": "Curveball",
    "KC": "Knuckle Curve",
    "CH": "Changeup",
    "FS": "Splitter",
}


@dataclass(frozen=True, slots=True)
class Player:
    """One person on a roster. Ratings are around 0, one unit is about one standard deviation."""

    id: int
    first: str
    middle: str
    last: str
    number: str
    born: date
    birthplace: tuple[str, str, str]
    height_inches: int
    weight: int
    bats: str
    throws: str
    position: str
    nickname: str
    debut: date
    draft_year: int
    zone_top: float
    zone_bottom: float
    contact: float
    power: float
    speed: float
    glove: float
    control: float
    stuff: float
    arsenal: tuple[tuple[str, float, float], ...] = field(default=())
    """Pitch code, share, usual speed in miles per hour; empty for a player who does not pitch."""

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def is_pitcher(self) -> bool:
        return self.position in ("1", "Y")

    def bats_against(self, throws: str) -> str:
        """The side of the plate: a switch hitter stands opposite to the pitcher's arm."""
        if self.bats != "S":
            return self.bats
        return "L" if throws == "R" else "R"


@dataclass(frozen=True, slots=True)
class Official:
    id: int
    name: str


def make_player(rng: Random, *, player_id: int, number: int, position: str, season: int, starter: bool) -> Player:
    """A player with plausible measures for his position."""
    pitches = position in ("1", "Y")
    height = round(rng.gauss(74.5 if pitches else 72.8, 1.9))
    zone_bottom = round(1.45 + (height - 70) * 0.02 + rng.uniform(0, 0.12), 3)
    age_days = rng.randint(21 * 365, 37 * 365)
    born = date(season, 7, 1) - timedelta(days=age_days)
    debut = date(min(season, born.year + rng.randint(20, 25)), rng.randint(4, 9), rng.randint(1, 28))
    form = 0.25 if starter else -0.25
    return Player(
        id=player_id,
        first=names.given_name(rng),
        middle=names.given_name(rng),
        last=names.family_name(rng),
        number=str(number),
        born=born,
        birthplace=names.birthplace(rng),
        height_inches=height,
        weight=round(rng.gauss(212, 16)),
        bats=rng.choices("RLS", weights=(58, 32, 10))[0],
        throws=_throws(rng, position),
        position=position,
        nickname=names.nickname(rng),
        debut=debut,
        draft_year=born.year + rng.randint(17, 20),
        zone_top=round(zone_bottom + 1.6 + (height - 72) * 0.03, 3),
        zone_bottom=zone_bottom,
        contact=rng.gauss(form, 0.7) - (3.0 if position == "1" else 0.0),
        power=rng.gauss(0.8 if position in ("3", "7", "9", "10", "Y") else 0.0, 0.8),
        speed=rng.gauss(0.6 if position in ("4", "6", "8") else -0.3 if position in ("2", "3", "10") else 0.0, 0.7),
        glove=rng.gauss(0.0, 0.6),
        control=rng.gauss(0.0, 0.6),
        stuff=rng.gauss(form if pitches else -1.0, 0.6),
        arsenal=_arsenal(rng) if pitches else (),
    )


def _throws(rng: Random, position: str) -> str:
    if position in ("2", "4", "5", "6"):
        return "R"
    return "L" if rng.random() < (0.28 if position in ("1", "Y") else 0.2) else "R"


def _arsenal(rng: Random) -> tuple[tuple[str, float, float], ...]:
    base = rng.gauss(94.3, 1.9)
    fast = rng.choice((("FF",), ("FF", "SI"), ("SI", "FC"), ("FF", "FC")))
    breaking = rng.sample(("SL", "ST", "CU", "KC"), k=rng.randint(1, 2))
    soft = rng.sample(("CH", "FS"), k=rng.randint(0, 1))
    slower = {"FF": 0.0, "SI": 0.8, "FC": 4.8, "SL": 8.6, "ST": 11.5, "CU": 14.5, "KC": 12.8, "CH": 8.2, "FS": 8.0}
    weights = [rng.uniform(0.3, 0.6) for _ in fast] + [rng.uniform(0.15, 0.3) for _ in breaking + soft]
    total = sum(weights)
    codes = [*fast, *breaking, *soft]
    return tuple((code, weight / total, base - slower[code]) for code, weight in zip(codes, weights, strict=True))
