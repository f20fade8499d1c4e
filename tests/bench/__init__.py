"""Benchmarks: they print figures with ratios to a named baseline; no test asserts a wall time."""
