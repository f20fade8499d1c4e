"""Measure the pipeline: metrics, data sets, running, audits and reporting; each room uses only those before it."""
