"""Data sets, metrics and statistics for measuring the pipeline."""
