"""Lists and tables in every shape: HTML, LaTeX, CSV, tags, TOML, in one line, from the last to the first."""

import json

import pytest

from dermagent.llm.schema import UnreadableReply, read_reply
from dermagent.steps.retrieve.vlm import VisionReply


def read(text: str) -> list[tuple[str, float]]:
    return [(one.name, round(one.confidence, 2)) for one in read_reply(text, VisionReply).candidates]


SCABIES_ECZEMA = [("Scabies", 0.5), ("Eczema", 0.3)]


@pytest.mark.parametrize(
    "text",
    [
        "Differential: (1) Scabies (50%), (2) Eczema (30%).",
        "1) Scabies 50%; 2) Eczema 30%",
        "My list: 1. Scabies: 50% 2. Eczema: 30%",
        "<ul>\n<li><b>Scabies</b> (50%)</li><li>Eczema (30%)</li></ul>",
        "<p>Here it is</p><ol><li>Scabies - 50%</li>\n<li>Eczema - 30%</li></ol>",
        "<table><thead><tr><th>Diagnosis</th><th>Probability</th></tr></thead>"
        "<tr><td>Scabies</td><td>50%</td></tr><tr><td>Eczema</td><td>30%</td></tr></table>",
        "\\begin{itemize}\n\\item \\textbf{Scabies} (50\\%)\n\\item Eczema (30\\%)\n\\end{itemize}",
        "\\begin{tabular}{ll}\n\\hline\nDiagnosis & Probability \\\\\n"
        "Scabies & 50\\% \\\\\nEczema & 30\\% \\\\\n\\end{tabular}",
        'rank,diagnosis,probability,reason\n1,Scabies,0.5,"itch, burrows"\n2,Eczema,0.3,itch',
        "Krankheit;Wahrscheinlichkeit\nScabies;50 %\nEczema;30 %",
        "<answer><diagnosis><name>Scabies</name><probability>50%</probability></diagnosis>"
        "<diagnosis><name>Eczema</name><probability>30%</probability></diagnosis></answer>",
        "<differential>\n<item><condition>Scabies</condition><score>0.5</score></item>\n"
        "<item><condition>Eczema</condition><score>0.3</score></item>\n</differential>",
        '[[diagnoses]]\nname = "Scabies"\nprobability = 0.5\n\n[[diagnoses]]\nname = "Eczema"\nprobability = 0.3',
        "| Diagnosis | % |\n|---|---|\n| Scabies | 50 |\n| Eczema | 30 |",
        "疾病 | 概率\nScabies | 50%\nEczema | 30%",
        '{"candidates":[{"name":"Scabies","confidence":50%},{"name":"Eczema","confidence":30 %}]}',
        '{"candidates":[{"name":"Scabies","confidence":0,5},{"name":"Eczema","confidence":0,3}]}',
        '{"candidates":{"0.5":"Scabies","0.3":"Eczema"}}',
        '{"candidates":{"50%":"Scabies","30%":"Eczema"}}',
        '{"conditions":["Scabies","Eczema"],"probabilities":[0.5,0.3]}',
        '{"candidates":["Scabies","Eczema"],"confidences":["50%","30%"]}',
        '{"candidates":[{"name":"Scabies","confidence":"1 in 2"},{"name":"Eczema","confidence":"3:7"}]}',
        '{"鑑別診断":[{"疾患名":"Scabies","確率":0.5},{"疾患名":"Eczema","確率":0.3}]}',
    ],
)
def test_names_and_shares_of_any_shape_are_read(text: str) -> None:
    assert read(text) == SCABIES_ECZEMA


@pytest.mark.parametrize(
    "text",
    [
        "1. Scabies, 2. Lipoma, 3. Acne",
        "诊断：1、Scabies；2、Lipoma；3、Acne",
        "1.Scabies，2.Lipoma，3.Acne",
        "3. Acne\n2. Lipoma\n1. Scabies",
        "From least to most likely:\n1. Acne\n2. Lipoma\n3. Scabies",
        "Diagnósticos de menos a más probable:\n- Acne\n- Lipoma\n- Scabies",
        "Mögliche Diagnosen, aufsteigend:\n- Acne\n- Lipoma\n- Scabies",
        "Other possible diagnoses:\n- Scabies\n- Lipoma\n- Acne",
        '{"common":["Scabies","Lipoma"],"rare":["Acne"]}',
        '{"más frecuentes":["Scabies","Lipoma"],"infrecuentes":["Acne"]}',
        "鑑別診断：\n1. Scabies\n2. Lipoma\n3. Acne",
    ],
)
def test_no_name_of_a_list_is_lost_and_the_likeliest_stands_first(text: str) -> None:
    assert [name for name, _ in read(text)] == ["Scabies", "Lipoma", "Acne"]


def test_groups_and_dangers_are_one_list() -> None:
    names = {
        name for name, _ in read('{"common":["Scabies"],"dangerous":["Melanoma"],"rare":["Merkel cell carcinoma"]}')
    }
    assert names == {"Scabies", "Melanoma", "Merkel cell carcinoma"}


@pytest.mark.parametrize(
    "between",
    [
        "For comparison, another case:",
        "Example of the format:",
        "Un ejemplo de otro caso:",
        "Beispiel für einen anderen Fall:",
        "Exemple d'un autre cas :",
        "示例：",
    ],
)
def test_an_example_behind_the_answer_is_none(between: str) -> None:
    answer, example = ({"candidates": [{"name": name, "confidence": 0.6}]} for name in ("Scabies", "Melanoma"))
    assert read(f"{json.dumps(answer)}\n\n{between}\n{json.dumps(example)}") == [("Scabies", 0.6)]
    assert read(f"{between}\n{json.dumps(answer)}") == [("Scabies", 0.6)]


def test_likely_or_not_is_a_share() -> None:
    reply = {"candidates": [{"name": "Melanoma", "likely": False}, {"name": "Scabies", "likely": True}]}
    assert read(json.dumps(reply)) == [("Melanoma", 0.1), ("Scabies", 0.7)]


@pytest.mark.parametrize("text", ["1. The lesion is 2. pigmented and 3. irregular.", "a,b\n1,2"])
def test_what_is_no_list_of_conditions_stays_unread(text: str) -> None:
    with pytest.raises(UnreadableReply):
        read(text)
