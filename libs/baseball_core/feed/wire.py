"""The live feed as it arrives: game, line score, people. PURE.

Only what is used is named. Every field may be missing, null included; an unknown key is no error. ``unused`` lists the
keys that are known and left alone: together with the fields they are all we know of an object (see ``drift``).

A value that does not fit its type fails the decoding of the object it stands in; ``repair`` then saves the rest. Limits
are the columns' limits. The order of fields is the order of the columns that they fill.
"""

from datetime import date, datetime
from typing import Annotated, ClassVar, Generic, TypeVar

from msgspec import Meta, Struct, field

Small = Annotated[int, Meta(ge=-(2**15), le=2**15 - 1)]
Int = Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)]
Code = Annotated[str, Meta(max_length=64)]
"""A code or a short text that stands in an index."""
Text = Annotated[str, Meta(max_length=500)]
LongText = Annotated[str, Meta(max_length=20_000)]
Instant = Annotated[datetime, Meta(tz=True)]

PlayT = TypeVar("PlayT")
PersonT = TypeVar("PersonT")
LineT = TypeVar("LineT")


class Wire(Struct, rename="camel", gc=False):
    """Base of everything read from the feed. No cycles are possible, so the collector need not look at it."""

    unused: ClassVar[str] = ""


class Ref(Wire):
    """A player, team, venue, league, ... named by its id."""

    id: Int | None = None

    unused = "link fullName name abbreviation allStarStatus springLeague boxscoreName code description"


class Coded(Wire):
    """A code with its text; only the code is kept. Position codes are text: 'Y', '10', 'O'."""

    code: Code | None = None

    unused = "description name type abbreviation"


class Status(Wire):
    abstract_game_state: Code | None = None
    coded_game_state: Code | None = None
    status_code: Code | None = None
    detailed_state: Text | None = None
    reason: Text | None = None
    start_time_tbd: bool | None = field(default=None, name="startTimeTBD")

    unused = "abstractGameCode"


class Identity(Wire):
    """``gameData.game``."""

    pk: Int | None = None
    season: Code | None = None
    type: Code | None = None
    double_header: Code | None = None
    game_number: Small | None = None
    gameday_type: Code | None = None
    tiebreaker: Code | None = None

    unused = "id calendarEventID seasonDisplay"


class Dates(Wire):
    """``gameData.datetime``. ``official_date`` is the baseball day; ``date_time`` the planned start."""

    date_time: Instant | None = None
    official_date: date | None = None
    original_date: date | None = None
    day_night: Code | None = None
    resume_date: Code | None = None
    resume_date_time: Code | None = None
    resumed_from_date: Code | None = None
    resumed_from_date_time: Code | None = None

    unused = "time ampm"


class Named(Wire):
    id: Int | None = None
    name: Text | None = None

    unused = "link abbreviation nameShort"


class Team(Wire):
    """One side of ``gameData.teams``."""

    id: Int | None = None
    name: Text | None = None
    abbreviation: Text | None = None
    team_code: Text | None = None
    team_name: Text | None = None
    short_name: Text | None = None
    location_name: Text | None = None
    franchise_name: Text | None = None
    club_name: Text | None = None
    first_year_of_play: Text | None = None
    active: bool | None = None
    sport: Named | None = None
    league: Named | None = None
    division: Named | None = None
    venue: Ref | None = None

    unused = "link season allStarStatus fileCode record springLeague springVenue parentOrgName parentOrgId conference"


class Coordinates(Wire):
    latitude: float | None = None
    longitude: float | None = None


class Location(Wire):
    city: Text | None = None
    state: Text | None = None
    country: Text | None = None
    elevation: Int | None = None
    default_coordinates: Coordinates | None = None

    unused = "address1 address2 stateAbbrev postalCode azimuthAngle phone"


class TimeZone(Wire):
    id: Text | None = None

    unused = "offset offsetAtGameTime tz"


class FieldInfo(Wire):
    """Distances from home plate in feet."""

    capacity: Int | None = None
    turf_type: Text | None = None
    roof_type: Text | None = None
    left_line: Int | None = None
    left_center: Int | None = None
    center: Int | None = None
    right_center: Int | None = None
    right_line: Int | None = None

    unused = "left right"


class Venue(Wire):
    id: Int | None = None
    name: Text | None = None
    active: bool | None = None
    location: Location | None = None
    time_zone: TimeZone | None = None
    field_info: FieldInfo | None = None

    unused = "link season xrefIds"


class Weather(Wire):
    condition: Text | None = None
    temp: Text | None = None
    wind: Text | None = None


class GameInfo(Wire):
    attendance: Int | None = None
    first_pitch: Instant | None = None
    game_duration_minutes: Int | None = None
    delay_duration_minutes: Int | None = None


class Person(Wire):
    """One entry of ``gameData.players``."""

    id: Int | None = None
    full_name: Text | None = None
    first_name: Text | None = None
    last_name: Text | None = None
    primary_number: Text | None = None
    birth_date: date | None = None
    birth_city: Text | None = None
    birth_state_province: Text | None = None
    birth_country: Text | None = None
    height: Text | None = None
    weight: Int | None = None
    active: bool | None = None
    primary_position: "Position | None" = None
    use_name: Text | None = None
    boxscore_name: Text | None = None
    mlb_debut_date: date | None = None
    bat_side: Coded | None = None
    pitch_hand: Coded | None = None
    name_slug: Text | None = None

    unused = (
        "link currentAge draftYear firstLastName fullFMLName fullLFMName gender initLastName isPlayer isVerified "
        "lastFirstName lastInitName lastPlayedDate middleName nameFirstLast nameMatrilineal nameSuffix nameTitle "
        "nickName pronunciation strikeZoneBottom strikeZoneTop useLastName namePrefix deathDate deathCity "
        "deathCountry deathStateProvince"
    )


class Position(Wire):
    code: Code | None = None
    abbreviation: Text | None = None

    unused = "name type"


T = TypeVar("T")


class Sides(Wire, Generic[T]):
    """The same thing for both teams."""

    away: T | None = None
    home: T | None = None

    unused = "hasChallenges"


class GameData(Wire, Generic[PersonT]):
    game: Identity | None = None
    datetime: Dates | None = None
    status: Status | None = None
    teams: Sides[Team] | None = None
    players: dict[str, PersonT] | None = None
    venue: Venue | None = None
    weather: Weather | None = None
    game_info: GameInfo | None = None
    probable_pitchers: Sides[Ref] | None = None

    unused = "absChallenges alerts flags moundVisits officialScorer officialVenue primaryDatacaster review"


class LineTotals(Wire):
    """``runs`` is missing while or because a half is not played."""

    runs: Small | None = None
    hits: Small | None = None
    errors: Small | None = None
    left_on_base: Small | None = None

    unused = "isWinner"


class InningLine(Wire):
    num: Small | None = None
    away: LineTotals | None = None
    home: LineTotals | None = None

    unused = "ordinalNum"


class Offense(Wire):
    """Who bats and who stands where: the only place that knows the bases in mid plate appearance."""

    first: Ref | None = None
    second: Ref | None = None
    third: Ref | None = None
    batter: Ref | None = None
    on_deck: Ref | None = None
    in_hole: Ref | None = None

    unused = "battingOrder pitcher team"


class Defense(Wire):
    pitcher: Ref | None = None

    unused = "batter battingOrder catcher center first inHole left onDeck right second shortstop team third"


class Linescore(Wire):
    """Some seasons deliver text in place of ``offense`` and ``defense``."""

    current_inning: Small | None = None
    inning_state: Code | None = None
    is_top_inning: bool | None = None
    scheduled_innings: Small | None = None
    innings: list[InningLine] | None = None
    teams: Sides[LineTotals] | None = None
    offense: Offense | str | None = None
    defense: Defense | str | None = None

    unused = "balls strikes outs currentInningOrdinal inningHalf note tieBreaker"


class Decisions(Wire):
    winner: Ref | None = None
    loser: Ref | None = None
    save: Ref | None = None


class MetaData(Wire):
    time_stamp: Code | None = None

    unused = "wait gameEvents logicalEvents"
