"""Tools for agents over the Model Context Protocol: diagnose a case, explain a condition, check a citation."""

from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

from dermagent.errors import DermagentError, InputError
from dermagent.knowledge.base import knowledge
from dermagent.knowledge.meant import match_name
from dermagent.llm.base import ChatModel
from dermagent.provenance import version
from dermagent.report import lines
from dermagent.report.urgency import urgency_line
from dermagent.serve.cases import DEFECT, log_defect, no_paths
from dermagent.settings import Settings
from dermagent.steps.ground import difference, ground, references, verify
from dermagent.steps.intake import case_from
from dermagent.types import Case, Differential
from dermagent.workflow import run

_CASE = (
    "A case as JSON: `history` (text), `images` (each {'content': base64}), `patient` ({'age_years', 'sex', ...}), "
    "`complaint`, `answer_language` (en, zh, es); at least a history or an image. What is not known is left out."
)


def make_tools(settings: Settings, chat: ChatModel | None = None) -> MCPServer:
    """The MCP server; `chat` is the model that is asked, closed by the caller.

    Bad input and a run that came to no answer are errors of the tool, never results. No file and no address is read.
    """
    server: MCPServer = MCPServer(
        "dermagent",
        version=version("dermagent"),
        instructions="Decision support for clinicians and researchers; not a medical device.",
        log_level="WARNING",
    )

    @server.tool(name="diagnose", description=f"The differential of a case, urgency first, cited. {_CASE}")
    async def diagnose(case: dict[str, Any]) -> dict[str, Any]:
        return await _diagnosed(case, settings, chat)

    @server.tool(
        name="explain",
        description="What is known of a condition (its id, or a name in English, Chinese or Spanish): numbered "
        "statements, each with its sources, urgency and findings.",
    )
    def explain(condition: str) -> dict[str, Any]:
        return explained(condition)

    @server.tool(
        name="verify_citation",
        description="Whether words stand in a statement (such as psoriasis.1) as quoted: verified, altered, "
        "misattributed (they stand in another one of its condition), or not_retrieved (there is no such statement).",
    )
    def verify_citation(statement: str, quote: str) -> dict[str, Any]:
        return checked(statement, quote)

    return server


async def _diagnosed(content: dict[str, Any], settings: Settings, chat: ChatModel | None) -> dict[str, Any]:
    try:
        case: Case = case_from(content, "the case")
        no_paths(case.images, "the case")
        differential = await run(case, settings, chat=chat)
    except DermagentError as error:
        raise ToolError(str(error)) from None
    except Exception as error:  # the boundary of one call: its message could hold text of a case
        log_defect(error)
        raise ToolError(DEFECT) from None
    if differential.outcome not in ("answered", "abstained"):
        raise ToolError(_no_answer(differential))
    return {"urgency_in_words": urgency_line(differential), **differential.model_dump(mode="json", by_alias=True)}


def _no_answer(d: Differential) -> str:
    flags = (f"{flag.name}. {flag.clinician_text}" for flag in d.red_flags)
    return " ".join((lines.no_answer_line(d), *d.limits[:1], urgency_line(d), *flags))


def explained(condition: str) -> dict[str, Any]:
    """The card of a condition with its sources as printed.

    Raises:
        ToolError: there is no such condition, or it has no card.
    """
    kb = knowledge()
    try:
        found = condition if condition in kb.conditions else match_name(condition)
    except InputError as error:
        raise ToolError(str(error)) from None
    if found is None or found not in kb.cards:
        raise ToolError("no card is about that condition; diagnose lists the ids of those that fit a case")
    card, known = kb.cards[found], kb.conditions[found]
    statements = ground((), (found,), first=0)
    used = {source for statement in statements for source in statement.sources}
    return {
        "condition": found,
        "name": known.name,
        "icd10cm": known.icd10cm,
        "must_not_miss": card.must_not_miss,
        "urgency": card.urgency,
        "findings": {kb.findings[one].term: frequency for one, frequency in card.findings.items()},
        "statements": [one.model_dump(mode="json", include={"id", "text", "sources"}) for one in statements],
        "references": [one.model_dump(mode="json") for one in references(used & kb.sources.keys())],
    }


def checked(statement: str, quote: str) -> dict[str, Any]:
    """The verdict on a quotation, with the statement's own words and, of a near miss, the difference."""
    condition = statement.rpartition(".")[0]
    known = {one.id: one for one in ground((), (condition,), first=0)}
    verdict = verify(statement, quote, known)
    text = known[statement].text if statement in known else ""
    return {
        "statement": statement,
        "verdict": verdict,
        "text": text,
        "difference": difference(quote, text) if verdict == "altered" else "",
    }
