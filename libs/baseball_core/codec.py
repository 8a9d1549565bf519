"""Bytes at rest and on the wire: zstd level 1, sha256.

Level 1 is smaller and faster than 3 on these documents; compressing here and not in librdkafka costs a
twentieth of the client's CPU (docs/performance.md).
"""

import hashlib
import threading

import zstandard

from baseball_core.errors import MessageError

ZSTD_LEVEL = 1
_local = threading.local()


def _compressor() -> zstandard.ZstdCompressor:
    # A compressor's context is not safe for simultaneous use, and making one a call costs more than the work.
    if not hasattr(_local, "compressor"):
        _local.compressor = zstandard.ZstdCompressor(level=ZSTD_LEVEL)
    compressor: zstandard.ZstdCompressor = _local.compressor
    return compressor


def compress(data: bytes) -> bytes:
    """One zstd frame that names its content's size."""
    return _compressor().compress(data)


def decompress(data: bytes, limit: int) -> bytes:
    """The content of one zstd frame.

    Raises MessageError: ``decompression_limit`` when the content is larger than ``limit`` bytes (never more than
    ``limit`` is held), ``corrupt_compression`` when the bytes are no complete frame.
    """
    try:
        declared = zstandard.frame_content_size(data)
        if declared > limit:
            raise MessageError(
                f"content of {declared} bytes is over the limit of {limit}", reason="decompression_limit"
            )
        if declared > 0:  # at once takes half the time of a stream
            content: bytes = zstandard.ZstdDecompressor().decompress(data)
        else:
            with zstandard.ZstdDecompressor().stream_reader(data) as reader:
                # One byte more than is allowed tells a frame that lies about its size from one that keeps its word.
                content = reader.read(limit + 1)
    except zstandard.ZstdError as exc:
        raise MessageError(f"not a zstd frame: {exc}", reason="corrupt_compression") from exc
    if declared < 0 and len(content) > limit:
        raise MessageError(f"content is over the limit of {limit} bytes", reason="decompression_limit")
    if declared >= 0 and len(content) != declared:
        raise MessageError("zstd frame does not hold what it declares", reason="corrupt_compression")
    return content


def content_hash(data: bytes) -> str:
    """sha256 as 64 hexadecimal characters."""
    return hashlib.sha256(data).hexdigest()
