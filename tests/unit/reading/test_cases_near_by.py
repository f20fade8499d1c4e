"""A case near by, others who itch, relatives with the same, and what only sounds like them."""

import pytest

from dermagent.types import Language
from tests.told import present


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("contact_with_case", "en", "My 6 year old has hand foot and mouth and now I have spots on my palms."),
        ("contact_with_case", "en", "37F. 2 y/o at home has slapped cheek. Lacy rash on arms for 3 days."),
        ("contact_with_case", "en", "Grandad in the same house is on treatment for scabies. I itch at night."),
        ("contact_with_case", "en", "Four cases of chickenpox in her class. She has blisters since yesterday."),
        ("contact_with_case", "en", "There's impetigo going round the nursery and he has a crust under his nose."),
        ("contact_with_case", "en", "His auntie had a cold sore and gave him a kiss. Now blisters on his chin."),
        (
            "contact_with_case",
            "en",
            "Three patients and a nurse on the ward are also scratching. Burrows between fingers.",
        ),
        (
            "household_contacts_itching",
            "en",
            "Three patients and a nurse on the ward are also scratching. Burrows between fingers.",
        ),
        ("contact_with_case", "en", "My boyfriend uses the same razor and he has the same spots."),
        ("contact_with_case", "en", "Her dad had a fever blister last week and kisses her all day."),
        ("contact_with_case", "es", "Dos casos de sarna en su residencia. Le pica por la noche."),
        ("contact_with_case", "es", "Mi hermanito de 3 años tiene varicela en casa y ahora a mí me salieron granitos."),
        ("contact_with_case", "es", "Su abuela tenía un herpes en el labio y la besó en la cara."),
        ("contact_with_case", "es", "El tío con el que vive está en tratamiento por lepra. Mancha clara en el brazo."),
        ("contact_with_case", "es", "En el salón de mi hija hay cuatro niños con piojos. Le pica la cabeza."),
        (
            "household_contacts_itching",
            "es",
            "Mi esposo usa la misma toalla y también anda con comezón y los mismos círculos.",
        ),
        ("contact_with_case", "zh", "幼儿园班里五个水痘，今天他身上也起了水泡。"),
        ("contact_with_case", "zh", "同桌得了手足口，我儿子昨天也发烧了。"),
        ("contact_with_case", "zh", "他爸嘴角起了热疮还亲了他，现在脸上一簇小水泡。"),
        ("contact_with_case", "zh", "宿舍六个人都痒，手指缝里有小疙瘩。"),
        ("household_contacts_itching", "zh", "宿舍六个人都痒，手指缝里有小疙瘩。"),
        ("contact_with_case", "zh", "家里老二正在出水痘，我怀孕五个月，身上也有几个疹子。"),
        (
            "family_history_of_same_condition",
            "en",
            "My two brothers were born with the very same mark. Flat blue patch on his bottom.",
        ),
        (
            "family_history_of_same_condition",
            "en",
            "Chilblains on the toes every winter, my mum gets them every year too.",
        ),
        (
            "family_history_of_same_condition",
            "en",
            "Pale numb patch on the arm. His uncle had leprosy twenty years ago.",
        ),
        (
            "family_history_of_same_condition",
            "es",
            "Mi padre nació con una mancha igualita en el mismo sitio. La mía es plana y marrón.",
        ),
        (
            "family_history_of_same_condition",
            "es",
            "Me salen sabañones en los pies y a mi hermana le salen todos los inviernos también.",
        ),
        ("family_history_of_same_condition", "es", "Mancha clara sin sensibilidad; su tía padeció lepra."),
        ("family_history_of_same_condition", "zh", "手指每年冬天长冻疮，我姐也年年长。"),
        ("family_history_of_same_condition", "zh", "前臂淡色斑，针刺不痛，其祖父曾患麻风。"),
        ("family_history_of_same_condition", "zh", "哥哥生下来也有一块一模一样的胎记，我的在屁股上。"),
        ("family_history_of_same_condition", "zh", "外婆也有同样的病，我背上一大片。"),
        ("contact_with_case", "en", "28/40, 3 y/o at home has slapped cheek syndrome."),
        ("contact_with_case", "en", "Two cases of head lice in her class. She scratches behind the ears."),
        ("household_contacts_itching", "en", "Four residents and a carer are itching as well."),
        ("contact_with_case", "en", "His sister shares a bed with him and has the same blisters."),
        ("family_history_of_same_condition", "en", "Her mother gets them every winter too. Toes red and swollen."),
        ("contact_with_case", "es", "Hay dos niños con impétigo en su salón. Costra en la nariz."),
        ("contact_with_case", "es", "Yo tenía un herpes labial y la besé. Ampollas en la frente de la niña."),
        ("family_history_of_same_condition", "es", "Su prima nació con una mancha idéntica."),
        ("contact_with_case", "zh", "叔叔同住，得过麻风，我手臂一块斑不知痛。"),
        ("household_contacts_itching", "zh", "养老院三个老人和一个护工也痒。"),
    ],
)
def test_a_case_near_by_or_the_same_in_relatives_is_read(finding: str, language: Language, text: str) -> None:
    assert finding in present(text, language)


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("contact_with_case", "zh", "手上白斑，我外婆年轻的时候得过麻风，我摸什么都有感觉。"),
        ("family_history_of_same_condition", "zh", "手上白斑，我外婆年轻的时候得过麻风，我摸什么都有感觉。"),
        ("numbness", "zh", "前臂白斑，邻居得过麻风。"),
        ("contact_with_case", "en", "My 6 year old has eczema and I have a spot on my palm."),
        ("contact_with_case", "en", "His auntie kissed him and left lipstick on his chin. Red mark on the chin."),
        ("contact_with_case", "es", "Tres casos clínicos se describen en el artículo. Me pica el brazo."),
        ("contact_with_case", "es", "Su papá tuvo un accidente y le besó la frente."),
        ("contact_with_case", "zh", "班上三个同学请假，我手上起了个茧。"),
        ("household_contacts_itching", "en", "My brother uses the same towel. I am itching between the toes."),
        ("contact_with_case", "en", "No cases of chickenpox in her class. She has blisters since yesterday."),
        ("contact_with_case", "zh", "班里没有水痘，他身上起了水泡。"),
        ("contact_with_case", "en", "My 4 year old has chickenpox, can she go to school?"),
        ("contact_with_case", "en", "The nurse said it is itching too much. One spot."),
        ("family_history_of_same_condition", "en", "My brother lives in the same house. Itchy patch."),
        ("household_contacts_itching", "zh", "护士说不痒，家里没人痒。"),
        ("family_history_of_same_condition", "es", "Mi hermano nació en la misma ciudad. Mancha en el pie."),
    ],
)
def test_others_without_it_are_no_case(finding: str, language: Language, text: str) -> None:
    assert finding not in present(text, language)
