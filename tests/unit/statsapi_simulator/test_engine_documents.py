"""Documents of simulated games: they agree with the book, and they lie as upstream does."""

import json
from itertools import pairwise

import pytest

from statsapi_simulator.baseball.engine import Plan
from statsapi_simulator.baseball.timeline import STORIES, play_day
from support.games import (
    DAY,
    a_day,
    a_final_document,
    a_played_game,
    a_timeline,
    documents,
    last_document,
    statuses,
)
from support.recount import Recount

QUICK = {"regular", "extra_innings", "suspended_resumed", "two_way"}
PLAYED = [
    story if story in QUICK else pytest.param(story, marks=pytest.mark.slow)
    for story in sorted(set(STORIES) - {"cancelled"})
]


@pytest.mark.parametrize("story", PLAYED)
def test_the_box_score_follows_from_the_plays_alone(story: str) -> None:
    for timeline in a_day(story):
        assert Recount(last_document(timeline)).differences() == []


@pytest.mark.parametrize("story", PLAYED)
def test_team_totals_are_the_sums_of_the_players(story: str) -> None:
    document = last_document(a_timeline(story))
    for side, team in document["liveData"]["boxscore"]["teams"].items():
        for group in ("batting", "pitching", "fielding"):
            lines = [player["stats"][group] for player in team["players"].values() if player["stats"][group]]
            for stat, total in team["teamStats"][group].items():
                if isinstance(total, int) and stat not in ("saveOpportunities", "shutouts", "earnedRuns"):
                    assert total == sum(line.get(stat, 0) for line in lines), (side, group, stat)


def test_a_team_shuts_out_with_several_pitchers_and_before_the_end_nobody_has() -> None:
    seen = set()
    for seed in range(60):
        played = a_played_game(seed, Plan(offense=0.6))
        document = a_final_document(played)
        for side, other in (("away", "home"), ("home", "away")):
            team = document["liveData"]["boxscore"]["teams"][side]
            scoreless = document["liveData"]["linescore"]["teams"][other]["runs"] == 0
            assert team["teamStats"]["pitching"]["shutouts"] == scoreless
            seen.add((scoreless, len(team["pitchers"]) > 1))
    assert (True, True) in seen
    opening = documents()[0]["liveData"]["boxscore"]["teams"]["home"]["teamStats"]["pitching"]
    assert opening["shutouts"] == 0


def test_runs_that_are_earned_for_a_reliever_only_are_not_the_teams() -> None:
    """Rule 9.16(i)."""
    differing = 0
    for seed in range(150):
        document = a_final_document(a_played_game(seed))
        for side, half in (("away", "bottom"), ("home", "top")):
            team = document["liveData"]["boxscore"]["teams"][side]
            own = sum(
                team["players"][f"ID{pitcher}"]["stats"]["pitching"]["earnedRuns"] for pitcher in team["pitchers"]
            )
            for_team = sum(
                runner["details"]["earned"] and not runner["details"]["teamUnearned"]
                for play in document["liveData"]["plays"]["allPlays"]
                if play["about"]["halfInning"] == half
                for runner in play["runners"]
            )
            assert team["teamStats"]["pitching"]["earnedRuns"] == for_team <= own
            differing += for_team < own
    assert differing


def test_the_truth_is_what_the_last_document_says() -> None:
    timeline = a_timeline("extra_innings")
    document = last_document(timeline)
    truth = timeline.truth
    line = document["liveData"]["linescore"]
    assert (truth.away_runs, truth.home_runs) == (line["teams"]["away"]["runs"], line["teams"]["home"]["runs"])
    plays = document["liveData"]["plays"]["allPlays"]
    assert truth.plays_total == len(plays)
    assert truth.pitches_total == sum(event["isPitch"] for play in plays for event in play["playEvents"])
    assert truth.innings_total == len(line["innings"]) >= 10
    assert [play["eventType"] for play in truth.plays] == [play["result"]["eventType"] for play in plays]
    json.dumps(truth.as_dict())


def test_the_same_seed_gives_the_same_documents() -> None:
    first, second = (play_day(seed=4, day=DAY, games=1, stories=["two_way"])[0] for _ in range(2))
    assert first.moments == second.moments
    for index in (0, len(first.moments) // 2, len(first.moments) - 1):
        assert json.dumps(first.document(index)) == json.dumps(second.document(index))


def test_documents_in_any_order_are_the_same_as_in_sequence() -> None:
    one, other = (play_day(seed=6, day=DAY, games=1, stories=["regular"])[0] for _ in range(2))
    some = range(0, len(one.moments), 9)
    forwards = [one.document(index) for index in some]
    backwards = [other.document(index) for index in reversed(some)]
    assert forwards == backwards[::-1]


# ---- what is not what it seems -----------------------------------------------------------------------------


def test_in_mid_turn_the_bases_stand_in_the_line_score_and_runners_are_empty() -> None:
    occupied = 0
    for document in documents():
        current = document["liveData"]["plays"].get("currentPlay")
        if current is None or current["about"]["isComplete"]:
            continue
        assert current["runners"] == []
        offense = document["liveData"]["linescore"]["offense"]
        occupied += any(base in offense for base in ("first", "second", "third"))
    assert occupied > 10


def test_after_the_third_out_the_inning_state_says_middle_or_end_while_the_half_stays() -> None:
    states = {
        (document["liveData"]["linescore"]["inningState"], document["liveData"]["linescore"]["isTopInning"])
        for document in documents()
        if "inningState" in document["liveData"]["linescore"]
    }
    assert states == {("Top", True), ("Middle", True), ("Bottom", False), ("End", False)}


def test_stamps_repeat_with_other_content_and_lag_behind_the_newest_play() -> None:
    timeline = a_timeline()
    codes = [moment.time_code for moment in timeline.moments]
    assert codes == sorted(codes)
    assert len(set(codes)) < len(codes)
    behind = 0
    for document in documents():
        plays = document["liveData"]["plays"]["allPlays"]
        if plays and document["gameData"]["status"]["statusCode"] == "I":
            newest = plays[-1]["playEndTime"][:19].replace("-", "").replace(":", "").replace("T", "_")
            behind += document["metaData"]["timeStamp"] < newest
    assert behind > 20


def test_the_final_document_has_the_stamp_of_the_last_play() -> None:
    over, *_, final = (document for document in documents() if document["gameData"]["status"]["codedGameState"] in "OF")
    assert over["metaData"]["timeStamp"] == final["metaData"]["timeStamp"]
    assert over != final
    assert {"winner", "loser"} <= set(final["liveData"]["decisions"])
    assert final["gameData"]["gameInfo"]["attendance"] > 0


def test_a_half_that_was_not_played_has_no_runs() -> None:
    document = last_document(a_timeline("bottom_ninth_not_played"))
    line = document["liveData"]["linescore"]
    assert "runs" not in line["innings"][8]["home"]
    assert "runs" in line["innings"][8]["away"]
    assert (line["inningState"], line["isTopInning"], line["outs"]) == ("Top", True, 3)
    assert a_timeline("bottom_ninth_not_played").truth.linescore[8]["home"] is None


def test_a_walk_off_ends_with_less_than_three_outs_in_the_bottom_half() -> None:
    line = last_document(a_timeline("walk_off"))["liveData"]["linescore"]
    assert line["outs"] < 3
    assert line["inningState"] == "Bottom"
    assert "out when winning run scored" in line["note"]


def test_some_walk_off_leaves_runners_on_base_in_the_final_document() -> None:
    left = [
        {"first", "second", "third"}
        & set(last_document(a_day("walk_off", seed=seed)[0])["liveData"]["linescore"]["offense"])
        for seed in range(1, 5)
    ]
    assert any(left)


def test_players_who_did_not_play_have_empty_stats() -> None:
    document = last_document(a_timeline())
    for team in document["liveData"]["boxscore"]["teams"].values():
        for player in (*team["bench"], *team["bullpen"]):
            entry = team["players"][f"ID{player}"]
            assert entry["stats"] == {"batting": {}, "pitching": {}, "fielding": {}}
            assert "battingOrder" not in entry


def test_in_warm_up_the_game_is_live_without_a_pitch() -> None:
    warm = [d for d in documents("warmup_live") if d["gameData"]["status"]["statusCode"] == "PW"]
    assert warm
    for document in warm:
        assert document["gameData"]["status"]["abstractGameState"] == "Live"
        assert "firstPitch" in document["gameData"]["gameInfo"]
        plays = document["liveData"]["plays"]["allPlays"]
        assert [play["result"]["event"] for play in plays] == ["Game Advisory"]
        assert not any(event["isPitch"] for play in plays for event in play["playEvents"])


def test_before_the_line_ups_there_are_no_plays_and_no_scores() -> None:
    first = a_timeline().document(0)
    assert first["gameData"]["status"]["statusCode"] == "S"
    assert first["liveData"]["plays"]["allPlays"] == []
    assert first["liveData"]["linescore"]["teams"] == {"home": {}, "away": {}}
    assert "decisions" not in first["liveData"]


def test_a_challenge_takes_a_run_off_the_board_again() -> None:
    runs = [
        (line["teams"]["away"]["runs"], line["teams"]["home"]["runs"])
        for line in (document["liveData"]["linescore"] for document in documents("challenge_rollback"))
        if line["innings"]
    ]
    assert any(after[0] < before[0] or after[1] < before[1] for before, after in pairwise(runs))
    assert "MA" in statuses(a_timeline("challenge_rollback"))


def test_names_carry_accents() -> None:
    document = last_document(a_timeline())
    names = [player["fullName"] for player in document["gameData"]["players"].values()]
    assert any(not name.isascii() for name in names)
    assert all(player["nameSlug"].isascii() for player in document["gameData"]["players"].values())


def test_a_two_way_player_bats_and_pitches() -> None:
    document = last_document(a_timeline("two_way"))
    both = [
        player
        for player in document["liveData"]["boxscore"]["teams"]["home"]["players"].values()
        if player["stats"]["pitching"] and player["stats"]["batting"].get("plateAppearances")
    ]
    (player,) = both
    assert [spot["code"] for spot in player["allPositions"]] == ["1", "10"]
    assert document["gameData"]["players"][f"ID{player['person']['id']}"]["primaryPosition"]["code"] == "Y"
