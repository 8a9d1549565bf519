"""The ``fields`` parameter."""

from statsapi_simulator.selection import parse_fields, select

DOCUMENT = {
    "dates": [{"date": "2026-07-04", "games": [{"gamePk": 7, "status": {"statusCode": "F"}, "venue": {"id": 1}}]}],
    "totalGames": 1,
}


def test_only_named_nodes_survive_at_every_depth() -> None:
    fields = parse_fields("dates, games,gamePk")
    assert fields is not None
    assert select(DOCUMENT, fields) == {"dates": [{"games": [{"gamePk": 7}]}]}


def test_a_leaf_whose_parents_are_not_named_is_left_out() -> None:
    fields = parse_fields("statusCode,totalGames")
    assert fields is not None
    assert select(DOCUMENT, fields) == {"totalGames": 1}


def test_no_fields_mean_everything() -> None:
    assert parse_fields(None) is None
    assert parse_fields("") is None
