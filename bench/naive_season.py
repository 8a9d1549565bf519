"""What most notebooks do with a season of feeds: ``json.loads``, ``json_normalize``, ``groupby``, game by game.

``python -m bench.naive_season FILE...``: two processes share the archived documents; no database. ``statistics_of`` is
what the benchmark compares with ours before it measures.
"""

import json
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pandas as pd

from baseball_core.archive.reading import MAX_ANSWER_BYTES
from baseball_core.codec import decompress

NO_AT_BAT = (
    *("walk", "intent_walk", "hit_by_pitch", "catcher_interf"),
    *("sac_fly", "sac_fly_double_play", "sac_bunt", "sac_bunt_double_play"),
)
NO_TURN = ("caught_stealing", "pickoff", "stolen_base", "other_", "wild_pitch", "passed_ball", "balk", "game_advisory")
OF_TURN = {
    "hits": ("single", "double", "triple", "home_run"),
    "doubles": ("double",),
    "triples": ("triple",),
    "home_runs": ("home_run",),
    "base_on_balls": ("walk", "intent_walk"),
    "strike_outs": ("strikeout", "strikeout_double_play"),
    "hit_by_pitch": ("hit_by_pitch",),
}
META: list[str | list[str]] = [["matchup", "batter", "id"], ["matchup", "pitcher", "id"], ["about", "halfInning"]]


def statistics_of(body: bytes) -> dict[str, pd.DataFrame]:
    """Counts by player id for ``batting`` and ``pitching``: what can be had without following the game."""
    plays = json.loads(body)["liveData"]["plays"]["allPlays"]
    turns = pd.json_normalize(plays)
    turns = turns[turns["about.isComplete"] & ~turns["result.eventType"].fillna("").str.startswith(NO_TURN)]
    counts = pd.DataFrame(index=turns.index)
    counts["turns"] = 1
    counts["at_bats"] = (~turns["result.eventType"].isin(NO_AT_BAT)).astype(int)
    counts["rbi"] = turns["result.rbi"]
    for name, kinds in OF_TURN.items():
        counts[name] = turns["result.eventType"].isin(kinds).astype(int)
    runners = pd.json_normalize(plays, "runners", META, errors="ignore")
    events = pd.json_normalize(plays, "playEvents", META, errors="ignore")
    batting = counts.groupby(turns["matchup.batter.id"]).sum().rename(columns={"turns": "plate_appearances"})
    scored = runners[runners["movement.end"] == "score"]
    batting["runs"] = scored.groupby("details.runner.id").size()
    stolen = runners[runners["details.eventType"].fillna("").str.startswith("stolen_base")]
    batting["stolen_bases"] = stolen.groupby("details.runner.id").size()
    pitching = counts.groupby(turns["matchup.pitcher.id"]).sum().rename(columns={"turns": "batters_faced"})
    pitching["runs"] = scored.groupby("details.responsiblePitcher.id").size()
    earned = scored[scored["details.earned"].fillna(False).astype(bool)]
    pitching["earned_runs"] = earned.groupby("details.responsiblePitcher.id").size()
    outs = runners[runners["movement.isOut"].fillna(False).astype(bool)]
    pitching["outs"] = outs.groupby("matchup.pitcher.id").size()
    thrown = events[events["isPitch"].fillna(False).astype(bool)]
    pitching["number_of_pitches"] = thrown.groupby("matchup.pitcher.id").size()
    pitching["balls"] = thrown[thrown["details.isBall"].fillna(False).astype(bool)].groupby("matchup.pitcher.id").size()
    return {"batting": batting.fillna(0).astype(int), "pitching": pitching.fillna(0).astype(int)}


def _work(file: str) -> dict[str, Any]:
    return statistics_of(decompress(Path(file).read_bytes(), MAX_ANSWER_BYTES))


def main(files: list[str]) -> int:
    with ProcessPoolExecutor(2, get_context("fork")) as pool:
        frames = list(pool.map(_work, files, chunksize=8))
    season = {group: pd.concat([frame[group] for frame in frames]) for group in ("batting", "pitching")}
    print({group: len(frame) for group, frame in season.items()})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
