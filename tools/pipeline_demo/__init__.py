"""``make demo``: the whole pipeline as real processes, watched, and at the end compared with what was played."""
