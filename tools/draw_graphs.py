"""Draw each named graph as Mermaid into docs/graphs.md. Usage: python -m tools.draw_graphs"""

from pathlib import Path

from dermagent.settings import graph_names, resolve
from dermagent.workflow import compile_graph
from dermagent.workflow.graph import compiled_graph, path_of

PAGE = Path(__file__).parents[1] / "docs" / "graphs.md"
TEXT = """# The named workflows

Drawn by `python -m tools.draw_graphs` from the compiled graphs; a test holds this file to the code, and another the
events of runs to these drawings. A dotted line is taken where the case asks for it: `compare` where the case names a
lesion in images of several dates, or at least four lesions; `read`, which runs at once with `retrieve`, where there is
a history for the model; `recheck` where it was read, or a retriever made out a finding that the case says nothing of.
The last drawing shows what settings add: corrections, explanation, questions.
"""


def page() -> str:
    """The whole page."""
    everything = resolve(graph="mac", corrections="rules.yaml", explain=True, max_questions=1)
    drawn = {name: compile_graph(name) for name in graph_names()}
    drawn["mac with corrections, explanation and questions"] = compiled_graph(path_of(everything))
    parts = [TEXT]
    for name, graph in drawn.items():
        parts.append(f"## {name}\n\n```mermaid\n{graph.get_graph().draw_mermaid().strip()}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
