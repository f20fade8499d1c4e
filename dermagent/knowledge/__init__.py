"""Conditions, findings, sources, cards and red-flag rules as data, with their loader and validator."""
