"""What was at one place or could be counted an hour ago, and is elsewhere or past counting now, spreads rapidly."""

import pytest

from dermagent.steps.observe import observe
from dermagent.types import Case, Language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "At lunch there were three purple dots. Two hours later I gave up counting them."),
        ("en", "started as one purple spot on his shin an hour ago and already his belly and arms are covered"),
        (
            "en",
            "when we left there were two dark spots on her foot, by the time we parked they were on her chest too",
        ),
        ("en", "Four purple spots then, now they're all up her tummy as well and it's only been an hour and a half."),
        ("en", "In the half hour we sat in the waiting room the redness went from her ankle to her knee"),
        ("es", "hace una hora tenía dos o tres manchitas moradas, ahora ya tiene hasta en la cara"),
        ("es", "en lo que llegamos aquí se le llenó la barriga de puntos morados, en casa eran tres"),
        ("es", "mientras esperábamos la ambulancia lo rojo le pasó de la rodilla"),
        ("es", "eritema que en cuestión de dos horas pasó del pie a la pantorrilla"),
        ("es", "Hace dos horas eran cuatro puntos morados, ahora ni las cuento, cada vez más."),
        ("zh", "早上还就两三颗紫点，中午已经满身都是了"),
        ("zh", "一个钟头前只有几个紫点，现在数都数不清"),
        ("zh", "来的路上紫斑还只在脚上，到医院肚子上全是了"),
        ("zh", "两小时不到从脚背红到膝盖"),
        ("zh", "半小时前才三四个紫点，现在肚子上也有了"),
        ("en", "It was two blisters at teatime. By bath time her whole chest was covered."),
        ("en", "The swelling was at his wrist when I rang you and it's at the elbow now."),
        ("en", "I saw three tiny purple dots at breakfast, there must be fifty by now."),
        ("es", "Cuando salimos de casa tenía cinco pintitas moradas; llegando aquí ya las tiene en brazos y cara."),
        ("es", "Esta mañana lo rojo estaba en el tobillo y a mediodía ya iba por la rodilla."),
        ("zh", "出门时就脚上几个紫点，半路上胳膊肚子全起来了"),
        ("zh", "刚才打电话时只肿到手腕，现在到胳膊肘了"),
        ("en", "An hour back only her feet had the bruise marks, this minute they're on her face."),
        ("zh", "吃午饭时红到脚踝，这会儿过膝盖了"),
    ],
)
def test_more_within_hours_is_rapid(language: Language, text: str) -> None:
    assert observe(Case(history=text, language=language)).counted()["rapid_spread"].polarity == "present"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "two brown spots last year, now I count five"),
        ("en", "started with a few pimples at school, now all over my face, two years on"),
        ("en", "had one wart in the summer, now there are three on the same finger"),
        ("es", "empecé con dos verrugas y ahora tengo seis, ya va un año"),
        ("es", "Hace dos años eran dos lunares y ahora son muchos"),
        ("zh", "去年才两颗疣，现在手上也有了"),
        ("zh", "年轻时只有几颗痣，现在满身都是"),
        ("zh", "痘痘以前就额头几颗，现在脸上都是，三个月了"),
        ("en", "This morning I put cream on my arm and now my face feels dry."),
        ("en", "At lunch I showed my foot to the nurse, and now my hand cream is gone."),
    ],
)
def test_more_within_years_is_not(language: Language, text: str) -> None:
    assert "rapid_spread" not in observe(Case(history=text, language=language)).counted()
