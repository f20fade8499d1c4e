"""One vision model with naive chain of thought, and nothing else but the red-flag rules."""

from dermagent.workflow import compile_graph

graph = compile_graph("naive_cot")
