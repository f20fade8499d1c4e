"""Findings and a vision model retrieve; four readers give blind opinions and debate only where they do not agree."""

from dermagent.workflow import compile_graph

graph = compile_graph("mac")
