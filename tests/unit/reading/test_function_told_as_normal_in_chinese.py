"""What works as it should is denied in many words: breath, warmth, movement, mind, water and mouth."""

import pytest

from dermagent import Case
from dermagent.knowledge.base import knowledge
from dermagent.steps.observe import observe


def wrong(text: str, keys: str) -> set[str]:
    """Which of the keys do not hold: `+x` is told, `-x` is denied, `!x` is at least not told."""
    kb, counted = knowledge(), observe(Case(id="x", history=text, language="zh")).counted()
    there = {name for name, item in counted.items() if item.polarity == "present"}
    there |= {parent for name in there for parent in kb.ancestors(name)}
    denied = {name for name, item in counted.items() if item.polarity == "absent"}

    def holds(key: str) -> bool:
        sign, finding = key[0], key[1:]
        if sign == "+":
            return finding in there
        return finding not in there and (sign == "!" or not denied.isdisjoint({finding, *kb.ancestors(finding)}))

    return {key for key in keys.split() if not holds(key)}


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("外孙低头也低得下去，就是眼皮肿。", "-neck_stiffness"),
        ("脖子前后都能弯，低头碰得到胸口。", "-neck_stiffness"),
        ("下巴够得着胸口，头不疼。", "-neck_stiffness -headache"),
        ("体重稳得很，吃饭也香。", "-weight_loss"),
        ("体重没掉，还胖了两斤。", "-weight_loss"),
        ("没瘦，裤腰还是那么紧。", "-weight_loss"),
        ("体重无变化，无乏力。", "-weight_loss"),
        ("肢端暖，呼吸平，尿量可。", "-cold_limb -dyspnoea"),
        ("四肢温暖，CRT<2s，呼吸平顺。", "-cold_limb -dyspnoea"),
        ("手脚都是热乎的，喘气也匀。", "-cold_limb -dyspnoea"),
        ("末梢循环好，手足温。", "-cold_limb"),
        ("吃奶体重均可，精神反应好。", "-poor_feeding_or_floppiness"),
        ("奶量正常，体重增长可，反应好。", "-poor_feeding_or_floppiness"),
        ("能喝水，无嗜睡，无抽搐。2岁，手足口。", "-poor_feeding_or_floppiness -seizure"),
        ("宝宝吃得下喝得下，逗了会笑。", "-poor_feeding_or_floppiness"),
        ("腿有劲，解手也正常。", "-muscle_weakness -urinary_retention"),
        ("手脚有力气，尿尿顺畅。", "-muscle_weakness -urinary_retention"),
        ("腿脚利索，能上楼，大小便都通。", "-muscle_weakness -urinary_retention"),
        ("四肢肌力正常，排尿通畅。", "-muscle_weakness -urinary_retention"),
        ("蹲下去站得起来，胳膊抬得动。", "-muscle_weakness"),
        ("没得过癌，没吃激素。", "-malignancy_internal"),
        ("从没生过肿瘤，也没化疗过。", "-malignancy_internal"),
        ("否认恶性肿瘤史。", "-malignancy_internal"),
        ("家里人和我都没癌症。", "-malignancy_internal"),
        ("眼睛的白色不是黄色。", "-jaundice"),
        ("眼白不黄，尿也不黄。", "-jaundice"),
        ("巩膜无黄染，皮肤不黄。", "-jaundice"),
        ("眼不黄，手心脚心不痒。", "-jaundice"),
        ("眼珠子白白的，一点都不黄。", "-jaundice"),
        ("唔晕，讲嘢清清楚楚，食得瞓得。", "-dizziness -confusion"),
        ("阿婆唔头晕，认得人，答得清楚。", "-dizziness -confusion"),
        ("佢冇头晕眼花，神志好清醒。", "-dizziness -confusion"),
        ("人还明白着呢，没吐也没拉稀。", "-confusion -vomiting -diarrhoea"),
        ("老爷子明白，说话不糊涂。", "-confusion"),
        ("脑子不糊涂，问啥答啥。", "-confusion"),
        ("精神食欲佳，二便调。", "-malaise"),
        ("精神胃口都好，夜里睡得香。", "-malaise"),
        ("吃得香睡得着，不乏。", "-malaise"),
        ("喉头紧-，喘鸣-，气促-，头晕-。", "-throat_swelling -wheeze -dyspnoea -dizziness"),
        ("喉紧(-) 声嘶(-) 喘(-)", "-throat_swelling -dyspnoea"),
        ("喉头水肿无，嗓子不发紧。", "-throat_swelling"),
        ("否认新药、海鲜。", "-new_medication"),
        ("没吃海鲜，没吃新东西。", "-food_trigger"),
        ("饮食跟平常一样，没吃啥特别的。", "-food_trigger"),
        ("起疹前未进食海鲜、坚果。", "-food_trigger"),
        ("手腕没划过，也没伤过自己。", "-self_harm"),
        ("没割过腕，没有自残。", "-self_harm"),
        ("从来没拿刀划过自己。", "-self_harm"),
        ("气儿顺着呢，嗓子不紧。", "-dyspnoea -throat_swelling"),
        ("喘气匀匀的，不憋。", "-dyspnoea"),
        ("呼吸顺畅，讲话一口气讲得完。", "-dyspnoea"),
        ("气不短，胸不闷。", "-dyspnoea"),
        ("没断茬，眉毛胡子都在。", "-broken_hairs -eyebrow_or_lash_loss"),
        ("没有断发，眉毛好好的，睫毛没掉。", "-broken_hairs -eyebrow_or_lash_loss"),
        ("眉毛睫毛没少，发根完整。", "-eyebrow_or_lash_loss"),
        ("断发(-)，眉睫毛无脱落。", "-broken_hairs -eyebrow_or_lash_loss"),
        ("无活动性大出血，未吐。", "-heavy_bleeding -vomiting"),
        ("血早止住了，没有大出血。", "-heavy_bleeding"),
        ("伤口渗血少，无大出血。", "-heavy_bleeding"),
        ("身上拿手电照了半天一个点子都没有。", "-petechia"),
        ("全身找了个遍，一个出血点也没找着。", "-petechia"),
        ("没看到紫点子，瘀点没有。", "-petechia"),
        ("浑身上下没有红紫点点。", "-petechia"),
        ("结膜不红，手足不肿。", "-conjunctivitis -extremity_change"),
        ("眼白清亮，不红。", "-conjunctivitis"),
        ("双眼不红，没眼屎。", "-conjunctivitis"),
        ("眼睛白的地方不红。", "-conjunctivitis"),
        ("嘴巴张得开，手脚也不麻。", "-trismus -numbness"),
        ("嘴能张大，咬东西没问题。", "-trismus"),
        ("张口不受限，吞咽好。", "-trismus -dysphagia"),
        ("张口三指，无咬合痛。", "-trismus"),
        ("无腹痛及阴道流血，胎动如常。", "-obstetric_danger -abdominal_pain"),
        ("没见红，没破水，肚子不发紧。", "-obstetric_danger"),
        ("孕32周，无宫缩，无流血流液。", "-obstetric_danger"),
        ("没有阴道出血，肚子也不疼。", "-obstetric_danger -abdominal_pain"),
        ("手掌脚掌没有疹子，就身上。", "-palms_and_soles"),
        ("掌跖未见皮疹。", "-palms_and_soles"),
        ("嘴巴头白东西没得。", "-oral_white_patches"),
        ("嘴里没有白膜，舌头干净。", "-oral_white_patches"),
        ("口腔无白斑，无鹅口疮。", "-oral_white_patches"),
        ("腮帮子里头没白点。", "-oral_white_patches"),
        ("无外伤、无挤脚，鞋子宽松。", "-recent_trauma -friction_or_pressure"),
        ("没磨过脚，鞋不挤。", "-friction_or_pressure"),
        ("没穿紧鞋，没勒着。", "-friction_or_pressure"),
    ],
)
def test_what_works_is_denied(text: str, keys: str) -> None:
    assert not wrong(text, keys)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("低头低不下去，脖子发硬。", "+neck_stiffness"),
        ("体重掉了十斤，吃不下。", "+weight_loss"),
        ("手脚冰凉，叫他不理。", "+cold_limb"),
        ("腿没劲，解不出小便。", "+muscle_weakness +urinary_retention"),
        ("得过癌，现在化疗。", "+malignancy_internal"),
        ("眼白发黄，尿像浓茶。", "+jaundice"),
        ("人不明白了，说胡话。", "+confusion"),
        ("嘴巴张不开，脖子僵。", "+trismus"),
        ("眉毛也掉了，断茬很多。", "+eyebrow_or_lash_loss +broken_hairs"),
        ("气儿不顺，喘得厉害。", "+dyspnoea"),
        ("孕30周，阴道流血，肚子疼。", "+obstetric_danger"),
        ("嘴里白膜擦不掉。", "+oral_white_patches"),
        ("拿刀划过手腕。", "+self_harm"),
        ("喉头紧+，喘鸣+。", "+throat_swelling +wheeze"),
        ("手心脚心痒得睡不着。", "+palms_and_soles"),
        ("结膜红，眼屎多。", "+conjunctivitis"),
        ("鞋子挤脚，磨出泡。", "+friction_or_pressure"),
        ("身上照出好多紫点子。", "+petechia"),
        ("血止不住，一直往外冒。", "+heavy_bleeding"),
        ("吃了海鲜以后起的。", "+food_trigger"),
    ],
)
def test_what_fails_is_there(text: str, keys: str) -> None:
    assert not wrong(text, keys)
