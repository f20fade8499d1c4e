"""The embedded default: rules, likelihood ratios, knowledge cards and the deterministic critic; no model at all."""

from dermagent.workflow import compile_graph

graph = compile_graph("offline")
