"""Thirty invented clubs with their parks and rosters. The same seed and season give the same league."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from statsapi_simulator.baseball.people import Official, Player, make_player

# place, nickname, abbreviation, state, state code, division, time zone, park
_CLUBS: tuple[tuple[str, str, str, str, str, int, str, str], ...] = (
    ("Port Arden", "Lanterns", "ARD", "Maine", "ME", 201, "E", "Lantern Yard"),
    ("Calder Falls", "Millers", "CAL", "New York", "NY", 201, "E", "Millrace Park"),
    ("Brightwater", "Herons", "BRW", "Delaware", "DE", 201, "E", "Heron Field"),
    ("Stonehaven", "Masons", "STH", "Massachusetts", "MA", 201, "E", "Quarry Grounds"),
    ("Marlow Bay", "Tides", "MAR", "Florida", "FL", 201, "E", "Tidewater Dome"),
    ("Fort Halden", "Sentries", "HAL", "Ohio", "OH", 202, "E", "Halden Field"),
    ("Prairie City", "Threshers", "PRC", "Iowa", "IA", 202, "C", "Thresher Park"),
    ("Ironridge", "Smelters", "IRN", "Michigan", "MI", 202, "E", "Foundry Field"),
    ("Lake Corran", "Loons", "LCR", "Minnesota", "MN", 202, "C", "Corran Shore Park"),
    ("Sable Creek", "Otters", "SBC", "Missouri", "MO", 202, "C", "Creekside Stadium"),
    ("Mesa Verano", "Suns", "MEV", "Arizona", "AZ", 200, "A", "Verano Dome"),
    ("Cape Solace", "Whalers", "CSO", "Oregon", "OR", 200, "P", "Solace Harbor Park"),
    ("Redwood Gate", "Burls", "RWG", "California", "CA", 200, "P", "Gate Park"),
    ("Galena Springs", "Prospectors", "GAL", "Nevada", "NV", 200, "P", "Assay Field"),
    ("Larkspur", "Meadowlarks", "LRK", "Texas", "TX", 200, "C", "Larkspur Park"),
    ("Havenport", "Clippers", "HVP", "Connecticut", "CT", 204, "E", "Clipper Grounds"),
    ("Ashgrove", "Foxes", "ASH", "Georgia", "GA", 204, "E", "Ashgrove Park"),
    ("Bellmere", "Carillons", "BEL", "Pennsylvania", "PA", 204, "E", "Carillon Field"),
    ("Saint Orrin", "Pelicans", "STO", "Florida", "FL", 204, "E", "Pelican Dome"),
    ("Potomac Heights", "Beacons", "POT", "Virginia", "VA", 204, "E", "Beacon Hill Park"),
    ("Grand Tavish", "Bisons", "GTV", "Illinois", "IL", 205, "C", "Tavish Field"),
    ("Copper Hollow", "Kestrels", "COP", "Wisconsin", "WI", 205, "C", "Hollow Park"),
    ("Millstone", "Coopers", "MLS", "Kentucky", "KY", 205, "E", "Barrel Yard"),
    ("Three Forks", "Rivermen", "TFK", "Missouri", "MO", 205, "C", "Confluence Park"),
    ("Allegheny Point", "Steelheads", "ALP", "Pennsylvania", "PA", 205, "E", "Steelhead Park"),
    ("Alta Sierra", "Condors", "ALT", "California", "CA", 203, "P", "Condor Stadium"),
    ("Bahía Dorada", "Gaviotas", "BAH", "California", "CA", 203, "P", "Estadio Dorado"),
    ("Highmark", "Altitudes", "HMK", "Colorado", "CO", 203, "M", "Mile Field"),
    ("Juniper Wells", "Coyotes", "JUN", "New Mexico", "NM", 203, "M", "Juniper Park"),
    ("Emerald Sound", "Cascades", "EMS", "Washington", "WA", 203, "P", "Sound Park"),
)

_LEAGUES: Mapping[int, str] = {103: "Eastern Circuit", 104: "Western Circuit"}
_DIVISIONS: Mapping[int, tuple[str, int]] = {
    200: ("Eastern Circuit West", 103),
    201: ("Eastern Circuit East", 103),
    202: ("Eastern Circuit Central", 103),
    203: ("Western Circuit West", 104),
    204: ("Western Circuit East", 104),
    205: ("Western Circuit Central", 104),
}
_SPRING: Mapping[int, tuple[str, str]] = {114: ("Cottonwood League", "CW"), 115: ("Mangrove League", "MG")}
_ZONES: Mapping[str, tuple[str, str, int]] = {
    "E": ("America/New_York", "EDT", -4),
    "C": ("America/Chicago", "CDT", -5),
    "M": ("America/Denver", "MDT", -6),
    "A": ("America/Phoenix", "MST", -7),
    "P": ("America/Los_Angeles", "PDT", -7),
}
_ROSTER = ("2", "2", "3", "3", "4", "5", "6", "7", "8", "9", "10", "4", "7", *("1",) * 13)
FIRST_CLUB_ID = 101


@dataclass(frozen=True, slots=True)
class Venue:
    id: int
    name: str
    city: str
    state: str
    state_code: str
    address: str
    postal_code: str
    phone: str
    latitude: float
    longitude: float
    azimuth: float
    elevation: int
    zone_id: str
    zone_name: str
    utc_offset: int
    capacity: int
    turf: str
    roof: str
    distances: tuple[int, int, int, int, int]
    """Left line, left center, center, right center, right line; feet."""


@dataclass(frozen=True, slots=True)
class Club:
    """A club with its whole roster: thirteen position players and thirteen pitchers (the first five start)."""

    id: int
    place: str
    nickname: str
    abbreviation: str
    league: tuple[int, str]
    division: tuple[int, str]
    spring: tuple[int, str, str]
    venue: Venue
    wins: int
    losses: int
    players: tuple[Player, ...]
    manager: Official

    @property
    def name(self) -> str:
        return f"{self.place} {self.nickname}"

    @property
    def pitchers(self) -> tuple[Player, ...]:
        return tuple(p for p in self.players if p.position == "1")

    @property
    def hitters(self) -> tuple[Player, ...]:
        return tuple(p for p in self.players if p.position != "1")


@dataclass(frozen=True, slots=True)
class League:
    season: int
    clubs: tuple[Club, ...]
    umpires: tuple[Official, ...]
    scorers: tuple[Official, ...]


@lru_cache(maxsize=4)
def build_league(seed: int, season: int) -> League:
    """The league of one season."""
    rng = Random(f"league-{seed}-{season}")
    clubs = tuple(_club(rng, index, season) for index in range(len(_CLUBS)))
    crew = tuple(_official(rng, 400_000 + n, season) for n in range(60))
    scorers = tuple(_official(rng, 480_000 + n, season) for n in range(30))
    return League(season=season, clubs=clubs, umpires=crew, scorers=scorers)


def _official(rng: Random, official_id: int, season: int) -> Official:
    return Official(official_id, make_player(
        rng, player_id=official_id, number=0, position="10", season=season, starter=False
    ).name)  # fmt: skip


def _club(rng: Random, index: int, season: int) -> Club:
    place, nickname, abbreviation, state, code, division, zone, park = _CLUBS[index]
    club_id = FIRST_CLUB_ID + index
    numbers = rng.sample(range(1, 99), k=len(_ROSTER))
    players = []
    taken: set[str] = set()
    for n, position in enumerate(_ROSTER):
        starter = n in (0, 2, 4, 5, 6, 7, 8, 9, 10) or 13 <= n < 18
        while True:
            player = make_player(
                rng,
                player_id=700_000 + index * 40 + n,
                number=numbers[n],
                position=position,
                season=season,
                starter=starter,
            )
            if player.last not in taken:
                break
        taken.add(player.last)
        players.append(player)
    spring_id = 114 if zone in "AMP" else 115
    division_name, league_id = _DIVISIONS[division]
    wins = rng.randint(30, 62)
    return Club(
        id=club_id,
        place=place,
        nickname=nickname,
        abbreviation=abbreviation,
        league=(league_id, _LEAGUES[league_id]),
        division=(division, division_name),
        spring=(spring_id, *_SPRING[spring_id]),
        venue=_venue(rng, club_id, place, state, code, zone, park),
        wins=wins,
        losses=rng.randint(34, 60),
        players=tuple(players),
        manager=_official(rng, 440_000 + index, season),
    )


def _venue(rng: Random, club_id: int, place: str, state: str, code: str, zone: str, park: str) -> Venue:
    zone_id, zone_name, offset = _ZONES[zone]
    dome = "Dome" in park
    return Venue(
        id=5000 + club_id,
        name=park,
        city=place,
        state=state,
        state_code=code,
        address=f"{rng.randint(1, 999)} Ballpark Way",
        postal_code=f"{rng.randint(10000, 99999)}",
        phone=f"(555) 01{rng.randint(0, 9)}-{rng.randint(1000, 9999)}",
        latitude=round(rng.uniform(27.5, 47.5), 6),
        longitude=round(-75.0 - abs(offset + 4) * 14 - rng.uniform(0, 6), 6),
        azimuth=float(rng.randint(0, 120)),
        elevation=5190 if zone == "M" else rng.randint(4, 1050),
        zone_id=zone_id,
        zone_name=zone_name,
        utc_offset=offset,
        capacity=rng.randint(33_000, 52_000),
        turf="Artificial Turf" if dome else "Grass",
        roof="Dome" if dome else rng.choice(("Open", "Open", "Open", "Retractable")),
        distances=(
            rng.randint(318, 345),
            rng.randint(365, 392),
            rng.randint(398, 415),
            rng.randint(365, 392),
            rng.randint(318, 345),
        ),
    )
