"""Draw each named graph as Mermaid into docs/graphs.md. Usage: python -m tools.draw_graphs"""

from pathlib import Path

from dermagent.settings import graph_names
from dermagent.workflow import compile_graph

TEXT = """# The named workflows

Drawn by `python -m tools.draw_graphs` from the compiled graphs; a test holds this file to the code.
"""

if __name__ == "__main__":
    parts = [TEXT]
    for name in graph_names():
        parts.append(f"## {name}\n\n```mermaid\n{compile_graph(name).get_graph().draw_mermaid().strip()}\n```\n")
    (Path(__file__).parents[1] / "docs" / "graphs.md").write_text("\n".join(parts), encoding="utf-8")
