"""Every answer of the API exactly as it was received, for ever.

Layout, below the archive's URL::

    <season>/<game type>/<gamePk>/<sha256>.json.zst          an answer's bytes, one zstd frame of level 1
    <season>/<game type>/<gamePk>/manifest/<segment>.jsonl   a line an answer, see ``base.ManifestLine``
    <season>/-/<kind>/...                                    the same for answers about no single game
    poller/...                                               the poller's own state, no answers

An object's name is the hash of what it holds, so the same bytes are stored once and different bytes never meet.
Nothing is ever changed or removed: a segment is written once and holds one or more lines. Its name begins with the
first line's fetched-at, so names sort in time. ``base`` has the contract, ``object_archive`` writes, ``reading``
reads, ``rebuilding`` makes documents out of full feeds and patches, ``verifying`` and ``republishing`` are the
commands of ``pipeline-archive``.
"""
