"""A vision model retrieves; one reader gives an opinion that quotes the statements."""

from dermagent.workflow import compile_graph

graph = compile_graph("guideline_cot")
