"""What works as it should denies its failing; what does not is not denied."""

import pytest

from dermagent.reading.text import read_text
from dermagent.types import Language


def _polarities(text: str, language: Language, finding: str) -> set[str]:
    return {item.polarity for item in read_text(text, language, "history").items if item.finding == finding}


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "Mouth opens wide without trouble.", "trismus"),
        ("en", "She is holding her meals down.", "vomiting"),
        ("en", "He kept his breakfast down.", "vomiting"),
        ("en", "Pulses are strong in both feet.", "absent_pulse"),
        ("en", "foot warm, good volume pulses", "absent_pulse"),
        ("en", "He sees just as well as before.", "sudden_blindness"),
        ("en", "Uses the hand as usual.", "loss_of_movement"),
        ("en", "She feels a light touch on it normally.", "numbness"),
        ("en", "doesn't sweat at night", "night_sweats"),
        ("en", "I wake up dry.", "night_sweats"),
        ("es", "Abre la boca sin problema.", "trismus"),
        ("es", "Retiene lo que come.", "vomiting"),
        ("es", "No ha devuelto la cena.", "vomiting"),
        ("es", "Se ponen blancas al apretar.", "non_blanching"),
        ("es", "Respira tranquilita y parejo.", "dyspnoea"),
        ("es", "Nuca blanda.", "neck_stiffness"),
        ("es", "Signos meníngeos negativos.", "neck_stiffness"),
        ("es", "Frecuencia cardiaca normal.", "tachycardia"),
        ("es", "Duermo seco, sin sudar.", "night_sweats"),
        ("es", "Mueve el brazo normal.", "loss_of_movement"),
        ("zh", "张口正常", "trismus"),
        ("zh", "足背动脉搏动良好", "absent_pulse"),
        ("zh", "夜里不出汗", "night_sweats"),
        ("zh", "摸上去有感觉，和别处一样", "numbness"),
        ("zh", "心率正常", "tachycardia"),
    ],
)
def test_what_works_is_denied_to_fail(language: Language, text: str, finding: str) -> None:
    assert _polarities(text, language, finding) == {"absent"}


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "She isn't holding her meals down.", "vomiting"),
        ("en", "can't open his mouth fully", "trismus"),
        ("en", "He does not see as well as before.", "sudden_blindness"),
        ("en", "cannot move her arm normally", "loss_of_movement"),
        ("en", "never wakes up dry", "night_sweats"),
        ("en", "no strong pulses in the foot", "absent_pulse"),
        ("es", "No retiene lo que come.", "vomiting"),
        ("es", "no mueve el brazo bien", "loss_of_movement"),
        ("es", "No respira parejo.", "dyspnoea"),
        ("es", "No se ponen blancas al apretar.", "non_blanching"),
        ("es", "No se quedan blancas si las aprieto.", "non_blanching"),
        ("es", "la nuca no está libre", "neck_stiffness"),
    ],
)
def test_what_does_not_work_is_not_denied(language: Language, text: str, finding: str) -> None:
    assert _polarities(text, language, finding) != {"absent"}
