"""The consumer loop on a broker in memory: what it does with every outcome, and that nothing is lost or left out."""

import threading
import time
from collections.abc import Callable, Sequence

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baseball_core.clock import SystemClock
from baseball_core.errors import DatabaseError, FeedError, PipelineError
from baseball_core.kafka.base import BrokerUnavailableError, Record, Refusal, TopicPartition
from baseball_core.kafka.config import ConsumerSettings
from baseball_core.kafka.dead_letter import DeadLetterLimitError, DeadLetters, parse_dead_letter
from baseball_core.kafka.local import LocalBroker, LocalConsumer, LocalTopic
from baseball_core.kafka.loop import ConsumerLoop, backoff_delay, judge
from baseball_core.lifecycle import Shutdown
from baseball_core.messages import DEAD_LETTER, Outgoing
from baseball_core.telemetry.health import Health

GAMES = "games"
GROUP = "transformers"


class DatabaseAwayError(DatabaseError):
    retryable = True


class Ledger:
    """A handler that remembers what is durable, and does with each batch what a test says."""

    def __init__(self, rule: Callable[[Sequence[Record]], Sequence[Refusal] | None] = lambda records: ()) -> None:
        self.rule = rule
        self.done: list[bytes | None] = []
        self.batches: list[list[bytes | None]] = []

    def handle(self, records: Sequence[Record]) -> Sequence[Refusal]:
        self.batches.append([record.value for record in records])
        refusals = self.rule(records) or ()
        refused = {(refusal.record.source, refusal.record.offset) for refusal in refusals}
        self.done += [record.value for record in records if (record.source, record.offset) not in refused]
        return refusals


class World:
    """A broker, a loop on it, and the end of a test."""

    def __init__(self, handler: Ledger, *, partitions: int = 1, **settings_: object) -> None:
        self.broker = LocalBroker(
            topics={GAMES: LocalTopic(partitions=partitions), DEAD_LETTER: LocalTopic(max_message_bytes=10**7)}
        )
        self.handler = handler
        self.health = Health()
        self.shutdown = Shutdown()
        self.settings = ConsumerSettings(group_id=GROUP, backoff_seconds=0.01, backoff_max_seconds=0.02, **settings_)
        self.consumer = self.broker.consumer(GROUP)

    def publish(self, *values: str, key: str = "745001") -> None:
        self.broker.producer().publish([Outgoing(GAMES, key.encode(), v.encode(), (("n", b"1"),)) for v in values], 1)

    def loop(self, consumer: LocalConsumer | None = None) -> ConsumerLoop:
        return ConsumerLoop(
            consumer or self.consumer,
            self.handler,
            DeadLetters(self.broker.producer(), SystemClock()),
            topics=[GAMES],
            settings=self.settings,
            health=self.health,
        )

    def run_until(self, condition: Callable[[], bool]) -> None:
        """Runs the loop in a thread until the condition holds, then asks it to stop; what it raises is raised here."""
        raised: list[BaseException] = []

        def body() -> None:
            try:
                self.loop().run(self.shutdown)
            except BaseException as exc:  # noqa: BLE001 - raised again in the test's own thread
                raised.append(exc)

        thread = threading.Thread(target=body)
        thread.start()
        deadline = time.monotonic() + 20
        while thread.is_alive() and not condition() and time.monotonic() < deadline:
            time.sleep(0.002)
        self.shutdown.request()
        thread.join(20)
        assert not thread.is_alive()
        if raised:
            raise raised[0]

    @property
    def committed(self) -> int:
        return sum(self.broker.committed(GROUP).values())

    @property
    def dead(self) -> list[tuple[int, str, bytes | None]]:
        letters = [parse_dead_letter(record) for record in self.broker.records(DEAD_LETTER)]
        return [(letter.origin_offset, letter.reason, letter.value) for letter in letters]


def refuse_bad(records: Sequence[Record]) -> list[Refusal]:
    return [Refusal(record, "bad_feed", "at $.x") for record in records if record.value.startswith(b"bad")]


def test_records_are_handled_in_order_and_then_committed():
    world = World(Ledger())
    world.publish("0", "1", "2")
    world.run_until(lambda: world.committed == 3)
    assert world.handler.done == [b"0", b"1", b"2"]


def test_offsets_are_committed_after_the_work_never_before():
    seen: list[int] = []
    world = World(Ledger(lambda records: seen.append(world.committed)))
    world.publish("0", "1")
    world.run_until(lambda: world.committed == 2)
    assert seen == [0]


def test_a_batch_ends_at_the_record_limit():
    world = World(Ledger(), batch_records=2)
    world.publish("0", "1", "2", "3", "4")
    world.run_until(lambda: world.committed == 5)
    assert world.handler.batches == [[b"0", b"1"], [b"2", b"3"], [b"4"]]


def test_a_batch_ends_with_the_record_that_reaches_the_byte_limit():
    world = World(Ledger(), batch_bytes=2000)
    world.publish("a" * 1500, "b" * 1500, "c" * 1500)
    world.run_until(lambda: world.committed == 3)
    assert [len(batch) for batch in world.handler.batches] == [2, 1]


def test_a_refused_record_becomes_a_dead_letter_and_its_neighbours_are_done():
    world = World(Ledger(refuse_bad))
    world.publish("0", "bad", "2")
    world.run_until(lambda: world.committed == 3)
    assert world.handler.done == [b"0", b"2"]
    assert world.dead == [(1, "bad_feed", b"bad")]


def test_a_dead_letter_is_written_before_its_offset_is_committed():
    world = World(Ledger(refuse_bad))
    original = world.broker.append
    at_writing: list[int] = []

    def append(message: Outgoing) -> None:
        if message.topic == DEAD_LETTER:
            at_writing.append(sum(world.broker.groups[GROUP].committed.values()))
        original(message)

    world.broker.append = append  # type: ignore[method-assign]
    world.publish("bad")
    world.run_until(lambda: world.committed == 1)
    assert at_writing == [0]


def test_a_lasting_failure_of_a_batch_costs_only_the_record_at_fault():
    def rule(records: Sequence[Record]) -> None:
        if any(record.value == b"poison" for record in records):
            raise FeedError("wrong type", json_path="$.liveData")

    world = World(Ledger(rule))
    world.publish("0", "poison", "2")
    world.run_until(lambda: world.committed == 3)
    assert sorted(world.handler.done) == [b"0", b"2"]
    assert world.dead == [(1, "bad_feed", b"poison")]


def test_a_bug_is_visible_and_costs_only_the_record_that_triggers_it(capsys):
    def rule(records: Sequence[Record]) -> None:
        if any(record.value == b"poison" for record in records):
            raise ZeroDivisionError("innings")

    world = World(Ledger(rule))
    world.publish("0", "poison", "2")
    world.run_until(lambda: world.committed == 3)
    assert sorted(world.handler.done) == [b"0", b"2"]
    [(offset, reason, _)] = world.dead
    assert (offset, reason) == (1, "unexpected_error")
    detail = parse_dead_letter(world.broker.records(DEAD_LETTER)[0]).detail
    assert "ZeroDivisionError" in detail
    assert "handler_crashed" in capsys.readouterr().out


def test_a_passing_failure_keeps_the_offset_and_the_batch_is_done_later():
    attempts: list[int] = []

    def rule(records: Sequence[Record]) -> None:
        attempts.append(world.committed)
        if len(attempts) < 4:
            assert len(attempts) == 1 or "record_handling" in world.health.ready()
            raise DatabaseAwayError("connection refused")

    world = World(Ledger(rule))
    world.publish("0", "1")
    world.run_until(lambda: world.committed == 2)
    assert attempts == [0, 0, 0, 0]
    assert world.handler.done == [b"0", b"1"]
    assert world.dead == []
    assert "record_handling" not in world.health.ready()


def test_records_published_during_an_outage_are_neither_lost_nor_out_of_order():
    away = [True]

    def rule(records: Sequence[Record]) -> None:
        if away[0]:
            if len(world.handler.batches) == 3:
                world.publish("2", "3")
            away[0] = len(world.handler.batches) < 6
            raise DatabaseAwayError("connection refused")

    world = World(Ledger(rule))
    world.publish("0", "1")
    world.run_until(lambda: world.committed == 4)
    assert world.handler.done == [b"0", b"1", b"2", b"3"]


def test_a_run_of_bad_records_stops_the_consumer():
    world = World(Ledger(refuse_bad), dead_letter_limit=3)
    world.publish("good", *(f"bad{number}" for number in range(20)))
    with pytest.raises(DeadLetterLimitError, match="more than 3 bad records in a row"):
        world.run_until(lambda: False)
    assert [offset for offset, _, _ in world.dead] == [1, 2, 3]
    assert world.committed == 4, "the record that stopped it keeps its offset"


def test_a_bug_that_every_record_triggers_stops_the_consumer_with_its_records_kept():
    def rule(records: Sequence[Record]) -> None:
        raise ZeroDivisionError("innings")

    world = World(Ledger(rule), dead_letter_limit=3)
    world.publish(*(str(number) for number in range(20)))
    with pytest.raises(DeadLetterLimitError):
        world.run_until(lambda: False)
    assert len(world.dead) == 3
    assert world.committed == 3


def test_a_good_record_between_bad_ones_begins_the_count_anew():
    world = World(Ledger(refuse_bad), dead_letter_limit=2)
    world.publish("bad0", "bad1", "good", "bad2", "bad3", "good")
    world.run_until(lambda: world.committed == 6)
    assert len(world.dead) == 4


def test_the_count_goes_on_from_batch_to_batch():
    world = World(Ledger(refuse_bad), dead_letter_limit=3, batch_records=1)
    world.publish(*(f"bad{number}" for number in range(8)))
    with pytest.raises(DeadLetterLimitError):
        world.run_until(lambda: False)
    assert len(world.dead) == 3


def test_with_limit_zero_the_first_bad_record_stops_the_consumer():
    world = World(Ledger(refuse_bad), dead_letter_limit=0)
    world.publish("good", "bad")
    with pytest.raises(DeadLetterLimitError):
        world.run_until(lambda: False)
    assert (world.dead, world.committed) == ([], 1)


def test_a_dead_letter_that_cannot_be_written_keeps_the_offset():
    world = World(Ledger(refuse_bad))
    refused = world.broker.refusal_of
    failures: list[object] = []

    def refusal_of(message: Outgoing) -> object:
        if message.topic == DEAD_LETTER and len(failures) < 2:
            failures.append(world.committed)
            world.broker.available = False
            answer = refused(message)
            world.broker.available = True
            return answer
        return refused(message)

    world.broker.refusal_of = refusal_of  # type: ignore[method-assign]
    world.publish("0", "bad", "2")
    world.run_until(lambda: world.committed == 3)
    assert failures == [0, 0]
    assert world.dead == [(1, "bad_feed", b"bad")]
    assert set(world.handler.done) == {b"0", b"2"}


def test_a_failed_commit_is_made_up_for_without_new_records():
    world = World(Ledger(lambda records: setattr(world.broker, "available", False)))
    commit = world.consumer.commit

    def commit_then_recover(offsets: dict[TopicPartition, int]) -> None:
        try:
            commit(offsets)
        finally:
            world.broker.available = True

    world.consumer.commit = commit_then_recover  # type: ignore[method-assign]
    world.publish("0")
    world.run_until(lambda: world.committed == 1)
    assert world.handler.done == [b"0"]


def test_a_stop_while_the_database_is_away_ends_the_loop_without_a_commit():
    def rule(records: Sequence[Record]) -> None:
        world.shutdown.request()
        raise DatabaseAwayError("connection refused")

    world = World(Ledger(rule))
    world.publish("0")
    started = time.monotonic()
    world.run_until(lambda: False)
    assert time.monotonic() - started < 10
    assert (world.handler.done, world.committed) == ([], 0)


def test_a_stop_during_a_batch_finishes_it_and_commits():
    world = World(Ledger(lambda records: world.shutdown.request()))
    world.publish("0", "1")
    world.run_until(lambda: False)
    assert (world.handler.done, world.committed) == ([b"0", b"1"], 2)
    assert world.broker.groups[GROUP].members == {}, "the group is left"


def test_records_of_a_partition_taken_away_are_dropped_and_read_by_the_next_owner():
    world = World(Ledger(), partitions=2)
    loop = world.loop()
    sources = [TopicPartition(GAMES, 0), TopicPartition(GAMES, 1)]
    for game in range(20):
        world.publish(str(game), key=str(game))
    world.consumer.subscribe([GAMES], loop)
    loop._collect(world.shutdown)
    loop.on_revoked([sources[1]])
    assert {record.source for record in loop._batch} == {sources[0]}


def test_reading_errors_show_in_readiness_and_do_not_end_the_loop():
    world = World(Ledger())
    poll = world.consumer.poll
    polls: list[int] = []

    def failing_poll(timeout: float) -> Record | None:
        polls.append(1)
        if len(polls) <= 3:
            raise BrokerUnavailableError("games: not authorized", reason="topic_authorization_failed")
        if len(polls) == 4:
            assert "topic_authorization_failed" in world.health.ready()["kafka_reading"]
        return poll(timeout)

    world.consumer.poll = failing_poll  # type: ignore[method-assign]
    world.publish("0")
    world.run_until(lambda: world.committed == 1)
    assert world.health.ready() == {}


def test_a_reading_error_for_good_ends_the_loop_and_leaves_the_group():
    class FencedError(PipelineError):
        retryable = False

    world = World(Ledger())

    def fenced(timeout: float) -> Record | None:
        raise FencedError("fenced")

    world.consumer.poll = fenced  # type: ignore[method-assign]
    with pytest.raises(FencedError):
        world.run_until(lambda: False)
    assert world.broker.groups[GROUP].members == {}


def test_a_stuck_handler_fails_liveness():
    class Hours:
        def __init__(self) -> None:
            self.seconds = 0.0

        def now(self) -> object:
            raise NotImplementedError

        def monotonic(self) -> float:
            return self.seconds

    clock = Hours()
    world = World(Ledger())
    world.health = Health(liveness_timeout=60, clock=clock)
    world.publish("0")
    stalled: list[float | None] = []

    def rule(records: Sequence[Record]) -> None:
        clock.seconds += 61
        stalled.append(world.health.stalled_for())

    world.handler.rule = rule
    world.run_until(lambda: world.committed == 1)
    assert stalled == [61.0]


def test_a_refusal_of_a_record_that_was_not_in_the_batch_is_not_swallowed():
    world = World(Ledger())
    world.publish("0")

    def rule(records: Sequence[Record]) -> list[Refusal]:
        return [Refusal(msgspec.structs.replace(records[0], offset=99), "bad_feed", "")]

    world.handler.rule = rule
    with pytest.raises(PipelineError, match="not given"):
        world.run_until(lambda: False)
    assert world.committed == 0


@given(st.integers(1, 200), st.floats(0.001, 60), st.floats(0.001, 120), st.floats(0, 1, exclude_max=True))
def test_the_wait_grows_is_jittered_and_bounded(attempt, first, longest, chance):
    delay = backoff_delay(attempt, first, longest, chance)
    assert 0 < delay <= longest
    assert delay >= min(longest, first) / 2
    assert backoff_delay(attempt + 1, first, longest, chance) >= delay


STREAM = st.lists(st.tuples(st.integers(0, 2), st.booleans()), min_size=1, max_size=60)


@given(stream=STREAM, limit=st.integers(0, 4), cuts=st.lists(st.integers(1, 7), min_size=1))
def test_no_record_is_left_out_whatever_the_batches(stream, limit, cuts):
    """Every record up to the stop is done or set aside, exactly once; the count does not depend on the batches."""
    offsets: dict[int, int] = {}
    records: list[tuple[Record, bool]] = []
    for partition, bad in stream:
        offset = offsets.get(partition, 0)
        offsets[partition] = offset + 1
        records.append((Record(GAMES, partition, offset, SystemClock().now(), None, b"", ()), bad))
    run, position, accepted, aside, turn = 0, 0, [], [], 0
    stopped = False
    while position < len(records) and not stopped:
        size = cuts[turn % len(cuts)]
        turn += 1
        batch = records[position : position + size]
        verdict = judge(
            [record for record, _ in batch],
            [Refusal(record, "bad", "") for record, bad in batch if bad],
            run,
            limit,
        )
        run, stopped = verdict.run, verdict.stopped_by is not None
        aside += [refusal.record for refusal in verdict.set_aside]
        accepted += [r for r, _ in batch if r.offset < verdict.offsets.get(r.source, 0)]
        position += size
    longest_run, expected_stop = 0, None
    for index, (_, bad) in enumerate(records):
        longest_run = longest_run + 1 if bad else 0
        if longest_run > limit:
            expected_stop = index
            break
    until = len(records) if expected_stop is None else expected_stop
    assert stopped == (expected_stop is not None)
    assert accepted == [record for record, _ in records[:until]]
    assert aside == [record for record, bad in records[:until] if bad]


@pytest.mark.slow
@settings(deadline=None, max_examples=25)
@given(
    outcomes=st.lists(st.sampled_from(["good", "bad", "poison", "away"]), min_size=1, max_size=25),
    batch_records=st.integers(1, 6),
    partitions=st.integers(1, 3),
)
def test_every_record_ends_as_done_or_dead_letter_whatever_happens(outcomes, batch_records, partitions):
    struck: set[bytes | None] = set()

    def rule(records: Sequence[Record]) -> list[Refusal]:
        for record in records:
            kind = record.value.split(b"-")[0]
            if kind == b"away" and record.value not in struck:
                struck.add(record.value)
                raise DatabaseAwayError("away")
            if kind == b"poison":
                raise FeedError("poison")
        return refuse_bad(records)

    world = World(Ledger(rule), partitions=partitions, batch_records=batch_records, dead_letter_limit=100)
    for number, kind in enumerate(outcomes):
        world.publish(f"{kind}-{number}", key=str(number))
    world.run_until(lambda: world.committed == len(outcomes))
    values = {f"{kind}-{number}".encode(): kind for number, kind in enumerate(outcomes)}
    assert set(world.handler.done) == {value for value, kind in values.items() if kind in ("good", "away")}
    assert {value for _, _, value in world.dead} == {v for v, kind in values.items() if kind in ("bad", "poison")}
    assert len(world.dead) == sum(kind in ("bad", "poison") for kind in outcomes)
