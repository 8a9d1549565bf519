"""Compression with a limit: a bomb never becomes memory, a cut frame never becomes a document."""

import resource

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from baseball_core.codec import compress, content_hash, decompress
from baseball_core.errors import MessageError


@given(st.binary(max_size=100_000))
def test_what_was_compressed_comes_back(data: bytes) -> None:
    assert decompress(compress(data), limit=100_000) == data


def _streamed(data: bytes) -> bytes:
    """A frame that does not declare its size."""
    compressor = zstandard.ZstdCompressor(level=1).compressobj()
    return compressor.compress(data) + compressor.flush()


@pytest.mark.parametrize("frame", [compress, _streamed], ids=["declared size", "no declared size"])
def test_a_content_over_the_limit_is_refused(frame: object) -> None:
    assert callable(frame)
    assert decompress(frame(b"a" * 1000), limit=1000) == b"a" * 1000
    with pytest.raises(MessageError) as caught:
        decompress(frame(b"a" * 1001), limit=1000)
    assert caught.value.reason == "decompression_limit"


def test_a_bomb_costs_no_more_memory_than_the_limit() -> None:
    compressor = zstandard.ZstdCompressor(level=1).compressobj()
    bomb = b"".join([compressor.compress(bytes(16 << 20)) for _ in range(64)] + [compressor.flush()])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(MessageError) as caught:
        decompress(bomb, limit=1 << 20)
    grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert caught.value.reason == "decompression_limit"
    assert grown_kib < 64 << 10, f"{grown_kib} KiB for a limit of 1 MiB"


def test_a_frame_that_lies_about_its_size_is_refused() -> None:
    # The content size stands in the frame's header: magic (4 bytes), descriptor (1), then the size (1, single segment).
    frame = bytearray(compress(b"b" * 200))
    assert frame[5] == 200
    frame[5] = 100
    with pytest.raises(MessageError) as caught:
        decompress(bytes(frame), limit=1000)
    assert caught.value.reason == "corrupt_compression"


@pytest.mark.parametrize("damage", [lambda f: f[:-3], lambda f: b"", lambda f: b"<html>", lambda f: f[4:]])
def test_what_is_no_whole_frame_is_refused(damage: object) -> None:
    assert callable(damage)
    with pytest.raises(MessageError) as caught:
        decompress(damage(compress(b"c" * 500)), limit=1000)
    assert caught.value.reason == "corrupt_compression"


def test_the_hash_is_sha256() -> None:
    # FIPS 180-4's example for "abc".
    assert content_hash(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
