"""What is ruled out, listed as negative, an animal's, invented or only supposed is no danger of the patient's."""

import pytest

from tests.told import is_emergency, polarities


@pytest.mark.parametrize(
    "text",
    [
        "En urgencias me descartaron sepsis y shock. Es un eccema de tobillos.",
        "La dermatóloga ha descartado sepsis, gangrena y síncope.",
        "My GP ruled out sepsis and gangrene. It's eczema.",
        "The hospital excluded sepsis. It's varicose eczema.",
        "医生排除了败血症、坏疽。脚踝湿疹。",
        "wheeze-, stridor-, urticaria+",
        "SOB-/fever-/rash+",
        "Disnea-, síncope-. Exantema+",
        "发热-，呼吸困难-，皮疹+",
        "Neg: syncope, SOB",
        "ROS negative: dyspnoea, syncope, fever. Itchy rash.",
        "Neg: disnea, síncope",
        "系统回顾阴性：呼吸困难、晕厥。手痒。",
        "Denies F/C/N/V/D, dyspnoea, syncope. Itchy rash.",
        "Niega F/E/N/V, disnea, síncope. Exantema pruriginoso.",
        "My cat ate a lily and collapsed, her tongue was swollen. I have dandruff.",
        "A mi gata le picó una avispa, se le hinchó la lengua y se desmayó. Tengo acné.",
        "我家狗被蜂蜇了，脸肿了，喘不上气。我只有头皮屑。",
        "I write thrillers: in chapter three his lips swell and he can't breathe. My wart is flat.",
        "Escribo cuentos: en el capítulo tres se le hincha la lengua y no puede respirar. Yo tengo una verruga.",
        "我写悬疑小说，第三章凶手中毒全身起泡喘不上气。我只是长了个疣。",
        "If it spreads I suppose I'd have a fever and red streaks. It's an ingrown nail.",
    ],
)
def test_it_is_no_emergency(text: str) -> None:
    assert not is_emergency(text)


@pytest.mark.parametrize(
    "text",
    [
        "Todavía no descartaron sepsis.",
        "Hay que descartar sepsis.",
        "Falta descartar sepsis.",
        "不能排除败血症",
        "My tongue is swelling and I can't breathe-",
        "The dog bit my son and his hand swelled up, he can't breathe.",
        "My dog was stung and then I was stung, my tongue is swollen.",
        "My daughter ate nuts. The cat was asleep and her lips are swollen, she can't breathe.",
        "Neg: fever. SOB and tongue swelling since noon.",
    ],
)
def test_what_is_not_ruled_out_stays_an_emergency(text: str) -> None:
    assert is_emergency(text)


def test_a_wife_beside_a_dog_is_no_animal() -> None:
    text = "Our dog got stung and then my wife was stung and her face swelled."
    assert polarities(text)["oedema_of_face"] == "present"
