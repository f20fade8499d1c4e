"""Five samples of one reader's opinion, pooled: the baseline for debate at the same number of calls."""

from dermagent.workflow import compile_graph

graph = compile_graph("self_consistency")
