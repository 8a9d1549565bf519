"""Clubs and venues as feed and schedule show them."""

from typing import Any

from statsapi_simulator.baseball.league import Club, Venue
from statsapi_simulator.documents.rates import share

_SPRING_VENUE_OFFSET = 2000


def short_team(club: Club) -> dict[str, Any]:
    return {"id": club.id, "name": club.name, "link": f"/api/v1/teams/{club.id}"}


def boxscore_team(club: Club) -> dict[str, Any]:
    return {"springLeague": spring_league(club), "allStarStatus": "N", **short_team(club)}


def spring_league(club: Club) -> dict[str, Any]:
    league_id, name, abbreviation = club.spring
    return {"id": league_id, "name": name, "link": f"/api/v1/league/{league_id}", "abbreviation": abbreviation}


def league_record(wins: int, losses: int) -> dict[str, Any]:
    return {"wins": wins, "losses": losses, "pct": share(wins, wins + losses)}


def full_team(club: Club, season: int) -> dict[str, Any]:
    """The long form without the record, as the hydrated schedule has it."""
    code = club.abbreviation.lower()
    return {
        **boxscore_team(club),
        "season": season,
        "venue": short_venue(club.venue),
        "springVenue": {
            "id": club.venue.id + _SPRING_VENUE_OFFSET,
            "link": f"/api/v1/venues/{club.venue.id + _SPRING_VENUE_OFFSET}",
        },
        "teamCode": code,
        "fileCode": code,
        "abbreviation": club.abbreviation,
        "teamName": club.nickname,
        "locationName": club.place,
        "firstYearOfPlay": str(1880 + club.id % 100),
        "league": {"id": club.league[0], "name": club.league[1], "link": f"/api/v1/league/{club.league[0]}"},
        "division": {
            "id": club.division[0],
            "name": club.division[1],
            "link": f"/api/v1/divisions/{club.division[0]}",
        },
        "sport": {"id": 1, "link": "/api/v1/sports/1", "name": "Major League Baseball"},
        "shortName": club.place,
        "franchiseName": club.place,
        "clubName": club.nickname,
        "active": True,
    }


def team_with_record(club: Club, season: int, wins: int, losses: int) -> dict[str, Any]:
    """The feed's form: the record includes today's result once the game is over."""
    back = "-" if wins > losses else f"{(losses - wins) / 2 + 1:.1f}"
    record = {
        "gamesPlayed": wins + losses,
        "wildCardGamesBack": back,
        "leagueGamesBack": "-",
        "springLeagueGamesBack": "-",
        "sportGamesBack": "-",
        "divisionGamesBack": back,
        "conferenceGamesBack": "-",
        "leagueRecord": {"wins": wins, "losses": losses, "ties": 0, "pct": share(wins, wins + losses)},
        "records": {},
        "divisionLeader": back == "-",
        "wins": wins,
        "losses": losses,
        "winningPercentage": share(wins, wins + losses),
    }
    return full_team(club, season) | {"record": record}


def short_venue(venue: Venue) -> dict[str, Any]:
    return {"id": venue.id, "name": venue.name, "link": f"/api/v1/venues/{venue.id}"}


def full_venue(venue: Venue, season: int) -> dict[str, Any]:
    left, left_center, center, right_center, right = venue.distances
    return {
        **short_venue(venue),
        "location": {
            "address1": venue.address,
            "city": venue.city,
            "state": venue.state,
            "stateAbbrev": venue.state_code,
            "postalCode": venue.postal_code,
            "defaultCoordinates": {"latitude": venue.latitude, "longitude": venue.longitude},
            "azimuthAngle": venue.azimuth,
            "elevation": venue.elevation,
            "country": "USA",
            "phone": venue.phone,
        },
        "timeZone": {
            "id": venue.zone_id,
            "offset": venue.utc_offset,
            "offsetAtGameTime": venue.utc_offset,
            "tz": venue.zone_name,
        },
        "fieldInfo": {
            "capacity": venue.capacity,
            "turfType": venue.turf,
            "roofType": venue.roof,
            "leftLine": left,
            "left": left + 14,
            "leftCenter": left_center,
            "center": center,
            "rightCenter": right_center,
            "right": right + 14,
            "rightLine": right,
        },
        "active": True,
        "season": str(season),
    }
