"""Is a document news?"""

import copy

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api_poller.changes import canonical_hash, is_new, projection
from support.moving_games import a_document

DRIFT = [
    ("metaData", "timeStamp"),
    ("metaData", "gameEvents"),
    ("copyright",),
    ("gameData", "players", "ID1", "strikeZoneTop"),
    ("gameData", "players", "ID1", "strikeZoneBottom"),
    ("gameData", "players", "ID1", "mlbDebutDate"),
    ("liveData", "plays", "allPlays", 0, "about", "startTime"),
    ("liveData", "plays", "allPlays", 0, "matchup", "batterHotColdZones"),
    ("liveData", "plays", "allPlays", 0, "matchup", "batterHotColdZoneStats"),
    ("liveData", "plays", "allPlays", 0, "matchup", "pitcherHotColdZones"),
    ("liveData", "plays", "allPlays", 0, "playEvents", 0, "pitchData", "typeConfidence"),
    ("liveData", "plays", "allPlays", 0, "playEvents", 0, "pitchData", "strikeZoneTop"),
    ("liveData", "plays", "currentPlay", "about", "startTime"),
    ("liveData", "plays", "currentPlay", "playEvents", 0, "pitchData", "strikeZoneBottom"),
]
NEWS = [
    ("gameData", "status", "statusCode"),
    ("gameData", "players", "ID1", "fullName"),
    ("liveData", "plays", "allPlays", 0, "result", "event"),
    ("liveData", "plays", "allPlays", 0, "about", "endTime"),
    ("liveData", "plays", "allPlays", 0, "matchup", "batter", "id"),
    ("liveData", "plays", "allPlays", 0, "playEvents", 0, "pitchData", "startSpeed"),
    ("liveData", "plays", "currentPlay", "result", "event"),
    ("liveData", "linescore", "outs"),
    ("gameData", "somethingNew"),
    ("somethingNew",),
]


def a_full_document():
    document = a_document(number=2)
    document["gameData"]["players"] = {"ID1": {"id": 1, "fullName": "José Peña", "strikeZoneTop": 3.4}}
    document["liveData"]["plays"]["currentPlay"] = copy.deepcopy(document["liveData"]["plays"]["allPlays"][-1])
    return document


def with_value(path, value):
    document = a_full_document()
    here = document
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    return document


@pytest.mark.parametrize("path", DRIFT, ids=str)
def test_a_value_that_drifts_is_no_news(path):
    assert canonical_hash(with_value(path, "other")) == canonical_hash(a_full_document())


@pytest.mark.parametrize("path", NEWS, ids=str)
def test_any_other_value_is_news(path):
    assert is_new(canonical_hash(a_full_document()), canonical_hash(with_value(path, "other")))


def test_the_first_document_is_news():
    assert is_new(None, canonical_hash(a_full_document()))


def test_the_order_of_members_is_no_news():
    document = a_full_document()
    turned = msgspec.json.decode(msgspec.json.encode(dict(reversed(document.items()))))
    assert canonical_hash(turned) == canonical_hash(document)


def test_looking_changes_nothing():
    document = a_full_document()
    before = copy.deepcopy(document)
    projection(document)
    assert document == before


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=2),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "gameData",
                    "players",
                    "liveData",
                    "plays",
                    "allPlays",
                    "currentPlay",
                    "about",
                    "matchup",
                    "playEvents",
                    "pitchData",
                    "startTime",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)


@given(st.dictionaries(st.sampled_from(["gameData", "liveData", "metaData"]), JUNK))
def test_a_document_of_any_shape_has_a_hash(document):
    assert canonical_hash(document) == canonical_hash(copy.deepcopy(document))
