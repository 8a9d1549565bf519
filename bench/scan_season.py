"""The floor of everything that reads a season: two processes decompress the files and scan them, keeping nothing.

``python -m bench.scan_season FOLDER``.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import msgspec

from baseball_core.archive.reading import MAX_ANSWER_BYTES
from baseball_core.codec import decompress
from bench.scan import scan


def _work(file: str) -> None:
    scan(decompress(Path(file).read_bytes(), MAX_ANSWER_BYTES))


def main(folder: str) -> int:
    files = sorted(map(str, Path(folder).rglob("*.json.zst")))
    with ProcessPoolExecutor(2, get_context("fork")) as pool:
        for _ in pool.map(_work, files, chunksize=40):
            pass
    print(msgspec.json.encode({"files": len(files)}).decode())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
