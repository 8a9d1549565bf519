"""`make bench`: what the pipeline costs, as ratios to honest baselines measured in the same run."""
