"""Critique: a deterministic critic, and where a model is set a conversation of several agents."""
