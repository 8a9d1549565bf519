"""Recorded documents of the real API. They lie beside the project and may be absent: tests then skip with a reason."""

import gzip
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
RECORDINGS = PROJECT.parent / "shared" / "recordings"
ABSENT = "no recorded documents at ../shared/recordings"

needs_recordings = pytest.mark.skipif(not RECORDINGS.is_dir(), reason=ABSENT)


def load(name: str) -> bytes:
    """The JSON bytes of one recording by its path below the folder, with or without ``.json.gz``; skips if absent."""
    path = RECORDINGS / name
    if not path.name.endswith(".gz"):
        path = path.with_name(f"{path.name}.json.gz")
    if not path.is_file():
        pytest.skip(f"{ABSENT}: {name}")
    return gzip.decompress(path.read_bytes())


def recorded(pattern: str) -> list[object]:
    """Parameters for ``pytest.mark.parametrize``: the names (for ``load``) that match, or one skipped stand-in."""
    names = sorted(str(path.relative_to(RECORDINGS)) for path in RECORDINGS.glob(pattern))
    if not names:
        return [pytest.param(pattern, marks=pytest.mark.skip(reason=ABSENT))]
    return [pytest.param(name, id=name.removesuffix(".json.gz")) for name in names]
