"""``pipeline-dead-letters``: list, show and re-inject what the transformer refused.

A dead letter is named by ``partition:offset`` of the dead letter topic. Re-injecting publishes the original message
to its own topic again; because the newest fetched-at wins, doing it twice or late does no harm. Exit codes: 0 done,
1 failed or no such dead letter, 2 bad settings or arguments.
"""

import argparse
import contextlib
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec
import structlog

from baseball_core.codec import decompress
from baseball_core.errors import MessageError
from baseball_core.kafka.base import Producer, Record
from baseball_core.kafka.dead_letter import DeadLetter, parse_dead_letter
from baseball_core.kafka.producer import KafkaProducer
from baseball_core.kafka.topic_reader import read_topic
from baseball_core.lifecycle import EXIT_FAILED, EXIT_OK, run_main
from baseball_core.messages import DEAD_LETTER, MAX_DOCUMENT_BYTES
from baseball_core.settings import KafkaSettings, load
from baseball_core.telemetry.health import Health

PUBLISH_TIMEOUT_SECONDS = 30.0


class Settings(msgspec.Struct, frozen=True):
    """Settings of every command."""

    kafka: KafkaSettings


class Selection(msgspec.Struct, frozen=True):
    """Which dead letters; every condition that is not empty must hold."""

    identities: frozenset[str] = frozenset()
    reason: str | None = None
    game_pk: int | None = None

    def has(self, letter: DeadLetter) -> bool:
        return (
            (not self.identities or letter.identity in self.identities)
            and self.reason in (None, letter.reason)
            and (self.game_pk is None or letter.key == str(self.game_pk).encode())
        )


def dead_letters(records: Iterable[Record], selection: Selection) -> Iterator[DeadLetter]:
    """The selected dead letters; a record of the topic that is none is passed over with a line in the log."""
    for record in records:
        try:
            letter = parse_dead_letter(record)
        except MessageError as exc:
            structlog.get_logger(__name__).warning("not_a_dead_letter", error=str(exc))
            continue
        if selection.has(letter):
            yield letter


def reinject(letters: Iterable[DeadLetter], producer: Producer) -> Iterator[DeadLetter]:
    """Publishes each message again, one at a time; yields it once it is acknowledged. Raises DeliveryError."""
    for letter in letters:
        producer.publish([letter.restored()], PUBLISH_TIMEOUT_SECONDS)
        yield letter


def summary(letter: DeadLetter) -> dict[str, Any]:
    """What ``list`` says of a dead letter."""
    return {
        "id": letter.identity,
        "refused_at": letter.refused_at.isoformat(),
        "reason": letter.reason,
        "key": (letter.key or b"").decode(errors="replace"),
        "origin": f"{letter.origin_topic}[{letter.origin_partition}]@{letter.origin_offset}",
        "bytes": len(letter.value or b""),
        "detail": letter.detail,
    }


def readable_value(letter: DeadLetter) -> str:
    """The value for people: decompressed where that works, as text with what is no text escaped."""
    value = letter.value or b""
    with contextlib.suppress(MessageError):
        value = decompress(value, MAX_DOCUMENT_BYTES)
    return value.decode(errors="backslashreplace")


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="pipeline-dead-letters", description=f"What lies in {DEAD_LETTER}.")
    commands = parser.add_subparsers(dest="command", required=True)
    listing = commands.add_parser("list", help="one line a dead letter, oldest first")
    showing = commands.add_parser("show", help="one dead letter with its headers and value")
    injecting = commands.add_parser("reinject", help="publish the original messages again")
    showing.add_argument("id", metavar="ID", help="partition:offset, as list shows it")
    showing.add_argument("--value", action="store_true", help="write the value's bytes as they are, and nothing else")
    injecting.add_argument("id", nargs="*", metavar="ID", help="partition:offset, as list shows it")
    injecting.add_argument("--all", action="store_true", help="all that the other conditions leave")
    for command in (listing, injecting):
        command.add_argument("--reason", help="only those refused for this reason")
        command.add_argument("--game", type=int, metavar="GAME_PK", help="only those of this game")
        command.add_argument("--json", action="store_true", help="one JSON object a line")
    arguments = parser.parse_args(argv)
    if arguments.command == "reinject" and not (arguments.id or arguments.all or arguments.reason or arguments.game):
        injecting.error("say which: IDs, --reason, --game or --all")
    return arguments


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
    kafka = load(Settings, os.environ).kafka
    records = read_topic(kafka, DEAD_LETTER)
    if arguments.command == "show":
        return _show(records, arguments)
    selection = Selection(frozenset(getattr(arguments, "id", ())), arguments.reason, arguments.game)
    write = _write_json if arguments.json else _write_text
    if arguments.command == "list":
        for letter in dead_letters(records, selection):
            write(summary(letter))
        return EXIT_OK
    return _reinject(kafka, dead_letters(records, selection), selection, write)


def _reinject(
    kafka: KafkaSettings, letters: Iterable[DeadLetter], selection: Selection, write: Callable[[dict[str, Any]], None]
) -> int:
    producer = KafkaProducer(kafka, Health(), client_id="pipeline-dead-letters")
    done: set[str] = set()
    try:
        for letter in reinject(letters, producer):
            done.add(letter.identity)
            write(summary(letter))
    finally:
        producer.close()
    sys.stderr.write(f"{len(done)} published again\n")
    missing = selection.identities - done
    if missing:
        sys.stderr.write(f"no such dead letter: {', '.join(sorted(missing))}\n")
    return EXIT_FAILED if missing else EXIT_OK


def _show(records: Iterable[Record], arguments: argparse.Namespace) -> int:
    for letter in dead_letters(records, Selection(frozenset({arguments.id}))):
        if arguments.value:
            sys.stdout.buffer.write(letter.value or b"")
            sys.stdout.flush()
            return EXIT_OK
        for name, value in summary(letter).items():
            sys.stdout.write(f"{name}: {value}\n")
        for name, raw in letter.headers:
            sys.stdout.write(f"header {name}: {raw.decode(errors='backslashreplace')}\n")
        sys.stdout.write(f"\n{readable_value(letter)}\n")
        return EXIT_OK
    sys.stderr.write(f"no such dead letter: {arguments.id}\n")
    return EXIT_FAILED


def _write_json(values: dict[str, Any]) -> None:
    sys.stdout.write(msgspec.json.encode(values).decode() + "\n")


def _write_text(values: dict[str, Any]) -> None:
    sys.stdout.write("{id:>8}  {refused_at}  {reason}  {key}  {origin}  {bytes} bytes  {detail}\n".format(**values))


if __name__ == "__main__":
    sys.exit(main())
