"""The document: complete, stable, true. schemathesis plays what it promises against the running service."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api_service.app import create_app
from local_stack.postgres import PostgresServer
from support.api import SetClock, api_settings, serving
from support.builders import (
    FIRST_PITCH,
    a_batting_line,
    a_boxscore_player,
    a_boxscore_team,
    a_game,
    a_movement,
    a_past_state,
    a_pitch,
    a_pitching_line,
    a_play,
    a_player,
    a_review,
    a_schedule_row,
    a_state,
    a_team,
    a_venue,
    an_action,
    an_inning,
    save,
)
from support.stack import new_database
from support.statistics import (
    a_correction,
    a_difference,
    a_result,
    a_team_line,
    an_attempt,
    batting,
    fielding,
    pitching,
)

NOWHERE = "postgresql://baseball_reader:pw@127.0.0.1:9/baseball"
APP = create_app(api_settings(NOWHERE), SetClock(FIRST_PITCH))
DOCUMENT: dict[str, Any] = json.loads(json.dumps(APP.openapi()))
OPERATIONS = {path: item["get"] for path, item in DOCUMENT["paths"].items()}
STREAM = "/games/{game_pk}/stream"
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT).exclude(path=STREAM)  # endless by design; has tests of its own
OPERATION_IDS = {
    "get_boxscore",
    "get_game",
    "get_game_state",
    "get_line_score",
    "get_livez",
    "get_player",
    "get_readyz",
    "get_team",
    "get_venue",
    "list_corrections",
    "list_differences",
    "list_game_history",
    "list_games",
    "list_leaders",
    "list_pitches",
    "list_player_games",
    "list_player_statistics",
    "list_players",
    "list_plays",
    "list_schedule",
    "list_standings",
    "list_team_statistics",
    "list_teams",
    "list_venues",
    "stream_game",
}


@pytest.fixture(scope="module")
def base_url(postgres: PostgresServer) -> Iterator[str]:
    """The service over small ids, so that what schemathesis makes up is also found."""
    database = new_database(postgres)
    ids = range(1, 4)
    save(
        database.writer_url,
        *(a_game(game_pk=pk) for pk in ids),
        *(a_state(game_pk=pk) for pk in ids),
        *(a_past_state(game_pk=pk) for pk in ids),
        *(an_inning(game_pk=pk) for pk in ids),
        *(row(game_pk=pk) for pk in ids for row in (a_play, a_pitch, a_movement, a_review)),
        *(an_action(game_pk=pk, event_index=5) for pk in ids),
        *(a_boxscore_team(game_pk=pk) for pk in ids),
        *(row(game_pk=pk, player_id=pk) for pk in ids for row in (a_boxscore_player, a_batting_line, a_pitching_line)),
        *(a_player(player_id=n) for n in ids),
        *(a_team(team_id=n) for n in ids),
        *(a_venue(venue_id=n) for n in ids),
        *(a_schedule_row(game_pk=pk) for pk in ids),
        *(a_result(game_pk=pk, away=pk) for pk in ids),
        *(a_team_line(game_pk=pk, side=side, team_id=pk) for pk in ids for side in ("away", "home")),
        *(row(game_pk=pk, player_id=pk) for pk in ids for row in (batting, pitching, fielding, a_difference)),
        *(row(game_pk=pk) for pk in ids for row in (an_attempt, a_correction)),
    )
    with serving(database.reader_url, SetClock(FIRST_PITCH)) as client:
        yield str(client.base_url)
    postgres.drop_database(database.name)


@SCHEMA.parametrize()
@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@pytest.mark.postgres
def test_no_request_gets_a_server_error_or_an_undocumented_answer(case: Any, base_url: str) -> None:
    case.call_and_validate(
        base_url=base_url,
        checks=(
            not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_schema_conformance,
        ),
    )


def test_operation_ids_are_what_clients_were_generated_from() -> None:
    assert {operation["operationId"] for operation in OPERATIONS.values()} == OPERATION_IDS


@pytest.mark.parametrize("path", OPERATIONS)
def test_an_operation_has_tag_summary_description_and_statuses(path: str) -> None:
    operation = OPERATIONS[path]
    known_tags = {tag["name"] for tag in DOCUMENT["tags"]}
    assert set(operation["tags"]) <= known_tags
    assert operation["tags"]
    assert operation["summary"]
    assert operation["description"]
    assert "422" in operation["responses"]
    if "{" in path:
        assert "404" in operation["responses"]
    if operation["tags"] != ["service"] and path != STREAM:
        assert {"200", "304", "503"} <= set(operation["responses"])
    for status, answer in operation["responses"].items():
        assert answer["description"]
        if int(status) >= 400:
            assert set(answer["content"]) == {"application/problem+json"}


@pytest.mark.parametrize("path", OPERATIONS)
def test_every_parameter_is_described_and_bounded(path: str) -> None:
    for parameter in OPERATIONS[path].get("parameters", ()):
        assert parameter["description"], parameter["name"]
        schemas = parameter["schema"].get("anyOf", [parameter["schema"]])
        for schema in schemas:
            if schema.get("type") == "integer":
                assert {"minimum", "maximum"} <= set(schema), parameter["name"]
            if schema.get("type") == "string":
                assert {"format", "enum", "pattern", "const"} & set(schema), parameter["name"]


@pytest.mark.parametrize("path", [path for path in OPERATIONS if path != STREAM])
def test_the_example_of_an_answer_is_a_valid_answer(path: str) -> None:
    content = OPERATIONS[path]["responses"]["200"]["content"]["application/json"]
    validator = jsonschema_rs.validator_for({**content["schema"], "components": DOCUMENT["components"]})
    assert [str(error) for error in validator.iter_errors(content["example"])] == []


def test_the_document_has_no_unused_schema() -> None:
    text = json.dumps(DOCUMENT)
    for name in DOCUMENT["components"]["schemas"]:
        assert f"#/components/schemas/{name}" in text, name
