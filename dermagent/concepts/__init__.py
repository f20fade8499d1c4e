"""Concepts: what a person can name in an image or a case, as scores, sums, rules and audits."""
