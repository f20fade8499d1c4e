"""Turn the records of runs into figures with intervals and baselines, and figures into pages."""
