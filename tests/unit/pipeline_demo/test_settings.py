"""What ``make demo`` may be told."""

import pytest

from baseball_core.errors import SettingsError
from baseball_core.settings import load
from pipeline_demo.settings import Settings


def test_nothing_said_means_fifteen_simulated_games() -> None:
    settings = load(Settings, {"ONCE": "", "SEED": "", "GAMES": "", "SPEED": "", "FEEDS": "", "LIVE": "", "BROKER": ""})
    assert (settings.games, settings.once, settings.live, settings.broker) == (15, False, False, None)


def test_once_is_a_one() -> None:
    assert load(Settings, {"ONCE": "1"}).once


@pytest.mark.parametrize(
    ("variable", "value"),
    [("GAMES", "0"), ("GAMES", "many"), ("SPEED", "-1"), ("SEED", "-1"), ("BROKER", "rabbit"), ("ONCE", "perhaps")],
)
def test_a_wrong_value_is_named(variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=variable):
        load(Settings, {variable: value})


@pytest.mark.parametrize("other", [{"ONCE": "1"}, {"FEEDS": "somewhere"}])
def test_the_real_day_cannot_be_compared(other: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="LIVE"):
        load(Settings, {"LIVE": "1", **other})


def test_every_world_has_a_name_of_its_own() -> None:
    worlds = [
        Settings(),
        Settings(seed=2),
        Settings(games=3),
        Settings(feeds="a/feeds"),
        Settings(feeds="b/feeds"),
        Settings(live=True),
    ]
    assert len({settings.world for settings in worlds}) == len(worlds)
    assert Settings(speed=5.0).world == Settings(speed=7.0, once=True).world
