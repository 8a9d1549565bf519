"""``pipeline-archive``: list, verify and republish an archive.

Exit codes: 0 all is well, 1 something was found or failed, 2 bad settings or arguments.
"""

import argparse
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import msgspec
import structlog

from baseball_core.archive.objects import Objects
from baseball_core.archive.reading import ArchiveReader
from baseball_core.archive.republishing import Slice, republish, select_games
from baseball_core.archive.verifying import verify
from baseball_core.errors import SettingsError
from baseball_core.kafka.producer import KafkaProducer
from baseball_core.lifecycle import EXIT_FAILED, EXIT_OK, run_main
from baseball_core.settings import ArchiveSettings, KafkaSettings, load
from baseball_core.telemetry.health import Health


class Settings(msgspec.Struct, frozen=True):
    """Settings of every command."""

    archive: ArchiveSettings


class PublishSettings(msgspec.Struct, frozen=True):
    """Further settings of ``republish``."""

    kafka: KafkaSettings


class Output:
    """One result a line on standard output: a JSON object, or a text made from the same values."""

    def __init__(self, as_json: bool) -> None:
        self._as_json = as_json

    def write(self, text: str, **values: Any) -> None:
        line = msgspec.json.encode(values).decode() if self._as_json else text.format(**values)
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="pipeline-archive", description="The archive at ARCHIVE_URL: every answer as it was received."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (
        ("list", "the games that are in it, and how much"),
        ("verify", "read every byte, compare hashes, look for holes, rebuild every published document"),
        ("republish", "publish documents and schedule rows again, as they were"),
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("--game", type=int, metavar="GAME_PK", help="only this game")
        command.add_argument("--season", help="only this season, for example 2025")
        command.add_argument("--json", action="store_true", help="one JSON object a line")
        if name != "verify":
            command.add_argument("--date", type=date.fromisoformat, help="only games of this official date")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point; see the module."""
    arguments = _arguments(argv)
    # Standard output is for results alone.
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    return run_main(lambda: _run(arguments))


def _run(arguments: argparse.Namespace) -> int:
    settings = load(Settings, os.environ)
    if settings.archive.url.startswith("memory:"):
        raise SettingsError("ARCHIVE_URL: memory:// is empty in a new process, nothing can be done with it")
    reader = ArchiveReader(Objects(settings.archive.url))
    output = Output(arguments.json)
    if arguments.command == "verify":
        return _verify(reader, arguments, output)
    wanted = Slice(arguments.season, arguments.game, arguments.date)
    if arguments.command == "list":
        return _list(reader, wanted, output)
    return _republish(reader, wanted, output)


def _list(reader: ArchiveReader, wanted: Slice, output: Output) -> int:
    for replay in select_games(reader, wanted):
        lines = [entry.line for entry in replay.entries]
        output.write(
            "{day}  game {game_pk}: {answers} answers, {documents} documents, {stored_bytes} bytes"
            " from {first} to {last}",
            day=replay.day.isoformat(),
            game_pk=replay.game.game_pk,
            folders=replay.game.folders,
            answers=len(lines),
            documents=len(replay.documents),
            stored_bytes=sum(info.size for folder in replay.game.folders for info in reader.objects(folder)),
            first=lines[0].fetched_at.isoformat(),
            last=lines[-1].fetched_at.isoformat(),
        )
    if wanted.game_pk is None and wanted.day is None:
        for folder in reader.folders_without_game(wanted.season):
            output.write("{folder}: {answers} answers", folder=folder, answers=len(reader.manifest([folder]).entries))
    return EXIT_OK


def _verify(reader: ArchiveReader, arguments: argparse.Namespace, output: Output) -> int:
    faults = 0
    for folders in _parts(reader, arguments):
        verified = verify(reader, folders)
        for finding in verified.findings:
            faults += not finding.harmless
            output.write(
                "{severity}: {reason}: {detail}",
                severity="note" if finding.harmless else "FAULT",
                folder=finding.folder,
                reason=finding.reason,
                detail=finding.detail,
            )
        output.write(
            "{folder}: {answers} answers, {objects} objects, {published} documents rebuilt, {stored_bytes} bytes",
            folder=" ".join(folders),
            answers=verified.answers,
            objects=verified.objects,
            published=verified.published,
            stored_bytes=verified.stored_bytes,
        )
    output.write("{faults} faults", faults=faults)
    return EXIT_FAILED if faults else EXIT_OK


def _parts(reader: ArchiveReader, arguments: argparse.Namespace) -> Iterator[tuple[str, ...]]:
    for game in reader.games(arguments.season, arguments.game):
        yield game.folders
    if arguments.game is None:
        for folder in reader.folders_without_game(arguments.season):
            yield (folder,)


def _republish(reader: ArchiveReader, wanted: Slice, output: Output) -> int:
    kafka = load(PublishSettings, os.environ).kafka
    producer = KafkaProducer(kafka, Health(), client_id="pipeline-archive")
    try:
        for replayed in republish(reader, wanted, producer):
            output.write(
                "{schedule_rows} schedule rows published"
                if replayed.day is None
                else "{day}: {documents} documents of {games} games published",
                **msgspec.to_builtins(replayed),
            )
    finally:
        producer.close()
    return EXIT_OK


if __name__ == "__main__":
    sys.exit(main())
