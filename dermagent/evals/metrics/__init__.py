"""Scores, one module a family, each with its source; their intervals and their shares by group of patients."""
