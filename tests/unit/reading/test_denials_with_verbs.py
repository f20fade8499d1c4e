"""A verb of its own tells what a denial before a comma does not."""

import pytest

from dermagent import Case
from dermagent.steps.observe import observe
from dermagent.types import Language


def told(text: str, language: Language) -> dict[str, str]:
    return {item.finding: item.polarity for item in observe(Case(id="x", history=text, language=language)).items}


@pytest.mark.parametrize(
    ("language", "text", "present", "absent"),
    [
        ("en", "Black toe, no pain, smells.", {"malodour"}, {"pain"}),
        ("en", "Ring on the arm, not sore, itches at night.", {"nocturnal_pruritus"}, {"pain"}),
        ("en", "Lump, not painful, bleeds, no discharge.", {"bleeding"}, {"pain", "exudate"}),
        ("en", "Ulcer on the leg. No fever, smells bad, weeping.", {"malodour", "exudate"}, {"fever"}),
        ("en", "Doesn't hurt, itches like mad.", {"pruritus"}, {"pain"}),
        ("en", "The mole never itches, bleeds or hurts.", set(), {"pruritus", "bleeding", "pain"}),
        ("en", "The mole never itches, bleeds.", set(), {"pruritus", "bleeding"}),
        ("en", "No pain, smell or itch.", set(), {"pain", "malodour", "pruritus"}),
        ("en", "No itch, bleeding, discharge.", set(), {"pruritus", "bleeding", "exudate"}),
        ("es", "Llaga en el pie, no duele, huele mal.", {"malodour"}, {"pain"}),
        ("es", "Llaga en el pie, sin dolor, huele mal.", {"malodour"}, {"pain"}),
        ("es", "Una mancha, no pica, sangra.", {"bleeding"}, {"pruritus"}),
        ("es", "No pica, no huele, supura.", {"exudate"}, {"pruritus", "malodour"}),
        ("es", "No pica, duele ni sangra.", set(), {"pruritus", "pain", "bleeding"}),
        ("es", "Nunca pica, sangra ni duele.", set(), {"pruritus", "pain", "bleeding"}),
    ],
)
def test_an_item_with_a_verb_is_told(language: Language, text: str, present: set[str], absent: set[str]) -> None:
    read = told(text, language)
    assert {one for one in present | absent if read.get(one) == "present"} == present
    assert {one for one in present | absent if read.get(one) == "absent"} == absent
