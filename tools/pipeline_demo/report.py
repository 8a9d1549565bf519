"""PURE. The demo's last words: the comparison game by game."""

from collections.abc import Sequence

from pipeline_demo.simulator_client import Feeds
from pipeline_demo.verdict import Verdict, all_agree

SHOWN_DIFFERENCES = 8


def verdict_text(verdicts: Sequence[Verdict]) -> str:
    """A line a game, the first differences below it, and the sum."""
    lines = []
    for verdict in verdicts:
        result = "all agree" if verdict.agrees else f"{len(verdict.differences)} DIFFER"
        lines.append(f"game {verdict.game_pk}: {verdict.served}; of {verdict.compared} figures {result}")
        lines += [f"    {difference}" for difference in verdict.differences[:SHOWN_DIFFERENCES]]
    agreeing = sum(verdict.agrees for verdict in verdicts)
    figures = sum(verdict.compared for verdict in verdicts)
    word = "OK" if all_agree(verdicts) else "FAILED"
    lines.append(f"{word}: {agreeing} of {len(verdicts)} games agree with what was played, {figures} figures compared")
    return "\n".join(lines)


def feeds_text(feeds: Feeds) -> str:
    """Which recorded files are played and which are not, with the reasons."""
    games = len({feed.game_pk for feed in feeds.usable})
    lines = [f"{len(feeds.usable)} recorded documents of {games} games"]
    lines += [f"    not usable: {feed.file}: {feed.reason}" for feed in feeds.refused]
    return "\n".join(lines)
