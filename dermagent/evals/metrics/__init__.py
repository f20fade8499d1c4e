"""Scores, one module a family; pure functions of ranked lists, weights and texts, each with its source."""
