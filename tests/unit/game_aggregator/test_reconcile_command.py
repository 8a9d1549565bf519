"""``game-aggregator reconcile``: files, folders, standard input; what cannot be read; exit codes."""

import copy
import gzip
import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
import zstandard

from game_aggregator.__main__ import main
from support.games import a_timeline, last_document


def sound() -> dict[str, Any]:
    return copy.deepcopy(last_document(a_timeline("regular", 2)))


def tampered() -> dict[str, Any]:
    document = sound()
    document["liveData"]["boxscore"]["teams"]["home"]["teamStats"]["batting"]["runs"] += 1
    return document


def holed() -> dict[str, Any]:
    document = sound()
    del document["liveData"]["linescore"]
    return document


def breached() -> dict[str, Any]:
    document = sound()
    document["liveData"]["plays"]["allPlays"][0]["runners"][0]["credits"] = []
    return document


def write(folder: Path, **documents: dict[str, Any]) -> None:
    folder.mkdir(exist_ok=True)
    for name, document in documents.items():
        (folder / f"{name}.json").write_bytes(msgspec.json.encode(document))


def reconcile(*paths: Path | str) -> int:
    return main(["reconcile", *map(str, paths)], {})


def test_files_of_all_three_kinds_and_folders_are_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = msgspec.json.encode(sound())
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "one.json").write_bytes(body)
    (folder / "two.json.gz").write_bytes(gzip.compress(body))
    (folder / "three.json.zst").write_bytes(zstandard.compress(body))
    (folder / "notes.txt").write_text("no document")
    (tmp_path / "four.json").write_bytes(body)
    assert reconcile(folder, tmp_path / "four.json") == 0
    told = capsys.readouterr().out
    assert "4 documents" in told
    assert "0 differing" in told
    assert "notes" not in told


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(msgspec.json.encode(sound()))))
    assert reconcile("-") == 0
    assert capsys.readouterr().out.startswith("-: game 900001: ")


def test_a_difference_is_told_and_ends_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, good=sound(), bad=tampered())
    runs = sound()["liveData"]["linescore"]["teams"]["home"]["runs"]
    assert reconcile(tmp_path) == 1
    told = capsys.readouterr().out
    assert f"home team: batting.runs computed {runs}, official {runs + 1}" in told
    assert "2 documents" in told
    assert "1 differing" in told


def test_a_document_with_holes_ends_with_three(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, good=sound(), holes=holed())
    assert reconcile(tmp_path) == 3
    assert "not compared, no_linescore" in capsys.readouterr().out


def test_a_breached_audit_ends_with_one_and_names_the_plays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, bad=breached(), holes=holed())
    assert reconcile(tmp_path) == 1
    told = capsys.readouterr().out
    assert "FAILED, audit_breached: outs_have_put_outs" in told
    assert "1 not ready, 1 failed" in told


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.json", b"{", "not_json"),
        ("a.json", b"[]", "wrong_type"),
        ("a.json.gz", b"no gzip", "unreadable"),
        ("a.json.gz", gzip.compress(b"{}" * 1000)[:-9], "unreadable"),
        ("a.json.zst", b"no zstd", "unreadable"),
    ],
    ids=["half an object", "a list", "no gzip", "half a gzip", "no zstd"],
)
def test_what_cannot_be_read_is_told_and_does_not_stop_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, reason: str
) -> None:
    write(tmp_path, good=sound())
    (tmp_path / name).write_bytes(content)
    assert reconcile(tmp_path) == 1
    told = capsys.readouterr().out
    assert f"FAILED, {reason}" in told
    assert "1 documents" in told


def test_a_file_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert reconcile(tmp_path / "absent.json") == 1
    assert "FAILED, unreadable" in capsys.readouterr().out


def test_what_the_rules_do_not_know_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = sound()
    events = document["liveData"]["plays"]["allPlays"][0]["playEvents"]
    events.insert(0, {**copy.deepcopy(events[0]), "isPitch": False, "details": {"eventType": "drone_delay"}})
    for runner in document["liveData"]["plays"]["allPlays"][0]["runners"]:
        runner["details"]["playIndex"] += 1
    write(tmp_path, new=document)
    assert reconcile(tmp_path) == 0
    assert "unknown action: drone_delay: 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["run"],
        ["run", "--game-pk", "x"],
        ["run", "--game-pk", "1", "--due"],
        ["run", "--season", "2026", "--chunk", "0/2"],
        ["run", "--season", "2026", "--chunk", "3/2"],
        ["run", "--season", "2026", "--chunk", "half"],
        ["run", "--season", "2026", "--workers", "0"],
        ["check", "everything"],
        ["ledger"],
        ["ledger", "--since", "yesterday"],
        ["ledger", "--since", "2026-07-01T00:00:00"],
        ["explain", "--game-pk", "1", "--player", "2"],
        ["reconcile"],
    ],
)
def test_bad_arguments_end_with_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments, {})
    assert caught.value.code == 2
    assert "usage:" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "environ", "named"),
    [
        (["due"], {}, "DATABASE_URL"),
        (["due"], {"DATABASE_URL": "sqlite:///x"}, "DATABASE_URL"),
        (["check", "held"], {}, "DATABASE_URL"),
        (["ledger", "--since", "2026-07-01T00:00:00Z"], {}, "DATABASE_URL"),
        (["run", "--due"], {"DATABASE_URL": "postgresql://a:b@127.0.0.1:1/c"}, "ARCHIVE_URL"),
        (["run", "--game-pk", "1"], {"ARCHIVE_URL": "file:///nowhere"}, "DATABASE_URL"),
        (["explain", "--game-pk", "1", "--player", "2", "--stat", "hits"], {}, "ARCHIVE_URL"),
        (["explain", "--game-pk", "1", "--player", "2", "--stat", "charm"], {"ARCHIVE_URL": "file:///x"}, "--stat"),
    ],
)
def test_bad_settings_end_with_two_and_are_named(
    arguments: list[str], environ: dict[str, str], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments, environ) == 2
    assert named in capsys.readouterr().err
