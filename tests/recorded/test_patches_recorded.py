"""Patches of the real API on the documents that they belong to."""

import copy

import msgspec
import pytest

from baseball_core.patches import FullDocument, NothingNew, Patches, apply_answer, apply_patch, parse_answer
from support.recordings import load, recorded

# Base document, patch, and what the inventory says of the result: time stamp and number of plays.
CHAINS = [
    ("746139_20240612_041248", "746139_from20240612_041248", "20240612_041302", 62),
    ("746139_20240612_042717", "746139_from20240612_042717", "20240612_042758", 68),
    ("824608_20260429_191323", "824608_from20260429_191323_b1+15s", "20260429_191406", 54),
    ("824608_20260429_191323", "824608_from20260429_191323_b1+60s", "20260429_191427", 54),
    ("824608_20260429_191510", "824608_from20260429_191510_b2+30s", "20260429_191535", 55),
]


@pytest.mark.parametrize(("base", "patch", "time_code", "plays"), CHAINS)
def test_a_recorded_chain_leads_to_the_recorded_stamp(base, patch, time_code, plays):
    """case 4: all six operations in order, without one error."""
    document = msgspec.json.decode(load(f"feed_live/{base}"))
    answer = parse_answer(load(f"diffpatch/{patch}"))
    assert isinstance(answer, Patches)
    stamps = [document["metaData"]["timeStamp"]]
    for envelope in answer.envelopes:
        document = apply_patch(document, envelope)
        stamps.append(document["metaData"]["timeStamp"])
    assert stamps == sorted(set(stamps)), "each envelope moves the stamp on"
    assert stamps[-1] == time_code
    assert len(document["liveData"]["plays"]["allPlays"]) == plays


def test_two_chains_from_one_base_agree_where_they_overlap():
    """case 4: the longer answer begins with the shorter one, so applying its rest leads from one to the other."""
    base = load("feed_live/824608_20260429_191323")
    short = parse_answer(load("diffpatch/824608_from20260429_191323_b1+15s"))
    long = parse_answer(load("diffpatch/824608_from20260429_191323_b1+60s"))
    assert isinstance(short, Patches)
    assert isinstance(long, Patches)
    document = apply_answer(msgspec.json.decode(base), short)
    for envelope in long.envelopes[len(short.envelopes) :]:
        document = apply_patch(document, envelope)
    assert document == apply_answer(msgspec.json.decode(base), long)


@pytest.mark.parametrize(("base", "patch"), [(base, patch) for base, patch, _, _ in CHAINS if "b1" not in patch])
def test_leaving_copy_and_move_out_gives_another_document(base, patch):
    """case 4: the defect that this replaces would be seen."""
    document = msgspec.json.decode(load(f"feed_live/{base}"))
    answer = parse_answer(load(f"diffpatch/{patch}"))
    assert isinstance(answer, Patches)
    right = apply_answer(copy.deepcopy(document), answer)
    wrong = copy.deepcopy(document)
    for envelope in answer.envelopes:
        for operation in envelope:
            if operation["op"] in ("add", "replace", "remove"):
                try:
                    wrong = apply_patch(wrong, [operation])
                except Exception:  # noqa: BLE001 - a lenient applier goes on
                    continue
    assert wrong != right


def test_a_diff_without_a_known_stamp_is_a_whole_feed():
    answer = parse_answer(load("diffpatch/776567_20250827_231301_nocode_fullfeed"))
    assert isinstance(answer, FullDocument)
    assert answer.document["gamePk"] == 776567


@pytest.mark.parametrize("name", recorded("diffpatch/*.json.gz"))
def test_every_recorded_answer_has_a_known_shape(name):
    assert not isinstance(parse_answer(load(name)), NothingNew)
