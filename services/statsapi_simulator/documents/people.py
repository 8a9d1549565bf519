"""Persons as the feed shows them: references, positions, and the long entries of ``gameData.players``."""

from datetime import date
from typing import Any

from statsapi_simulator.baseball.names import slug
from statsapi_simulator.baseball.people import POSITIONS, Official, Player

_SIDES = {"L": "Left", "R": "Right", "S": "Switch"}


def person(player: Player | Official) -> dict[str, Any]:
    return {"id": player.id, "fullName": player.name, "link": link(player.id)}


def link(player_id: int) -> str:
    return f"/api/v1/people/{player_id}"


def reference(player_id: int) -> dict[str, Any]:
    """The short form without a name."""
    return {"id": player_id, "link": link(player_id)}


def position(code: str) -> dict[str, str]:
    name, kind, abbreviation = POSITIONS[code]
    return {"code": code, "name": name, "type": kind, "abbreviation": abbreviation}


def hand(code: str) -> dict[str, str]:
    return {"code": code, "description": _SIDES[code]}


def boxscore_name(player: Player, *, alone: bool) -> str:
    """The family name, with an initial when somebody else in the game has the same."""
    return player.last if alone else f"{player.last}, {player.first[0]}"


def full_person(player: Player, *, today: date, short_name: str) -> dict[str, Any]:
    """One entry of ``gameData.players``."""
    city, province, country = player.birthplace
    had_birthday = (today.month, today.day) >= (player.born.month, player.born.day)
    entry: dict[str, Any] = {
        "id": player.id,
        "fullName": player.name,
        "link": link(player.id),
        "firstName": player.first,
        "lastName": player.last,
        "primaryNumber": player.number,
        "birthDate": player.born.isoformat(),
        "currentAge": today.year - player.born.year - (0 if had_birthday else 1),
        "birthCity": city,
        "birthStateProvince": province,
        "birthCountry": country,
        "height": f"{player.height_inches // 12}' {player.height_inches % 12}\"",
        "weight": player.weight,
        "active": True,
        "primaryPosition": position(player.position),
        "useName": player.first,
        "useLastName": player.last,
        "middleName": player.middle,
        "boxscoreName": short_name,
        "gender": "M",
        "isPlayer": True,
        "isVerified": player.id % 7 != 0,
        "pronunciation": f"{slug(player.last)}-{slug(player.first)}",
        "mlbDebutDate": player.debut.isoformat(),
        "batSide": hand(player.bats),
        "pitchHand": hand(player.throws),
        "nameFirstLast": player.name,
        "nameSlug": f"{slug(player.name)}-{player.id}",
        "firstLastName": player.name,
        "lastFirstName": f"{player.last}, {player.first}",
        "lastInitName": f"{player.last}, {player.first[0]}",
        "initLastName": f"{player.first[0]} {player.last}",
        "fullFMLName": f"{player.first} {player.middle} {player.last}",
        "fullLFMName": f"{player.last}, {player.first} {player.middle}",
        "strikeZoneTop": player.zone_top,
        "strikeZoneBottom": player.zone_bottom,
    }
    # Not everybody has everything: keys are missing upstream, so they are missing here.
    if player.id % 3 == 0:
        entry["nickName"] = player.nickname
    if player.id % 4 != 0:
        entry["draftYear"] = player.draft_year
    if country not in ("USA", "Canada", "Japan"):
        entry["nameMatrilineal"] = player.middle
    return entry
