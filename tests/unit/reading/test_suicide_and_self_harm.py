"""Thoughts of suicide, plans, attempts and self-harm, and what only sounds like them."""

import pytest

from dermagent.steps.flag import flag
from dermagent.steps.observe import observe
from dermagent.steps.urgency import floor
from dermagent.types import Case, Language


def urgency(text: str, language: Language) -> str | None:
    """How urgent a text is by its findings."""
    return floor(flag(observe(Case(id="t", history=text, language=language)))).urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My daughter took an overdose of paracetamol this morning, her eczema got her down."),
        ("en", "The psoriasis is everywhere and I keep thinking about killing myself, I've bought the rope to do it."),
        ("en", "He tried to hang himself on Friday. Severe hidradenitis."),
        ("en", "17F acne on roaccutane wk 6. Active suicidal intent."),
        ("en", "My son says he is going to jump off the bridge because they laugh at his skin."),
        ("en", "I swallowed all my pills an hour ago. Rash on my arms."),
        ("es", "Tengo 19 años, la psoriasis me tiene harto y voy a matarme."),
        ("es", "Anoche se tomó todas las pastillas de su madre. Acné severo."),
        ("es", "Mi hija intentó suicidarse ayer por las cicatrices de la cara."),
        ("es", "Varón 22a, isotretinoína. Ideación suicida estructurada."),
        ("es", "Se cortó las venas esta mañana, tiene vitiligo."),
        ("zh", "得了银屑病被人笑，打算自杀，药都买好了。"),
        ("zh", "孩子昨晚割腕了，因为脸上的痘。"),
        ("zh", "我老公吃了一整瓶安眠药，他有白癜风。"),
        ("zh", "写了遗书，不想再受湿疹的罪。"),
        ("zh", "女，20岁，异维A酸3月，有自杀念头，有具体计划。"),
        ("en", "Hidradenitis for years, can't cope, I'm planning to take my own life this weekend."),
        ("en", "24M roaccutane D40, SI with plan (overdose)."),
        ("en", "Brought in by mum: slit her wrists because of the scars on her face."),
        ("en", "I have decided to end it all, the vitiligo ruined me."),
        ("en", "She took a handful of pills to end her life after being teased about her eczema."),
        ("es", "He decidido acabar con mi vida, la hidradenitis no me deja."),
        ("es", "Trajeron a mi hermana porque se tomó un frasco de pastillas, tiene acné."),
        ("zh", "因为斑秃她昨天跳楼自杀被救回来了。"),
        ("zh", "想结束自己的生命，脸上的疤太难看。"),
        ("en", "I want to kill myself, this alopecia has taken everything."),
        ("en", "pt states plan to hang himself, psoriasis 40% BSA"),
        ("en", "He's threatened to take his own life if the acne doesn't clear."),
        ("en", "My teenage son overdosed on paracetamol last night; he has bad acne."),
        ("es", "Quiere suicidarse, dice que el vitíligo le arruinó la vida."),
        ("es", "Acné noduloquístico. Intento autolítico ayer con pastillas."),
        ("zh", "她扬言要跳楼，因为脸上的红斑狼疮。"),
        ("zh", "儿子喝了农药，他有银屑病。"),
    ],
)
def test_intent_a_plan_or_an_attempt_is_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I have hives every day and don't want to live like this, I don't want to be here anymore."),
        ("en", "Since starting isotretinoin I feel suicidal."),
        ("en", "30M severe psoriasis. Low mood, passive SI, no plan."),
        ("en", "She self-harms, cuts on the forearms, wants something for the scars."),
        ("en", "My husband thinks I would be better off dead. No, I said that I'd be better off dead with this skin."),
        ("en", "my teen says life isnt worth living with these spots"),
        ("es", "Con esta urticaria ya no quiero vivir."),
        ("es", "Desde que tomo isotretinoína tengo pensamientos suicidas."),
        ("es", "Me quiero morir, la cara llena de granos."),
        ("es", "Mi hijo se hace cortes en los brazos con una cuchilla desde que salió el acné."),
        ("es", "No le veo sentido a la vida con esta piel."),
        ("zh", "荨麻疹三年，真的活不下去了。"),
        ("zh", "吃异维A酸以后总有自杀的念头。"),
        ("zh", "女儿因为痘痘自残，手臂上都是刀痕。"),
        ("zh", "满脸痘坑，觉得活着没意思。"),
        ("zh", "孩子说不想活，脸上全是痘。"),
        ("en", "He says everyone would be better off without him since the psoriasis spread."),
        ("en", "I often think about not being here, my skin disgusts me."),
        ("en", "I keep having suicidal thoughts since the hair loss."),
        ("en", "been cutting my arms again, and the acne is worse"),
        ("en", "I feel like killing myself because of my skin"),
        ("es", "Pienso mucho en la muerte y en matarme, la psoriasis va peor."),
        ("es", "Estaría mejor muerta que con esta cara."),
        ("zh", "最近老是想死，牛皮癣治不好。"),
        ("zh", "孩子用刀片划手臂，因为青春痘被嘲笑。"),
        ("en", "Feels life is not worth living with the itch."),
        ("en", "Isotretinoin week 8. Mood low. Fleeting SI, no intent."),
        ("en", "She burns herself with cigarettes on purpose, round scars on the thighs."),
        ("es", "No tengo ganas de vivir por culpa de la alopecia."),
        ("es", "La adolescente se autolesiona los muslos, acude por acné."),
        ("zh", "斑秃半年，觉得死了算了。"),
        ("zh", "有轻生念头，痤疮重度。"),
    ],
)
def test_thoughts_of_death_and_self_harm_are_for_the_same_day(language: Language, text: str) -> None:
    assert urgency(text, language) == "same_day"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "No suicidal ideation. Moderate acne."),
        ("en", "Mood: nil SI, nil low mood. Acne."),
        ("en", "Denies thoughts of self-harm or suicide. Acne, isotretinoin month 2."),
        ("en", "Has never been suicidal. Eczema of hands."),
        ("en", "Not suicidal, just fed up with my dandruff."),
        ("en", "Tried to kill himself ten years ago, well since. Skin tag on neck."),
        ("en", "My brother killed himself in 2015. I have a wart."),
        ("en", "This itch makes me want to die."),
        ("en", "I wanted to die of embarrassment when the barber saw my flakes."),
        ("en", "I'm dying to know what this spot is."),
        ("en", "My feet are killing me in these shoes, I have a corn."),
        ("en", "I read that isotretinoin can cause suicidal thoughts, is that true? I have acne."),
        ("en", "I cut my wrist on a tin lid last year, now a lumpy scar."),
        ("en", "Cut myself shaving, little bumps on my neck."),
        ("en", "Counselled about mood changes and suicide risk. Starts isotretinoin for acne."),
        ("en", "PHQ-9 item 9 suicidal thoughts: 0. Acne."),
        ("en", "Suicidal ideation: no. Acne."),
        ("en", "I could have killed myself for picking that pimple."),
        ("en", "His wife takes her life in her hands on that bike. He has a mole."),
        ("es", "Sin ideación suicida. Acné moderado."),
        ("es", "Niega ideas de muerte o suicidio. Psoriasis leve."),
        ("es", "No ha tenido pensamientos suicidas. Acné."),
        ("es", "Me quiero morir de vergüenza por la caspa."),
        ("es", "Un picor que me quiero morir, de siempre en invierno, en las piernas."),
        ("es", "Mi primo se suicidó. Yo tengo una verruga."),
        ("es", "Leí que la isotretinoína puede provocar suicidio. Tengo acné."),
        ("es", "Me muero por saber qué es este lunar."),
        ("es", "Ideación suicida: no. Acné."),
        ("es", "Ánimo bueno, sin ideas de autolesión. Rosácea."),
        ("zh", "没有自杀念头，痤疮。"),
        ("zh", "否认自杀想法及自伤行为，异维A酸第2月。"),
        ("zh", "无轻生念头。脂溢性皮炎。"),
        ("zh", "痒得想死，小腿干燥脱屑。"),
        ("zh", "蚊子包痒死了。"),
        ("zh", "听说异维A酸会导致自杀，是真的吗？我长痘。"),
        ("zh", "十年前自杀未遂，现在很好，来看鸡眼。"),
        ("zh", "腿疼不想活动，脚上有鸡眼。"),
        ("zh", "自杀念头：无。痤疮。"),
        ("en", "Denied SI/HI. Acne vulgaris, plan: continue doxycycline."),
        ("en", "No thoughts of ending her life. Hair loss."),
        ("en", "Isotretinoin consent: depression, suicidal ideation discussed as rare side effects. Acne."),
        ("en", "She works for a suicide prevention charity. Dry hands."),
        ("en", "These new boots are killing me, blister on the heel."),
        ("en", "The scratching is a killer, my shins are dry."),
        ("en", "My neighbour tried to kill himself. I have a skin tag."),
        ("en", "I overdid it on the sunbed, freckles came up."),
        ("en", "I would die for a cure for dandruff."),
        ("es", "Refiere ánimo conservado, niega ideación suicida. Rosácea."),
        ("es", "Este picor me mata, piel seca en las piernas."),
        ("es", "Me muero de ganas de quitarme esta verruga."),
        ("es", "Mi vecino se ahorcó. Tengo un lunar."),
        ("zh", "情绪稳定，否认自杀、自残。痤疮。"),
        ("zh", "痒到想死，手上小水泡，每年夏天都有。"),
        ("zh", "从未想过自杀，来看脱发。"),
        ("en", "Isotretinoin: mood stable, SI denied."),
        ("en", "Never self-harmed. Keloid on the chest."),
        ("en", "Suicidal thoughts? No. Self-harm? No. Acne."),
        ("en", "His father committed suicide. He has dandruff."),
        ("en", "Bored to death in the waiting room, wart on thumb."),
        ("es", "¿Ideas suicidas? No. Acné comedoniano."),
        ("es", "Nunca se ha autolesionado. Dermatitis en las manos."),
        ("es", "Me da una risa que me muero, pero la verruga sigue."),
        ("es", "Trabajo en prevención del suicidio. Caspa."),
        ("zh", "无自杀想法。无自残。湿疹。"),
        ("zh", "背上痒得要命，干燥脱屑。"),
        ("zh", "自伤：否。自杀念头：否。痤疮。"),
    ],
)
def test_what_is_denied_past_another_persons_or_a_figure_of_speech_is_none(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day")
