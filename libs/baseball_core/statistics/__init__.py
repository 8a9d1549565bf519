"""What a statistic is: the catalogue of counts and the formulas of rates. PURE."""
