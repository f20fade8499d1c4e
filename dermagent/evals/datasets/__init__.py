"""Readers of evaluation data sets, one module each; the data stay where the user keeps them."""
