"""What a forfeited game's documents say: the score that is given, the records that stand (rules 7.03 and 9.03(e))."""

from typing import Any

import pytest

from statsapi_simulator.baseball.engine import Plan, Played
from statsapi_simulator.baseball.timeline import play_day
from support.games import DAY, a_final_document, a_played_game, last_document

SEEDS = range(40)


def games(forfeit_by: int) -> list[Played]:
    return [a_played_game(seed, Plan(forfeit_after=13, forfeit_by=forfeit_by)) for seed in SEEDS]


def runs(document: dict[str, Any], side: str) -> tuple[int, int, int]:
    """As the line score gives them, by innings, and of the batters."""
    line = document["liveData"]["linescore"]
    played = sum(inning[side].get("runs", 0) for inning in line["innings"])
    return (
        line["teams"][side]["runs"],
        played,
        document["liveData"]["boxscore"]["teams"][side]["teamStats"]["batting"]["runs"],
    )


@pytest.mark.parametrize("forfeit_by", [0, 1])
def test_the_score_is_nine_to_nothing_unless_the_side_that_forfeits_was_behind(forfeit_by: int) -> None:
    loser, winner = ("away", "home") if forfeit_by == 0 else ("home", "away")
    kinds = set()
    for played in games(forfeit_by):
        document = a_final_document(played)
        lost, won = runs(document, loser), runs(document, winner)
        assert lost[1] == lost[2], "innings and batters are as played"
        assert won[1] == won[2]
        was_behind = lost[1] < won[1]
        assert (lost[0], won[0]) == ((lost[1], won[1]) if was_behind else (0, 9))
        decisions = document["liveData"].get("decisions", {})
        assert ({"winner", "loser"} <= set(decisions)) == was_behind
        assert was_behind or not decisions
        kinds.add(was_behind)
    assert kinds == {True, False}


def test_pitchers_keep_complete_games_and_games_finished() -> None:
    for played in games(0):
        document = a_final_document(played)
        for team in document["liveData"]["boxscore"]["teams"].values():
            lines = [team["players"][f"ID{pitcher}"]["stats"]["pitching"] for pitcher in team["pitchers"]]
            assert sum(line["completeGames"] for line in lines) == (len(lines) == 1)
            assert sum(line["gamesFinished"] for line in lines) == (len(lines) > 1)


def test_schedule_status_and_note_tell_of_the_forfeit() -> None:
    for seed in range(1, 6):
        (game,) = play_day(seed=seed, day=DAY, games=1, stories=["forfeit"])
        document = last_document(game)
        assert document["gameData"]["status"]["statusCode"] == "R"
        assert document["liveData"]["linescore"]["note"].startswith("Forfeited by the ")
        (row,) = game.schedule_rows(game.moments[-1].at)
        teams = document["liveData"]["linescore"]["teams"]
        for side in ("away", "home"):
            assert row.row["teams"][side]["score"] == teams[side]["runs"]
        assert row.row["teams"]["away"]["isWinner"] is (teams["away"]["runs"] > teams["home"]["runs"])
        assert (game.truth.away_runs, game.truth.home_runs) == (teams["away"]["runs"], teams["home"]["runs"])
        loser = 0 if row.row["teams"]["home"]["isWinner"] else 1
        assert (
            document["gameData"]["teams"]["away" if loser == 0 else "home"]["teamName"]
            in document["liveData"]["linescore"]["note"]
        )
