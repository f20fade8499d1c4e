"""Concepts: what a person can name in a picture or a case, as scores, sums, rules and audits."""
