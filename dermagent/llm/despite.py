"""Despite: the list of conditions that a model gives though it says that it cannot diagnose."""

from dermagent.knowledge.outside import names_disease
from dermagent.knowledge.speech import spoken
from dermagent.llm.items import item_of, name_and_likelihood

#: The heading under which such a list is read.
_HEADING = "Differential diagnosis:"


def listed_despite(text: str) -> str:
    """The list behind a disclaimer, under a heading of its own; empty where a refusal is followed by none.

    What stands before it must end by calling it possibilities, and at least half of its items be diseases.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    first = next((number for number, line in enumerate(lines) if item_of(line)), 0)
    if not first or not spoken("goes_on").search("\n".join(lines[:first])):
        return ""
    items = [item.said for line in lines[first:] if (item := item_of(line))]
    known = sum(names_disease(name_and_likelihood(said)[0]) for said in items)
    return "\n".join([_HEADING, *lines[first:]]) if 2 * known >= len(items) else ""
