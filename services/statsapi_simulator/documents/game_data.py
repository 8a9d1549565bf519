"""``gameData``: what the game is, as of a moment."""

from datetime import datetime, timedelta
from typing import Any

from statsapi_simulator.baseball.states import Fixture, State
from statsapi_simulator.documents.clubs import full_venue, team_with_record
from statsapi_simulator.documents.people import full_person, person
from statsapi_simulator.documents.play_parts import instant
from statsapi_simulator.documents.statuses import status

MOUND_VISITS = 4
MANAGER_CHALLENGES = 1
ABS_CHALLENGES = 2


def zulu(moment: datetime) -> str:
    """UTC to the second, as schedules have it."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


class GameData:
    """Builds ``gameData`` of one game; players and venue never change and are shared."""

    def __init__(self, fixture: Fixture, names: dict[int, str]) -> None:
        self._fixture = fixture
        self._players = {
            f"ID{player.id}": full_person(player, today=fixture.day, short_name=names[player.id])
            for player in fixture.players.values()
        }
        self._venue = full_venue(fixture.home.venue, fixture.season)

    def build(self, state: State) -> dict[str, Any]:
        fixture, snapshot = self._fixture, state.snapshot
        away, home = self._records(state)
        shown: dict[str, Any] = {
            "game": self._game(state),
            "datetime": self._datetime(state),
            "status": status(state.status, start_time_tbd=fixture.start_time_tbd and snapshot is None),
            "teams": {
                "away": team_with_record(fixture.away, fixture.season, *away),
                "home": team_with_record(fixture.home, fixture.season, *home),
            },
            "players": self._players,
            "venue": self._venue,
            "officialVenue": {"id": fixture.home.venue.id, "link": f"/api/v1/venues/{fixture.home.venue.id}"},
            "weather": {},
            "gameInfo": self._game_info(state),
            "review": self._review(state),
            "absChallenges": self._abs_challenges(state),
            "flags": self._flags(state),
            "alerts": [],
            "probablePitchers": {
                "away": person(fixture.players[fixture.starters[0]]),
                "home": person(fixture.players[fixture.starters[1]]),
            },
        }
        if fixture.game_pk % 5 == 0:
            # Upstream adds keys without notice; readers must not mind.
            shown["pitchClockTrial"] = {"enabled": True, "secondsEmpty": 15, "sponsor": None}
        if snapshot is not None:
            condition, temperature, wind = fixture.weather
            shown["weather"] = {"condition": condition, "temp": temperature, "wind": wind}
            shown["officialScorer"] = person(fixture.scorer)
            shown["primaryDatacaster"] = person(fixture.datacaster)
            shown["moundVisits"] = {
                key: {"used": used, "remaining": max(0, MOUND_VISITS - used)}
                for key, used in zip(("away", "home"), snapshot.mound_visits, strict=True)
            }
        return shown

    def _game(self, state: State) -> dict[str, Any]:
        fixture = self._fixture
        day = state.official_date
        clubs = "-".join(f"{club.abbreviation.lower()}mlb" for club in fixture.clubs)
        return {
            "pk": fixture.game_pk,
            "type": fixture.game_type,
            "doubleHeader": fixture.double_header,
            "id": f"{day:%Y/%m/%d}/{clubs}-{fixture.game_number}",
            "gamedayType": "P",
            "tiebreaker": "N",
            "gameNumber": fixture.game_number,
            "calendarEventID": f"14-{fixture.game_pk}-{fixture.day.isoformat()}",
            "season": str(fixture.season),
            "seasonDisplay": str(fixture.season),
        }

    def _datetime(self, state: State) -> dict[str, Any]:
        fixture = self._fixture
        local = state.start + timedelta(hours=fixture.home.venue.utc_offset)
        shown = {
            "dateTime": zulu(state.start),
            "originalDate": fixture.day.isoformat(),
            "officialDate": state.official_date.isoformat(),
            "dayNight": "day" if local.hour < 17 else "night",
            "time": f"{(local.hour - 1) % 12 + 1}:{local.minute:02d}",
            "ampm": "AM" if local.hour < 12 else "PM",
        }
        if state.resume_date is not None:
            shown["resumeDate"] = state.resume_date.date().isoformat()
            shown["resumeDateTime"] = zulu(state.resume_date)
        if state.resumed_from is not None:
            shown["resumedFromDate"] = fixture.day.isoformat()
            shown["resumedFromDateTime"] = zulu(state.resumed_from)
        return shown

    def _records(self, state: State) -> tuple[tuple[int, int], tuple[int, int]]:
        """The clubs' records; a decided game counts at once."""
        away, home = self._fixture.clubs
        wins = [away.wins, home.wins]
        losses = [away.losses, home.losses]
        if state.over and state.snapshot is not None:
            score = state.score
            if score[0] != score[1]:
                winner = 0 if score[0] > score[1] else 1
                wins[winner] += 1
                losses[1 - winner] += 1
        return (wins[0], losses[0]), (wins[1], losses[1])

    def _game_info(self, state: State) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        if state.attendance_known:
            shown["attendance"] = self._fixture.attendance
        if state.first_pitch is not None:
            shown["firstPitch"] = instant(state.first_pitch.replace(second=0, microsecond=0))
        if state.duration is not None:
            shown["gameDurationMinutes"] = state.duration
        if state.delay_minutes is not None:
            shown["delayDurationMinutes"] = state.delay_minutes
        return shown

    def _review(self, state: State) -> dict[str, Any]:
        counts = ((0, 0), (0, 0)) if state.snapshot is None else state.snapshot.reviews
        shown: dict[str, Any] = {"hasChallenges": any(used for used, _ in counts)}
        for key, (used, failed) in zip(("away", "home"), counts, strict=True):
            shown[key] = {"used": used, "remaining": max(0, MANAGER_CHALLENGES - failed)}
        return shown

    def _abs_challenges(self, state: State) -> dict[str, Any]:
        counts = ((0, 0), (0, 0)) if state.snapshot is None else state.snapshot.abs_challenges
        shown: dict[str, Any] = {"hasChallenges": any(good or bad for good, bad in counts)}
        for key, (good, bad) in zip(("away", "home"), counts, strict=True):
            shown[key] = {"usedSuccessful": good, "usedFailed": bad, "remaining": max(0, ABS_CHALLENGES - bad)}
        return shown

    def _flags(self, state: State) -> dict[str, bool]:
        """No-hit and perfect games are flagged from the sixth inning on."""
        flags = {"noHitter": False, "perfectGame": False}
        snapshot = state.snapshot
        for number, key in enumerate(("away", "home")):
            no_hits = perfect = False
            if snapshot is not None and snapshot.inning >= 6:
                other = 1 - number
                no_hits = snapshot.totals(other).hits == 0
                reached = sum(
                    line["baseOnBalls"] + line["hitByPitch"] + line["catchersInterference"]
                    for line in snapshot.batting[other].values()
                )
                perfect = no_hits and not reached and snapshot.totals(number).errors == 0
            flags[f"{key}TeamNoHitter"] = no_hits
            flags[f"{key}TeamPerfectGame"] = perfect
        flags["noHitter"] = flags["awayTeamNoHitter"] or flags["homeTeamNoHitter"]
        flags["perfectGame"] = flags["awayTeamPerfectGame"] or flags["homeTeamPerfectGame"]
        return flags
