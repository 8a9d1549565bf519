"""Whole days with processes killed by SIGKILL at random points: the tables end as those of an undisturbed day."""

import os
import random
import sys
import time
from pathlib import Path

import pytest

from local_stack.kafka_jars import KafkaInstallation
from pipeline_demo.settings import Settings
from support.day import Day, Rows, differences

pytestmark = [pytest.mark.slow, pytest.mark.kafka, pytest.mark.postgres, pytest.mark.timeout(900)]

SETTINGS = Settings(seed=11, games=4, speed=300.0)
KILLS = 50
VICTIMS = ["poller", "transformer-1", "transformer-2", "kafka", "postgres"]
DAY_SECONDS = 400.0
SETTLE_SECONDS = 120.0


def a_day(folder: Path, kafka: KafkaInstallation) -> Day:
    return Day(folder, kafka, os.environ, Path(sys.executable).parent, SETTINGS)


def finished(rows: Rows) -> bool:
    return len(rows["games"]) == SETTINGS.games and len(rows["boxscore_batting"]) > 0


def settled(day: Day) -> Rows:
    """The tables once they have stopped changing after the last moment of the day."""
    last: Rows = {}

    def still() -> bool:
        nonlocal last
        now = day.tables()
        same = now == last and finished(now)
        last = now
        time.sleep(3.0)
        return same

    day.wait_until(still, SETTLE_SECONDS, "tables that stay as they are")
    return last


def test_a_day_of_kills_leaves_the_tables_of_an_undisturbed_day(
    tmp_path: Path, kafka_installation: KafkaInstallation
) -> None:
    calm = a_day(tmp_path / "calm", kafka_installation)
    try:
        calm.start()
        calm.wait_until(calm.over, DAY_SECONDS, "the end of the undisturbed day")
        expected = settled(calm)
    finally:
        calm.close()
    assert len(expected["plays"]) > SETTINGS.games * 50
    assert len(expected["pitches"]) > SETTINGS.games * 150

    seed = random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)
    rough = a_day(tmp_path / "rough", kafka_installation)
    kills: dict[str, int] = dict.fromkeys(VICTIMS, 0)
    try:
        rough.start()
        while sum(kills.values()) < KILLS or not rough.over():
            time.sleep(chance.uniform(0.2, 3.0))
            victim = chance.choice(VICTIMS)
            rough.kill(victim)
            kills[victim] += 1
        rough.wait_until(
            lambda: not differences(expected, rough.tables()), SETTLE_SECONDS, f"the same tables (seed {seed}, {kills})"
        )
    except AssertionError as failure:
        raise AssertionError("\n".join([str(failure), *differences(expected, rough.tables())])) from failure
    finally:
        rough.close()
    assert sum(kills.values()) >= KILLS
