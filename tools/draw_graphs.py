"""Draw each named graph as Mermaid into docs/graphs.md, and all of it as one drawing, docs/architecture.svg.

Usage: python -m tools.draw_graphs
"""

from html import escape
from pathlib import Path

from dermagent.settings import graph_names, resolve
from dermagent.workflow import compile_graph
from dermagent.workflow.graph import compiled_graph, path_of

PAGE = Path(__file__).parents[1] / "docs" / "graphs.md"
DRAWING = PAGE.with_name("architecture.svg")
TEXT = """# The named workflows

Drawn by `python -m tools.draw_graphs` from the compiled graphs; a test holds this file to the code, and another the
events of runs to these drawings. A dotted line is taken where the case asks for it: `compare` where the case names a
lesion in images of several dates, or at least four lesions; `read`, which runs at once with `retrieve`, where there is
a history for the model; `recheck` where it was read, or a retriever made out a finding that the case says nothing of;
`opine` and `debate` where there is anything to have an opinion on: an image that could be read, a history or a finding.
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


# What each step takes from where: knowledge on the left, the model on the right, what it does in the middle.
STEPS = {
    "intake": ("", "images made safe, measured, without metadata", ""),
    "compare": ("", "images of several dates, or lesions side by side", ""),
    "observe": ("words, units, drugs", "findings with polarity, person, time and exact words", ""),
    "flag": ("red-flag rules", "the least urgency, before any model", ""),
    "read": ("", "the history once more; only exact words count", "one call"),
    "retrieve": ("cards, priors, index", "ranked lists: findings, images, the model's own", "one call"),
    "recheck": ("red-flag rules", "the rules again, with what was made out since", ""),
    "correct": ("your own rules", "conditions raised or lowered as you say", ""),
    "explain": ("", "what in an image an opinion rests on", ""),
    "ground": ("statements, sources", "numbered statements of the candidates", ""),
    "critique": ("cards", "citations checked word for word, conflicts named", ""),
    "opine": ("", "blind opinions of the agents", "a call each"),
    "debate": ("", "one anonymous round where they differ", "a call each"),
    "urgency": ("cards", "the only place that sets it; nothing lowers it", ""),
    "decide": ("", "one pooled list, or an abstention", ""),
    "ask": ("findings", "the question that would settle most", ""),
}
_IN = "a case: history, images, fields · page, command, library, chat, MCP, FHIR"
_OUT = "a differential: urgency, ranked conditions, citations, limits · JSON, page, Markdown, FHIR, CDS Hooks"
_ROW, _WIDTH = 46, 960


def _box(x: int, y: int, width: int, text: str, kind: str) -> str:
    middle = f'<text x="{x + width // 2}" y="{y + 20}" text-anchor="middle">{escape(text)}</text>'
    return f'<rect x="{x}" y="{y}" width="{width}" height="30" rx="6" class="{kind}"/>{middle}'


def drawing() -> str:
    """The longest path as SVG: one row a step, dashed where not every case takes it."""
    everything = resolve(graph="mac", corrections="rules.yaml", explain=True, max_questions=1)
    names, always = path_of(everything), set(path_of(resolve(graph="mac"))) - {"compare", "read", "recheck"}
    rows = [_box(170, 10, 620, _IN, "door")]
    for place, name in enumerate(names, start=1):
        y = 10 + place * _ROW
        knows, does, asks = STEPS[name]
        rows.append(f'<path d="M480 {y - 16}V{y - 2}" class="way"/>')
        rows.append(_box(250, y, 460, f"{name}: {does}", "step" if name in always else "step sometimes"))
        if knows:
            rows.append(_box(20, y, 190, knows, "knows") + f'<path d="M210 {y + 15}H248" class="way"/>')
        if asks:
            rows.append(_box(750, y, 190, f"model: {asks}", "asks") + f'<path d="M712 {y + 15}H750" class="way"/>')
    end = 10 + (len(names) + 1) * _ROW
    rows += [f'<path d="M480 {end - 16}V{end - 2}" class="way"/>', _box(100, end, 760, _OUT, "door")]
    style = (
        "text{font:13px sans-serif;fill:#1b1b1f}rect{stroke:#5a5a66;fill:#fff}.door{fill:#e6e0f8}.knows{fill:#e3f1e4}"
        ".asks{fill:#fbe9d7}.sometimes{stroke-dasharray:5 4}.way{stroke:#5a5a66;fill:none;marker-end:url(#tip)}"
    )
    tip = '<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {end + 40}" role="img">\n'
        f"<title>The way of a case through dermagent</title>\n<style>{style}</style>\n"
        f'<defs>{tip}<path d="M0 0L8 4L0 8Z" fill="#5a5a66"/></marker></defs>\n'
        f'<rect width="{_WIDTH}" height="{end + 40}" style="fill:#fff;stroke:none"/>\n' + "\n".join(rows) + "\n</svg>\n"
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    DRAWING.write_text(drawing(), encoding="utf-8")
