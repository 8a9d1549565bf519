"""Status codes. Expectations are the rows of the API's own list and the facts known about them."""

import pytest

from baseball_core.feed.status import Phase, is_over, is_terminal, phase


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("S", Phase.SCHEDULED),
        ("P", Phase.PREGAME),
        ("PW", Phase.WARMUP),
        ("PR", Phase.DELAYED_START),
        ("I", Phase.LIVE),
        ("IR", Phase.DELAYED),
        ("IZ", Phase.LIVE),
        ("IH", Phase.LIVE),
        ("MF", Phase.LIVE),
        ("NX", Phase.LIVE),
        ("U", Phase.SUSPENDED),
        ("UR", Phase.SUSPENDED),
        ("TR", Phase.SUSPENDED),
        ("UZ", Phase.LIVE),
        ("O", Phase.GAME_OVER),
        ("OR", Phase.GAME_OVER),
        ("F", Phase.FINAL),
        ("FT", Phase.FINAL),
        ("FR", Phase.FINAL),
        ("DR", Phase.POSTPONED),
        ("CR", Phase.CANCELLED),
        ("Q", Phase.GAME_OVER),
        ("R", Phase.FINAL),
        ("W", Phase.UNKNOWN),
        ("X", Phase.UNKNOWN),
        ("?", Phase.UNKNOWN),
        ("", Phase.UNKNOWN),
        (None, Phase.UNKNOWN),
        ("D9", Phase.POSTPONED),
    ],
)
def test_a_code_has_its_phase(code: str | None, expected: Phase) -> None:
    assert phase(code) is expected


def test_a_postponed_game_is_over_for_today_but_not_for_ever() -> None:
    assert is_over(Phase.POSTPONED)
    assert not is_terminal(Phase.POSTPONED)
    assert is_terminal(Phase.CANCELLED)


def test_a_suspended_game_is_not_over_and_game_over_is_not_final() -> None:
    assert not is_over(Phase.SUSPENDED)
    assert is_over(Phase.GAME_OVER)
    assert not is_terminal(Phase.GAME_OVER)
